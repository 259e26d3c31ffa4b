import type { DeadLetter } from "../delivery/deadLetter.ts";
import type { DeadLetterQueue } from "../delivery/ports.ts";
import { BridgeError } from "../failures/bridgeError.ts";
import type { DeadLetterStore } from "./deadLetterStore.ts";

export type KeepParts = {
  readonly store: Pick<DeadLetterStore, "put">;
  readonly letters: Pick<DeadLetterQueue, "send">;
};

/** The host would give a message up within minutes; tables can be away for longer. */
const tryAgainMs = 60_000;

/**
 * Puts a dead letter where people see it. While the tables are away it waits in its queue: nothing that is written down as
 * failed may end in a poison queue that nobody reads. Returns whether it is kept. Throws BridgeError STORAGE_UNAVAILABLE
 * if the queue is away, too.
 */
export async function keepDeadLetter({ store, letters }: KeepParts, letter: DeadLetter): Promise<boolean> {
  try {
    await store.put(letter);
    return true;
  } catch (error) {
    if (!(error instanceof BridgeError) || error.code !== "STORAGE_UNAVAILABLE") throw error;
    await letters.send(letter, tryAgainMs);
    return false;
  }
}
