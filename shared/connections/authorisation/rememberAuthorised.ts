import { auditIdFor } from "../../audit/auditId.ts";
import { BridgeError } from "../../failures/bridgeError.ts";
import { withTimes } from "../../connectionCare/setupTimes.ts";
import type { TokenTimes } from "../../tokens/tokenTimes.ts";
import type { Connection } from "../connection.ts";
import type { ConnectionSetup } from "../connectionSetup.ts";
import type { Account } from "./account.ts";
import type { AuthorisationParts } from "./authorisationParts.ts";

const mostTries = 8;

type Authorised = {
  readonly connection: Connection;
  readonly account: Account | null;
  readonly by: "code" | "password" | "grant";
  readonly who: string;
  /** Of the tokens that there are now. */
  readonly times: TokenTimes;
};

/**
 * Writes down that a connection was authorised and as whom, and lets what waited for it go on. One that was not in use
 * before is read first (`syncing`). Throws BridgeError STORAGE_UNAVAILABLE.
 */
export async function rememberAuthorised(parts: AuthorisationParts, authorised: Authorised): Promise<void> {
  const { connection, account, by, who } = authorised;
  const atUtc = new Date(parts.clock.nowMs()).toISOString();
  await writeSetup(parts, authorised, atUtc);
  await parts.audit.add({
    id: auditIdFor(atUtc, "authorise", connection.name),
    atUtc,
    who,
    action: "connection.authorised",
    subject: connection.name,
    reason: null,
    details: { by, account: account?.userName ?? null },
  });
  parts.log("connection.authorised", { connection: connection.name, by, account: account?.userName ?? null });
  await parts.resume(connection.name, who);
}

async function writeSetup(
  { setups }: AuthorisationParts,
  { connection, account, times }: Authorised,
  atUtc: string,
): Promise<void> {
  for (let tries = 0; tries < mostTries; tries += 1) {
    const stored = await setups.readSetup(connection.name);
    const authorised = authorisedSetup(stored?.setup, connection, account, atUtc);
    // Whoever looks next sees the new ends, and no warning of the former ones.
    const setup = withTimes(authorised, connection, times, undefined, atUtc);
    const written = await setups.writeSetup(setup, stored?.version);
    if (written.kind === "written") return;
  }
  throw new BridgeError("STORAGE_UNAVAILABLE", `The setup of "${connection.name}" changes all the time`);
}

function authorisedSetup(
  former: ConnectionSetup | undefined,
  { name, grant }: Connection,
  account: Account | null,
  atUtc: string,
): ConnectionSetup {
  const { account: _account, ...rest } = former ?? { v: 1, connection: name, warned: [] };
  const wasUsable = former === undefined ? grant.kind !== "authorizationCode" : former.state === "ready";
  const wasAuthorised = former !== undefined && former.state !== "unauthorised";
  const connectedSinceUtc = wasAuthorised ? (former.connectedSinceUtc ?? atUtc) : atUtc;
  return {
    ...rest,
    state: wasUsable ? "ready" : "syncing",
    changedAtUtc: atUtc,
    connectedSinceUtc,
    ...(account !== null && { account }),
  };
}
