import type { StoredEntry } from "../../retention/storedHistory.ts";
import type { KeptTexts, StoredPartition } from "../../erasure/keptTexts.ts";
import type { AzureStorage } from "./azureStorage.ts";
import { azureBodyBlobs } from "./bodyBlobs.ts";
import { indexRowsWhere, removeIndexRows } from "./indexRows.ts";
import { entryOfRow, journalColumns, journalRows } from "./journalRow.ts";
import { isMissing, storageCall, workLimits } from "./storageCall.ts";
import { keyPart, textOfKeyPart } from "./tableKeys.ts";
import { batchesOf, quoted, type Row } from "./tableRange.ts";
import { recordOfRow, ticketRowKey } from "./ticketRow.ts";

/** Whole tables are read here, in the order of their keys. */
export function azureKeptTexts(storage: Pick<AzureStorage, "tickets" | "index" | "bodies">): KeptTexts {
  const { tickets, index } = storage;
  const blobs = azureBodyBlobs(storage.bodies);

  async function partitionOf(rows: readonly Row[]): Promise<StoredPartition> {
    const partition = textOfKeyPart(rows[0]?.partitionKey ?? "");
    const entries = rows
      .filter(({ rowKey }) => rowKey >= journalRows.from && rowKey < journalRows.to)
      .map((row): StoredEntry => ({ partition, key: row.rowKey, entry: entryOfRow(row) }));
    const row = rows.find(({ rowKey }) => rowKey === ticketRowKey);
    const ticket = row && { record: await recordOfRow(row, blobs), version: row.etag };
    return { partition, entries, ticket };
  }

  return {
    async *partitions(after = "") {
      const where = `PartitionKey gt ${quoted(keyPart(after))}`;
      let rows: Row[] = [];
      for await (const batch of batchesOf(tickets, where)) {
        for (const row of batch) {
          if (rows[0] !== undefined && rows[0].partitionKey !== row.partitionKey) {
            yield await partitionOf(rows);
            rows = [];
          }
          rows.push(row);
        }
      }
      if (rows.length > 0) yield await partitionOf(rows);
    },

    async replaceEntry({ partition, key, entry }) {
      const row = { partitionKey: keyPart(partition), rowKey: key, ...journalColumns(entry) };
      await storageCall("changing a journal entry", workLimits, async ({ abortSignal }) => {
        try {
          await tickets.updateEntity(row, "Replace", { abortSignal });
        } catch (error) {
          if (!isMissing(error)) throw error;
        }
      });
    },

    indexRows: (after) =>
      indexRowsWhere(index, after === undefined ? undefined : `RowKey gt ${quoted(after)}`),
    removeIndexRows: (rows) => removeIndexRows(index, rows),
  };
}
