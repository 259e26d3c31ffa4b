import { CliError } from "../../cliError.ts";
import type { Session } from "../../session.ts";
import { syncAndTell, syncedText } from "./sync.ts";

/**
 * Reads what an instance is configured with if that was never done, so that the connection may be used at once. The bridge
 * does the same by itself within minutes: that it fails here is told, and is no failure of what was asked for.
 */
export async function readIfNew(session: Session, name: string): Promise<"ready" | "notYet"> {
  const state = await stateOf(session, name);
  if (state !== "syncing") return state === "ready" ? "ready" : "notYet";
  try {
    session.say(syncedText(await syncAndTell(session, name), session));
    return "ready";
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    session.note(`! It cannot be used yet. ${error.message}`);
    if (error.hint !== undefined) session.note(error.hint);
    return "notYet";
  }
}

async function stateOf({ client }: Session, name: string): Promise<string | undefined> {
  try {
    return (await client.connection(name))?.setup?.state;
  } catch (error) {
    if (error instanceof CliError) return undefined;
    throw error;
  }
}
