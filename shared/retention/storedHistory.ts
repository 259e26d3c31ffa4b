import type { StoredTicket } from "../delivery/ports.ts";
import type { JournalEntry } from "../journal/journal.ts";

/** An entry where it is stored; `key` is opaque. */
export type StoredEntry = { readonly partition: string; readonly key: string; readonly entry: JournalEntry };

/** A row that leads to a ticket; `key` is opaque. */
export type StoredIndexRow = {
  readonly key: string;
  readonly correlationId: string;
  /** Of a row that leads there from an alert's id, unless that is very long. */
  readonly alertId: string | undefined;
};

/** A row that nobody looks at any more; `partition` and `key` are opaque. */
export type StoredLeftover = {
  /** What an instance has called in one hour; a message that killed its process; a rule's stretch of time. */
  readonly kind: "callCount" | "trial" | "stormWindow";
  readonly partition: string;
  readonly key: string;
};

/**
 * Everything that is kept, batch by batch, for who removes what is old. What is removed or changed meanwhile does no harm. Every method throws BridgeError STORAGE_UNAVAILABLE.
 */
export interface StoredHistory {
  /** Entries that began before. */
  journals(beforeUtc: string): AsyncIterable<readonly StoredEntry[]>;
  removeEntries(entries: readonly StoredEntry[]): Promise<void>;
  /** Tickets that are not open and have not changed since. */
  tickets(unchangedSinceUtc: string): AsyncIterable<readonly StoredTicket[]>;
  /** Only if it still has that version. Returns whether it was removed. */
  removeTicket(stored: StoredTicket): Promise<boolean>;
  /** Rows that were written before. */
  indexRows(beforeUtc: string): AsyncIterable<readonly StoredIndexRow[]>;
  removeIndexRows(rows: readonly StoredIndexRow[]): Promise<void>;
  /** Names of bodies that were written before and belong to nothing that is kept. */
  bodies(beforeUtc: string): AsyncIterable<readonly string[]>;
  removeBodies(names: readonly string[]): Promise<void>;
  /** Those of an hour, begun, or of a stretch of time before. */
  leftovers(beforeUtc: string): AsyncIterable<readonly StoredLeftover[]>;
  removeLeftovers(leftovers: readonly StoredLeftover[]): Promise<void>;
  /** When the longest-waiting message that could go now came into its queue; `undefined`: none waits. */
  oldestWaitingUtc(): Promise<string | undefined>;
}
