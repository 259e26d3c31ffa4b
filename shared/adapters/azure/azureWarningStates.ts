import type { WarningState, WarningStates } from "../../selfWarnings/episodes.ts";
import type { AzureStorage } from "./azureStorage.ts";
import { jsonColumns, jsonOfColumns, rowJson } from "./rowJson.ts";
import { codeOf, isMissing, statusOf, storageCall, workLimits } from "./storageCall.ts";

const key = { partitionKey: "selfWarnings", rowKey: "state" };

/** One row: there are only a few conditions. */
export function azureWarningStates({ index }: Pick<AzureStorage, "index">): WarningStates {
  return {
    async read() {
      const row = await storageCall("reading warnings", workLimits, async ({ abortSignal }) => {
        try {
          return await index.getEntity(key.partitionKey, key.rowKey, { abortSignal });
        } catch (error) {
          if (isMissing(error)) return undefined;
          throw error;
        }
      });
      if (row === undefined) return undefined;
      return { state: JSON.parse(jsonOfColumns(row)) as WarningState, version: row.etag };
    },
    async write(state, expectedVersion) {
      const row = { ...key, ...jsonColumns(rowJson(state)) };
      return storageCall("writing warnings", workLimits, async ({ abortSignal }) => {
        try {
          if (expectedVersion === undefined) await index.createEntity(row, { abortSignal });
          else await index.updateEntity(row, "Replace", { etag: expectedVersion, abortSignal });
          return { kind: "written" };
        } catch (error) {
          // After a lost answer it may be ourselves: the next look sends what is still to be sent.
          const isConflict = codeOf(error) === "EntityAlreadyExists" || statusOf(error) === 412;
          if (isConflict || isMissing(error)) return { kind: "conflict" };
          throw error;
        }
      });
    },
  };
}
