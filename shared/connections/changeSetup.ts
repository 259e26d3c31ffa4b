import { BridgeError } from "../failures/bridgeError.ts";
import { accessIdentity } from "./accessIdentity.ts";
import type { Connection } from "./connection.ts";
import type { ConnectionSetup } from "./connectionSetup.ts";
import type { ConnectionStore } from "./connectionStore.ts";
import { firstSetup } from "./firstSetup.ts";
import { ownSetup } from "./ownSetup.ts";

export type Setups = Pick<ConnectionStore, "readSetup" | "writeSetup">;

const mostTries = 8;

/**
 * Changes what all instances know of a connection's setup, however many change it at the same moment. `change` gets what
 * is stored now of this very connection (ownSetup.ts) and may be called again; undefined: nothing to change. Returns what is stored in the end.
 *
 * Throws BridgeError STORAGE_UNAVAILABLE, and whatever `change` throws.
 */
export async function changeSetup(
  setups: Setups,
  connection: Connection,
  nowUtc: string,
  change: (setup: ConnectionSetup) => ConnectionSetup | undefined,
): Promise<ConnectionSetup> {
  for (let tries = 0; tries < mostTries; tries += 1) {
    const stored = await setups.readSetup(connection.name);
    const before = ownSetup(connection, stored?.setup) ?? firstSetup(connection, nowUtc);
    const changed = change(before);
    if (changed === undefined) return before;
    const after = { ...changed, accessIdentity: accessIdentity(connection) };
    if ((await setups.writeSetup(after, stored?.version)).kind === "written") return after;
  }
  throw new BridgeError("STORAGE_UNAVAILABLE", `The setup of "${connection.name}" changes all the time`);
}
