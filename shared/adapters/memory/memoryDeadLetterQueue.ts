import { parseDeadLetter } from "../../delivery/parseEnvelope.ts";
import type { Clock, DeadLetterQueue } from "../../delivery/ports.ts";
import { memoryQueue, valueOfMessage, type MemoryQueue } from "./memoryQueue.ts";

export function memoryDeadLetterQueue(clock: Clock): DeadLetterQueue & MemoryQueue {
  const queue = memoryQueue(clock);
  return {
    ...queue,
    send: async (letter, delayMs = 0) => queue.push(letter, delayMs),
    open: async (message) => parseDeadLetter(valueOfMessage(message)),
  };
}
