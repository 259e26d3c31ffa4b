import type { IndexRow } from "../../delivery/ports.ts";
import type { StoredHistory } from "../../retention/storedHistory.ts";
import { jsonCopy } from "./jsonCopy.ts";
import type { MemoryTickets } from "./memoryTicketStore.ts";

/** What the stores of one world hold; hand the same to each. */
export type MemoryShelves = {
  readonly contents: MemoryTickets;
  readonly indexRows: Map<string, IndexRow>;
  /** When each body was written, by name. */
  readonly bodies: Map<string, string>;
  /** When each waiting message came. */
  readonly waitingSinceUtc: string[];
};

/** Index rows have no time here: they count as older than any moment. */
export function memoryStoredHistory(shelves: MemoryShelves): StoredHistory {
  const { contents, indexRows, bodies, waitingSinceUtc } = shelves;
  const { tickets, journals } = contents;
  return {
    async *journals(beforeUtc) {
      for (const [partition, entries] of [...journals]) {
        const old = [...entries]
          .filter(([, entry]) => beforeUtc === undefined || entry.atUtc < beforeUtc)
          .map(([key, entry]) => ({ partition, key, entry: jsonCopy(entry) }));
        if (old.length > 0) yield old;
      }
    },
    async removeEntries(entries) {
      for (const { partition, key } of entries) journals.get(partition)?.delete(key);
    },
    async replaceEntry({ partition, key, entry }) {
      const journal = journals.get(partition);
      if (journal?.has(key) === true) journal.set(key, jsonCopy(entry));
    },
    async *tickets(unchangedSinceUtc) {
      const all = [...tickets.values()];
      yield all
        .filter(({ record: { changedAtUtc, state, expiredAtUtc } }) => {
          if (unchangedSinceUtc === undefined) return true;
          return changedAtUtc < unchangedSinceUtc && state !== "open" && expiredAtUtc === undefined;
        })
        .map(jsonCopy);
    },
    async removeTicket({ record, version }) {
      if (tickets.get(record.correlationId)?.version !== version) return false;
      return tickets.delete(record.correlationId);
    },
    async *indexRows() {
      yield [...indexRows].map(([key, row]) => ({
        key,
        correlationId: row.correlationId,
        alertId: row.by === "alertId" ? row.alertId.toLowerCase() : undefined,
      }));
    },
    async removeIndexRows(rows) {
      for (const { key } of rows) indexRows.delete(key);
    },
    async *bodies(beforeUtc) {
      yield [...bodies].flatMap(([name, writtenUtc]) => (writtenUtc < beforeUtc ? [name] : []));
    },
    async removeBodies(names) {
      for (const name of names) bodies.delete(name);
    },
    oldestWaitingUtc: async () => [...waitingSinceUtc].sort()[0],
  };
}
