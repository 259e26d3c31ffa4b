import { type Lane, laneOf } from "../../delivery/envelope.ts";
import { parseEnvelope } from "../../delivery/parseEnvelope.ts";
import type { Clock, WorkQueue } from "../../delivery/ports.ts";
import { BridgeError } from "../../failures/bridgeError.ts";
import { memoryQueue, valueOfMessage, type MemoryQueue } from "./memoryQueue.ts";

/** Seen as one queue it hands out the critical lane first. */
export function memoryWorkQueue(
  clock: Clock,
): WorkQueue & Omit<MemoryQueue, "push"> & Readonly<Record<Lane, MemoryQueue>> {
  const critical = memoryQueue(clock);
  const ordinary = memoryQueue(clock);
  return {
    critical,
    ordinary,
    take: () => [...critical.take(), ...ordinary.take()],
    count() {
      const [first, second] = [critical.count(), ordinary.count()];
      return { visible: first.visible + second.visible, delayed: first.delayed + second.delayed };
    },
    nextVisibleAtMs() {
      const moments = [critical, ordinary].flatMap((lane) => lane.nextVisibleAtMs() ?? []);
      return moments.length === 0 ? undefined : Math.min(...moments);
    },
    send: async (envelope, delayMs = 0, within) => {
      if (within?.aborted === true) throw new BridgeError("STORAGE_UNAVAILABLE", "no answer in time");
      ({ critical, ordinary })[laneOf(envelope)].push(envelope, delayMs);
    },
    open: async (message) => parseEnvelope(valueOfMessage(message)),
  };
}
