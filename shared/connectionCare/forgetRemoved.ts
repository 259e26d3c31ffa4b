import type { Connection } from "../connections/connection.ts";
import type { ConnectionStates } from "../connections/connectionState.ts";
import type { LogEvent } from "../delivery/deliveryParts.ts";
import { BridgeError } from "../failures/bridgeError.ts";

/**
 * Removes the states of connections that are gone: a message that was at work when its connection was removed writes what
 * it met. Never throws BridgeError: the next run does it.
 */
export async function forgetRemoved(
  { states, log }: { readonly states: Pick<ConnectionStates, "all" | "remove">; readonly log: LogEvent },
  connections: readonly Connection[],
): Promise<void> {
  const there = new Set(connections.map(({ name }) => name));
  try {
    for (const { state } of await states.all()) {
      if (!there.has(state.connection)) await states.remove(state.connection);
    }
  } catch (error) {
    if (!(error instanceof BridgeError)) throw error;
    log("connection.stateUnavailable", { what: "remove", error: error.message });
  }
}
