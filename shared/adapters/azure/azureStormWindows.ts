import type { StormWindow } from "../../storms/stormWindow.ts";
import type { StormWindows } from "../../storms/stormWindows.ts";
import type { AzureStorage } from "./azureStorage.ts";
import { jsonColumns, jsonOfColumns, rowJson } from "./rowJson.ts";
import { keyPart } from "./tableKeys.ts";
import { allRows } from "./tableRange.ts";
import { readRow, removeRow, writeRow } from "./versionedRow.ts";

/** Partitions of storm windows begin so, and nothing else's does. `}` is the character after `|`. */
export const stormPartitions = { from: "storm|", to: "storm}" };

/** A partition for each rule that has a cap, a row for each stretch of time in which it made tickets. */
export function azureStormWindows({ index }: Pick<AzureStorage, "index">): StormWindows {
  const partitionOf = (key: string) => stormPartitions.from + keyPart(key);
  const keyOf = (key: string, startsAtUtc: string) => ({
    partitionKey: partitionOf(key),
    rowKey: keyPart(startsAtUtc),
  });

  return {
    async read(key, startsAtUtc) {
      const row = await readRow("reading a storm window", index, keyOf(key, startsAtUtc));
      if (row === undefined) return undefined;
      return { window: JSON.parse(jsonOfColumns(row)) as StormWindow, version: row.etag };
    },

    write: (window, expectedVersion) =>
      writeRow(
        "writing a storm window",
        index,
        { ...keyOf(window.key, window.startsAtUtc), ...jsonColumns(rowJson(window)) },
        expectedVersion,
      ),

    async forget(key, beforeUtc) {
      const partitionKey = partitionOf(key);
      const range = { partitionKey, from: "", to: keyPart(beforeUtc), columns: ["RowKey"] };
      for (const { rowKey } of await allRows(index, range)) {
        await removeRow("forgetting a storm window", index, { partitionKey, rowKey });
      }
    },
  };
}
