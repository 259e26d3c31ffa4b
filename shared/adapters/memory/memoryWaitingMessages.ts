import type { Envelope } from "../../delivery/envelope.ts";
import type { WaitingMessages } from "../../delivery/ports.ts";
import { readableEnvelope } from "../../delivery/parseEnvelope.ts";
import { jsonCopy } from "./jsonCopy.ts";

/** What all processes know of each other's waiting messages; hand the same one to each. */
export type MemoryWaiting = Map<string, Map<string, Envelope>>;

export function memoryWaitingMessages(
  processId: string,
  waiting: MemoryWaiting = new Map(),
): WaitingMessages {
  return {
    async keep(envelope) {
      const mine = waiting.get(processId) ?? new Map<string, Envelope>();
      waiting.set(processId, mine.set(envelope.deliveryId, jsonCopy(envelope)));
    },
    async release(deliveryId) {
      waiting.get(processId)?.delete(deliveryId);
    },
    keptBy: async (otherProcessId) =>
      [...(waiting.get(otherProcessId)?.values() ?? [])].flatMap(
        (kept) => readableEnvelope(jsonCopy(kept)) ?? [],
      ),
    async forget(otherProcessId) {
      waiting.delete(otherProcessId);
    },
  };
}
