import type { RegisteredConnection } from "./connectionRegistry.ts";
import { isUsableAtOnce } from "./firstSetup.ts";

/** Why a connection cannot be used yet, and what helps; undefined: it can. */
export function whyIncomplete({
  connection,
  setup,
  isDescribedTwice,
}: RegisteredConnection): string | undefined {
  const { name, source } = connection;
  if (isDescribedTwice) {
    const where = source === "settings" ? "the app's settings" : "bridge.json";
    return `${name} is described in ${where} and was added by command as well: take one of the two away`;
  }
  if (setup.state === "ready") return undefined;
  if (setup.state === "unauthorised") {
    return `nobody has signed in for ${name} yet: bridge connections authorize ${name}`;
  }
  // One that has worked before goes on while it is read anew.
  const hasWorked = setup.lastSyncUtc !== undefined || isUsableAtOnce(connection);
  if (hasWorked) return undefined;
  const problem = setup.lastSyncProblem;
  const last = problem === undefined ? "" : ` (the last time it failed: ${problem.code}: ${problem.detail})`;
  return `${name} has not been read for the first time yet${last}: bridge connections sync ${name}`;
}
