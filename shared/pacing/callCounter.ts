import type { LogEvent } from "../delivery/deliveryParts.ts";
import type { Clock, Schedule } from "../delivery/ports.ts";
import {
  addedCounts,
  type CallCounts,
  type ConnectionStates,
  noCalls,
} from "../connections/connectionState.ts";

type Parts = {
  readonly states: ConnectionStates;
  readonly clock: Clock;
  readonly schedule: Schedule;
  readonly log: LogEvent;
};

const storeAfterMs = 10_000;

/** Counts calls in memory and stores them a little later, many in one write: an alert must not cost one more. */
export function callCounter({ states, clock, schedule, log }: Parts, connection: string) {
  let pending: CallCounts = noCalls;
  let isScheduled = false;

  async function flush(): Promise<void> {
    if (pending === noCalls) return;
    const counts = pending;
    pending = noCalls;
    try {
      await states.count(connection, new Date(clock.nowMs()).toISOString(), counts);
    } catch (error) {
      log("connection.countsUnavailable", { connection, error: String(error) });
    }
  }

  return {
    add(more: Partial<CallCounts>): void {
      pending = addedCounts(pending, { ...noCalls, ...more });
      if (isScheduled) return;
      isScheduled = true;
      schedule(storeAfterMs, () => {
        isScheduled = false;
        void flush();
      });
    },
    flush,
  };
}
