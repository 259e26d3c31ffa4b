import { randomUUID } from "node:crypto";
import type { TableClient, TableEntityResult } from "@azure/data-tables";
import { codeOf, isMissing, statusOf, storageCall, workLimits } from "./storageCall.ts";

type Row = TableEntityResult<Record<string, unknown>>;
type Key = { readonly partitionKey: string; readonly rowKey: string };

/** What became of a write that somebody else may have been faster with. */
type Written = { readonly kind: "written"; readonly version: string } | { readonly kind: "conflict" };

/** One try of a read: undefined if there is no such row. */
export async function rowIfThere(
  table: TableClient,
  { partitionKey, rowKey }: Key,
  abortSignal: AbortSignal,
): Promise<Row | undefined> {
  try {
    return await table.getEntity(partitionKey, rowKey, { abortSignal });
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** `what`: for the message if it fails. Throws BridgeError STORAGE_UNAVAILABLE. */
export function readRow(what: string, table: TableClient, key: Key): Promise<Row | undefined> {
  return storageCall(what, workLimits, ({ abortSignal }) => rowIfThere(table, key, abortSignal));
}

/**
 * Writes a row only if it still has the expected version (`undefined`: does not exist), also where the answer to a first try
 * was lost. Throws BridgeError STORAGE_UNAVAILABLE.
 */
export function writeRow(
  what: string,
  table: TableClient,
  row: Key,
  expectedVersion: string | undefined,
): Promise<Written> {
  const written = { ...row, writtenBy: randomUUID() };
  return storageCall(what, workLimits, async ({ abortSignal, isRepeated }) => {
    try {
      const { etag } =
        expectedVersion === undefined
          ? await table.createEntity(written, { abortSignal })
          : await table.updateEntity(written, "Replace", { etag: expectedVersion, abortSignal });
      if (etag === undefined) throw new Error("Table Storage answered a write without an ETag.");
      return { kind: "written", version: etag };
    } catch (error) {
      if (!isConflict(error)) throw error;
      // The try before may have been carried out although its answer was lost: then the conflict is with ourselves.
      const there = isRepeated ? await rowIfThere(table, row, abortSignal) : undefined;
      return there?.["writtenBy"] === written.writtenBy
        ? { kind: "written", version: there.etag }
        : { kind: "conflict" };
    }
  });
}

/** What is not there is no fault. Throws BridgeError STORAGE_UNAVAILABLE. */
export async function removeRow(
  what: string,
  table: TableClient,
  { partitionKey, rowKey }: Key,
): Promise<void> {
  await storageCall(what, workLimits, async ({ abortSignal }) => {
    try {
      await table.deleteEntity(partitionKey, rowKey, { abortSignal });
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  });
}

/** Somebody else has made, changed or removed the row meanwhile. */
export function isConflict(error: unknown): boolean {
  return codeOf(error) === "EntityAlreadyExists" || statusOf(error) === 412 || isMissing(error);
}
