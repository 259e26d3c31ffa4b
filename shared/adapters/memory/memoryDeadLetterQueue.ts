import { parseDeadLetter } from "../../delivery/parseEnvelope.ts";
import type { Clock, DeadLetterQueue } from "../../delivery/ports.ts";
import { memoryQueue, valueOfMessage, type MemoryQueue } from "./memoryQueue.ts";

export function memoryDeadLetterQueue(clock: Clock): DeadLetterQueue & MemoryQueue {
  const queue = memoryQueue(clock);
  return {
    ...queue,
    send: async (letter) => queue.push(letter, 0),
    open: async (message) => parseDeadLetter(valueOfMessage(message)),
  };
}
