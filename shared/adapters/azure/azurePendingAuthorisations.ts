import type {
  PendingAuthorisation,
  PendingAuthorisations,
} from "../../connections/authorisation/pendingAuthorisation.ts";
import type { AzureStorage } from "./azureStorage.ts";
import { jsonColumns, jsonOfColumns, rowJson } from "./rowJson.ts";
import { allRows } from "./tableRange.ts";
import { readRow, removeRow, writeRow } from "./versionedRow.ts";

const partitionKey = "authorisation";

/** One small row for each link that was given out; the table of connections has their states under their own names. */
export function azurePendingAuthorisations({ index }: Pick<AzureStorage, "index">): PendingAuthorisations {
  return {
    async read(id) {
      const row = await readRow("reading an authorisation", index, { partitionKey, rowKey: id });
      if (row === undefined) return undefined;
      return { pending: JSON.parse(jsonOfColumns(row)) as PendingAuthorisation, version: row.etag };
    },

    write: (pending, expectedVersion) =>
      writeRow(
        "writing an authorisation",
        index,
        { partitionKey, rowKey: pending.id, ...jsonColumns(rowJson(pending)) },
        expectedVersion,
      ),

    async removeEnded(beforeUtc) {
      const rows = await allRows(index, { partitionKey, from: "0", to: "g" });
      let count = 0;
      for (const row of rows) {
        const { endsUtc } = JSON.parse(jsonOfColumns(row)) as PendingAuthorisation;
        if (endsUtc >= beforeUtc) continue;
        count += 1;
        await removeRow("removing an authorisation", index, { partitionKey, rowKey: row.rowKey });
      }
      return count;
    },
  };
}
