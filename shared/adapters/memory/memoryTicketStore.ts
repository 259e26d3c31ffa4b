import type { JournalReader, StoredTicket, TicketStore } from "../../delivery/ports.ts";
import type { JournalEntry } from "../../journal/journal.ts";
import { jsonCopy } from "./jsonCopy.ts";
import { memoryPage } from "./memoryPage.ts";

/** What such a store holds: tickets by correlation id, journals by partition. */
export type MemoryTickets = {
  readonly tickets: Map<string, StoredTicket>;
  readonly journals: Map<string, Map<string, JournalEntry>>;
};

/** Tickets and their journals are one store, as they are one table. */
export function memoryTicketStore(
  { tickets, journals }: MemoryTickets = { tickets: new Map(), journals: new Map() },
): TicketStore & JournalReader {
  let writes = 0;

  function journalOf(partition: string): Map<string, JournalEntry> {
    const journal = journals.get(partition) ?? new Map<string, JournalEntry>();
    journals.set(partition, journal);
    return journal;
  }

  return {
    read: async (correlationId) => {
      const stored = tickets.get(correlationId);
      return stored === undefined ? undefined : jsonCopy(stored);
    },

    async write(record, expectedVersion, journal) {
      if (tickets.get(record.correlationId)?.version !== expectedVersion) return { kind: "conflict" };
      writes += 1;
      const version = `version ${writes}`;
      tickets.set(record.correlationId, { record: jsonCopy(record), version });
      if (journal !== undefined) journalOf(record.correlationId).set(entryKey(journal), jsonCopy(journal));
      return { kind: "written", version };
    },

    async appendJournal(partition, entry) {
      const journal = journalOf(partition);
      if (!journal.has(entryKey(entry))) journal.set(entryKey(entry), jsonCopy(entry));
    },

    async entries(partition, { limit, continuation, deliveryId }) {
      const sorted = [...(journals.get(partition)?.values() ?? [])]
        .filter((entry) => deliveryId === undefined || entry.deliveryId === deliveryId)
        .sort((a, b) => (entryKey(a) < entryKey(b) ? -1 : 1));
      const page = memoryPage(sorted, entryKey, limit, continuation);
      return { entries: page.items.map(jsonCopy), continuation: page.continuation };
    },
  };
}

function entryKey({ atUtc, deliveryId, attempt }: JournalEntry): string {
  return `${atUtc}-${deliveryId}-${String(attempt).padStart(6, "0")}`;
}
