import type {
  PendingAuthorisation,
  PendingAuthorisations,
} from "../../connections/authorisation/pendingAuthorisation.ts";
import type { AzureStorage } from "./azureStorage.ts";
import { jsonColumns, jsonOfColumns, rowJson } from "./rowJson.ts";
import { codeOf, isMissing, statusOf, storageCall, workLimits } from "./storageCall.ts";
import { allRows } from "./tableRange.ts";

const partitionKey = "authorisation";

/** One small row for each link that was given out; the table of connections has their states under their own names. */
export function azurePendingAuthorisations(
  { index }: Pick<AzureStorage, "index">,
  processId: string,
): PendingAuthorisations {
  let writes = 0;

  async function readRow(id: string, abortSignal: AbortSignal) {
    try {
      return await index.getEntity(partitionKey, id, { abortSignal });
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  return {
    async read(id) {
      const row = await storageCall("reading an authorisation", workLimits, ({ abortSignal }) =>
        readRow(id, abortSignal),
      );
      if (row === undefined) return undefined;
      return { pending: JSON.parse(jsonOfColumns(row)) as PendingAuthorisation, version: row.etag };
    },

    async write(pending, expectedVersion) {
      writes += 1;
      const writtenBy = `${processId}-${writes}`;
      const row = { partitionKey, rowKey: pending.id, writtenBy, ...jsonColumns(rowJson(pending)) };
      return await storageCall(
        "writing an authorisation",
        workLimits,
        async ({ abortSignal, isRepeated }) => {
          try {
            const { etag } =
              expectedVersion === undefined
                ? await index.createEntity(row, { abortSignal })
                : await index.updateEntity(row, "Replace", { etag: expectedVersion, abortSignal });
            if (etag === undefined) throw new Error("Table Storage answered a write without an ETag.");
            return { kind: "written", version: etag };
          } catch (error) {
            if (!isConflict(error)) throw error;
            // The try before may have been carried out although its answer was lost: then the conflict is with ourselves.
            const there = isRepeated ? await readRow(pending.id, abortSignal) : undefined;
            if (there === undefined || there["writtenBy"] !== writtenBy) return { kind: "conflict" };
            return { kind: "written", version: there.etag };
          }
        },
      );
    },

    async removeEnded(beforeUtc) {
      const rows = await allRows(index, { partitionKey, from: "0", to: "g" });
      let count = 0;
      for (const row of rows) {
        const { endsUtc } = JSON.parse(jsonOfColumns(row)) as PendingAuthorisation;
        if (endsUtc >= beforeUtc) continue;
        count += 1;
        await storageCall("removing an authorisation", workLimits, async ({ abortSignal }) => {
          try {
            await index.deleteEntity(partitionKey, row.rowKey, { abortSignal });
          } catch (error) {
            if (!isMissing(error)) throw error;
          }
        });
      }
      return count;
    },
  };
}

function isConflict(error: unknown): boolean {
  return statusOf(error) === 412 || codeOf(error) === "EntityAlreadyExists" || isMissing(error);
}
