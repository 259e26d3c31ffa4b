import type { TableClient } from "@azure/data-tables";
import { jsonColumns, jsonOfColumns, rowJson } from "./rowJson.ts";
import { codeOf, isMissing, statusOf, storageCall, type StorageCallLimits } from "./storageCall.ts";
import { keyPart } from "./tableKeys.ts";

export const unfinishedPartition = "unfinished";

/** In place of an ETag. */
const absent = "";

export type UnfinishedRow = {
  /** Makes the row say exactly this; no correlation ids, no row. Throws BridgeError STORAGE_UNAVAILABLE. */
  write(correlationIds: readonly string[], heartbeatAtUtc: string): Promise<void>;
};

/**
 * The row of one process, which alone writes it, one write after the other. Each write depends on the version that
 * the one before it made: a request that was given up but arrives late must not undo what came after it.
 */
export function unfinishedRowOf(
  index: TableClient,
  processId: string,
  limits: StorageCallLimits,
): UnfinishedRow {
  const rowKey = keyPart(processId);
  /** The ETag; empty: there is no row; undefined: nobody knows. */
  let version: string | undefined;

  async function currentVersion(abortSignal: AbortSignal): Promise<string> {
    try {
      return (
        await index.getEntity(unfinishedPartition, rowKey, { abortSignal, queryOptions: { select: [] } })
      ).etag;
    } catch (error) {
      if (isMissing(error)) return absent;
      throw error;
    }
  }

  async function replace(
    row: { partitionKey: string; rowKey: string } | undefined,
    former: string,
    abortSignal: AbortSignal,
  ): Promise<string | undefined> {
    if (row === undefined) {
      if (former !== absent) {
        await index.deleteEntity(unfinishedPartition, rowKey, { etag: former, abortSignal });
      }
      return absent;
    }
    const { etag } =
      former === absent
        ? await index.createEntity(row, { abortSignal })
        : await index.updateEntity(row, "Replace", { etag: former, abortSignal });
    return etag;
  }

  return {
    async write(correlationIds, heartbeatAtUtc) {
      const columns = { processId, heartbeatAtUtc, ...jsonColumns(rowJson(correlationIds)) };
      const row =
        correlationIds.length === 0 ? undefined : { partitionKey: unfinishedPartition, rowKey, ...columns };
      await storageCall("noting unfinished work", limits, async ({ abortSignal }) => {
        for (;;) {
          const former = version ?? (await currentVersion(abortSignal));
          version = undefined;
          try {
            version = await replace(row, former, abortSignal);
            return;
          } catch (error) {
            // A late request of ours, or somebody who took us for dead: look again.
            if (!isOvertaken(error)) throw error;
          }
        }
      });
    },
  };
}

export function unfinishedIds(row: Readonly<Record<string, unknown>>): {
  readonly processId: string;
  readonly heartbeatAtUtc: string;
  readonly correlationIds: readonly string[];
} {
  return {
    processId: String(row["processId"]),
    heartbeatAtUtc: String(row["heartbeatAtUtc"]),
    correlationIds: JSON.parse(jsonOfColumns(row)) as string[],
  };
}

function isOvertaken(error: unknown): boolean {
  return codeOf(error) === "EntityAlreadyExists" || statusOf(error) === 412 || isMissing(error);
}
