import type { StoredTicket } from "../delivery/ports.ts";
import type { StoredEntry, StoredIndexRow } from "../retention/storedHistory.ts";

/** What is kept under one correlation id, or under the id of a delivery that led to no ticket. */
export type StoredPartition = {
  readonly partition: string;
  readonly entries: readonly StoredEntry[];
  readonly ticket: StoredTicket | undefined;
};

/**
 * Everything that is kept with texts of alerts in it, in an order that stays the same, so that whoever was cut off can
 * go on. Every method throws BridgeError STORAGE_UNAVAILABLE.
 */
export interface KeptTexts {
  /** Those that come after this one; all of them, if none is named. */
  partitions(afterPartition?: string): AsyncIterable<StoredPartition>;
  /** Puts another text in an entry's place, if it is still there. */
  replaceEntry(entry: StoredEntry): Promise<void>;
  /** Those that come after this key; all of them, if none is named. */
  indexRows(afterKey?: string): AsyncIterable<readonly StoredIndexRow[]>;
  removeIndexRows(rows: readonly StoredIndexRow[]): Promise<void>;
}
