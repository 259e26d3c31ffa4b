import type { Connection } from "../connections/connection.ts";
import type { ConnectionStates } from "../connections/connectionState.ts";
import type { LogEvent } from "../delivery/deliveryParts.ts";
import type { Clock } from "../delivery/ports.ts";
import { BridgeError } from "../failures/bridgeError.ts";

type Parts = {
  readonly connections: { list(mostAgeMs?: number): Promise<readonly Connection[]> };
  readonly states: Pick<ConnectionStates, "all" | "remove">;
  readonly clock: Clock;
  readonly log: LogEvent;
};

/** For so long after a connection has gone messages may still be at work for it. */
const atWorkMs = 10 * 60_000;

/** `looked`: the connections that there were when the run began. */
export type ForgetRemoved = (parts: Parts, looked: readonly Connection[]) => Promise<void>;

/**
 * Removes the states of connections that are gone: a message that was at work when its connection was removed writes what
 * it met. To find them costs a look at a whole table, so it is done after a start and after one has gone. Never throws
 * BridgeError: the next run does it.
 */
export function makeForgetRemoved(): ForgetRemoved {
  let known: ReadonlySet<string> | undefined;
  let untilMs = 0;
  return async ({ connections, states, clock, log }, looked) => {
    const there = new Set(looked.map(({ name }) => name));
    const hasGone = known === undefined || [...known].some((name) => !there.has(name));
    known = there;
    if (hasGone) untilMs = clock.nowMs() + atWorkMs;
    if (clock.nowMs() > untilMs) return;
    try {
      const all = await states.all();
      // Asked after the states: one that was added while the others were looked after is there. What
      // is known from before will not do, and where storage cannot say it nothing is removed.
      const now = new Set((await connections.list(0)).map(({ name }) => name));
      for (const { state } of all) if (!now.has(state.connection)) await states.remove(state.connection);
    } catch (error) {
      if (!(error instanceof BridgeError)) throw error;
      log("connection.stateUnavailable", { what: "remove", error: error.message });
    }
  };
}
