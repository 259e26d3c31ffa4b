import type { WarningState, WarningStates } from "../../selfWarnings/episodes.ts";
import type { AzureStorage } from "./azureStorage.ts";
import { jsonColumns, jsonOfColumns, rowJson } from "./rowJson.ts";
import { readRow, writeRow } from "./versionedRow.ts";

const key = { partitionKey: "selfWarnings", rowKey: "state" };

/** One row: there are only a few conditions. */
export function azureWarningStates({ index }: Pick<AzureStorage, "index">): WarningStates {
  return {
    async read() {
      const row = await readRow("reading warnings", index, key);
      if (row === undefined) return undefined;
      return { state: JSON.parse(jsonOfColumns(row)) as WarningState, version: row.etag };
    },
    write: (state, expectedVersion) =>
      writeRow("writing warnings", index, { ...key, ...jsonColumns(rowJson(state)) }, expectedVersion),
  };
}
