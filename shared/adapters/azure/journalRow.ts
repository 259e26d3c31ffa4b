import type { JournalEntry, JournalStep } from "../../journal/journal.ts";
import { jsonColumns, jsonOfColumns, rowChars, rowJson, type JsonColumns } from "./rowJson.ts";
import { keyPart } from "./tableKeys.ts";

export type JournalRow = JsonColumns & {
  readonly partitionKey: string;
  readonly rowKey: string;
  readonly deliveryId: string;
};

/** Row keys of journal entries begin so, and nothing else's does. `.` is the character after `-`. */
export const journalRows = { from: "journal-", to: "journal." };

/** An entry's id is in its key, oldest first: writing the same entry again meets the same row. */
export function journalRow(partition: string, entry: JournalEntry): JournalRow {
  const attempt = String(entry.attempt).padStart(6, "0");
  return {
    partitionKey: keyPart(partition),
    rowKey: `${journalRows.from}${entry.atUtc}-${keyPart(entry.deliveryId)}-${attempt}`,
    ...journalColumns(entry),
  };
}

export function journalColumns(entry: JournalEntry) {
  return { deliveryId: entry.deliveryId, ...jsonColumns(rowJson(shortened(entry, rowChars))) };
}

export function entryOfRow(row: Readonly<Record<string, unknown>>): JournalEntry {
  return JSON.parse(jsonOfColumns(row)) as JournalEntry;
}

/**
 * An entry that fits into a row: better without its middle than lost. How it began and how it ended stay, and a step
 * says how many are missing.
 */
export function shortened(entry: JournalEntry, maxChars: number): JournalEntry {
  if (rowJson(entry).length <= maxChars) return entry;

  let room = maxChars - 1_000;
  const head: JournalStep[] = [];
  const tail: JournalStep[] = [];
  let [first, last] = [0, entry.steps.length - 1];
  // By turns from both ends, the end first: how it ended matters most.
  for (let fromEnd = true; first <= last; fromEnd = !fromEnd) {
    const step = entry.steps[fromEnd ? last : first];
    if (step === undefined) break;
    room -= rowJson(step).length + 1;
    if (room < 0) break;
    if (fromEnd) {
      tail.unshift(step);
      last -= 1;
    } else {
      head.push(step);
      first += 1;
    }
  }
  const marker: JournalStep = {
    step: "recovered",
    atUtc: head.at(-1)?.atUtc ?? entry.atUtc,
    action: "store the journal",
    found: `too large: ${last - first + 1} of ${entry.steps.length} steps are left out here`,
  };
  return { ...entry, steps: [...head, marker, ...tail] };
}
