import type { PendingAuthorisations } from "../connections/authorisation/pendingAuthorisation.ts";
import type { DeadLetterStore } from "../deadLetters/deadLetterStore.ts";
import type { Clock, TicketStore } from "../delivery/ports.ts";
import type { RetentionPolicy } from "./retentionPolicy.ts";
import type { StoredHistory } from "./storedHistory.ts";

export type RetentionParts = {
  readonly history: StoredHistory;
  readonly store: Pick<TicketStore, "read" | "write">;
  readonly signInLinks: Pick<PendingAuthorisations, "removeEnded">;
  readonly letters: Pick<DeadLetterStore, "list" | "get" | "remove">;
  readonly clock: Clock;
  readonly policy: RetentionPolicy;
};

/** Removes one kind of thing, batch by batch, and says of each how many it removed. May be ended after each. */
export type RetentionTask = (parts: RetentionParts) => AsyncGenerator<number>;

export function utc(ms: number): string {
  return new Date(ms).toISOString();
}
