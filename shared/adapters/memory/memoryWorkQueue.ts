import { parseEnvelope } from "../../delivery/parseEnvelope.ts";
import type { Clock, WorkQueue } from "../../delivery/ports.ts";
import { memoryQueue, valueOfMessage, type MemoryQueue } from "./memoryQueue.ts";

export function memoryWorkQueue(clock: Clock): WorkQueue & MemoryQueue {
  const queue = memoryQueue(clock);
  return {
    ...queue,
    send: async (envelope, delayMs = 0) => queue.push(envelope, delayMs),
    open: async (message) => parseEnvelope(valueOfMessage(message)),
  };
}
