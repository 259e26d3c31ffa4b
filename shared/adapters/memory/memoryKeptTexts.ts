import type { KeptTexts } from "../../erasure/keptTexts.ts";
import { jsonCopy } from "./jsonCopy.ts";
import { indexRowsOf, type MemoryShelves } from "./memoryStoredHistory.ts";

export function memoryKeptTexts({
  contents: { tickets, journals },
  indexRows,
}: Pick<MemoryShelves, "contents" | "indexRows">): KeptTexts {
  return {
    async *partitions(after = "") {
      const known = [...new Set([...tickets.keys(), ...journals.keys()])];
      for (const partition of known.filter((key) => key > after).sort()) {
        const ticket = tickets.get(partition);
        const entries = [...(journals.get(partition) ?? [])].map(([key, entry]) => ({
          ...{ partition, key },
          entry: jsonCopy(entry),
        }));
        yield { partition, entries, ticket: ticket === undefined ? undefined : jsonCopy(ticket) };
      }
    },
    async replaceEntry({ partition, key, entry }) {
      const journal = journals.get(partition);
      if (journal?.has(key) === true) journal.set(key, jsonCopy(entry));
    },
    async *indexRows(after = "") {
      yield indexRowsOf(indexRows).filter(({ key }) => key > after);
    },
    async removeIndexRows(rows) {
      for (const { key } of rows) indexRows.delete(key);
    },
  };
}
