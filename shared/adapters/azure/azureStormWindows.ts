import type { StormWindow } from "../../storms/stormWindow.ts";
import type { StormWindows } from "../../storms/stormWindows.ts";
import type { AzureStorage } from "./azureStorage.ts";
import { jsonColumns, jsonOfColumns, rowJson } from "./rowJson.ts";
import { codeOf, isMissing, statusOf, storageCall, workLimits } from "./storageCall.ts";
import { keyPart } from "./tableKeys.ts";
import { allRows } from "./tableRange.ts";

/** Partitions of storm windows begin so, and nothing else's does. `}` is the character after `|`. */
export const stormPartitions = { from: "storm|", to: "storm}" };

/** A partition for each rule that has a cap, a row for each stretch of time in which it made tickets. */
export function azureStormWindows({ index }: Pick<AzureStorage, "index">): StormWindows {
  const partitionOf = (key: string) => stormPartitions.from + keyPart(key);

  return {
    async read(key, startsAtUtc) {
      const row = await storageCall("reading a storm window", workLimits, async ({ abortSignal }) => {
        try {
          return await index.getEntity(partitionOf(key), keyPart(startsAtUtc), { abortSignal });
        } catch (error) {
          if (isMissing(error)) return undefined;
          throw error;
        }
      });
      if (row === undefined) return undefined;
      return { window: JSON.parse(jsonOfColumns(row)) as StormWindow, version: row.etag };
    },

    async write(window, expectedVersion) {
      const row = {
        partitionKey: partitionOf(window.key),
        rowKey: keyPart(window.startsAtUtc),
        ...jsonColumns(rowJson(window)),
      };
      return storageCall("writing a storm window", workLimits, async ({ abortSignal }) => {
        try {
          if (expectedVersion === undefined) await index.createEntity(row, { abortSignal });
          else await index.updateEntity(row, "Replace", { etag: expectedVersion, abortSignal });
          return { kind: "written" };
        } catch (error) {
          // After a lost answer the conflict may be with ourselves: asking again finds what we wrote.
          const isConflict = codeOf(error) === "EntityAlreadyExists" || statusOf(error) === 412;
          if (isConflict || isMissing(error)) return { kind: "conflict" };
          throw error;
        }
      });
    },

    async forget(key, beforeUtc) {
      const partitionKey = partitionOf(key);
      const range = { partitionKey, from: "", to: keyPart(beforeUtc), columns: ["RowKey"] };
      for (const { rowKey } of await allRows(index, range)) {
        await storageCall("forgetting a storm window", workLimits, async ({ abortSignal }) => {
          try {
            await index.deleteEntity(partitionKey, rowKey, { abortSignal });
          } catch (error) {
            if (!isMissing(error)) throw error;
          }
        });
      }
    },
  };
}
