import type { DeadLetter } from "../delivery/deadLetter.ts";
import type { Clock, DeadLetterQueue } from "../delivery/ports.ts";
import { BridgeError } from "../failures/bridgeError.ts";
import { keepDeadLetter, type KeepParts } from "./keepDeadLetter.ts";
import { unreadableLetter } from "./unreadableLetter.ts";

/**
 * A dead letter from its queue becomes one that people see; what cannot be read as one, too. Idempotent. Throws
 * BridgeError STORAGE_UNAVAILABLE.
 */
export async function captureDeadLetter(
  { queue, ...parts }: KeepParts & { readonly queue: Pick<DeadLetterQueue, "open">; readonly clock: Clock },
  message: unknown,
  queuedAtUtc?: string,
): Promise<DeadLetter> {
  const opened = await openOrProblem(queue, message);
  const letter =
    opened instanceof BridgeError
      ? unreadableLetter(message, opened, parts.clock.nowMs(), queuedAtUtc)
      : opened;
  await keepDeadLetter(parts, letter);
  return letter;
}

async function openOrProblem(
  queue: Pick<DeadLetterQueue, "open">,
  message: unknown,
): Promise<DeadLetter | BridgeError> {
  try {
    return await queue.open(message);
  } catch (error) {
    if (error instanceof BridgeError && error.code === "MESSAGE_UNREADABLE") return error;
    throw error;
  }
}
