import { randomUUID } from "node:crypto";
import type { TransactionAction } from "@azure/data-tables";
import type { DeadLetterStatus } from "../../deadLetters/deadLetterStatus.ts";
import type { DeadLetterStore, VersionedDeadLetter } from "../../deadLetters/deadLetterStore.ts";
import type { DeadLetter } from "../../delivery/deadLetter.ts";
import { parseDeadLetter } from "../../delivery/parseEnvelope.ts";
import { BridgeError } from "../../failures/bridgeError.ts";
import type { AzureStorage } from "./azureStorage.ts";
import { azureBodyBlobs } from "./bodyBlobs.ts";
import {
  filterColumns,
  goneRow,
  keptLetters,
  listedKey,
  markerKey,
  markerRow,
  partitionKey,
  rangeOf,
  statusOfRow,
} from "./deadLetterRows.ts";
import { removeBodies } from "./oldBodies.ts";
import { rowJson } from "./rowJson.ts";
import { codeOf, storageCall, workLimits } from "./storageCall.ts";
import { keyPart } from "./tableKeys.ts";
import { rowPage } from "./tableRange.ts";
import { isConflict, readRow } from "./versionedRow.ts";

/** Letters up to this size are kept in the row, in one column. */
const columnChars = 30_000;
/** The version of a letter that has no marker. */
const unmarked = "unmarked";
/** A letter can be moved between the reading of its marker and of itself; hardly twice. */
const mostReads = 3;

type Columns = Readonly<Record<string, unknown>>;

/** Small columns for filters; the whole letter as JSON beside them or, if it is large, in a blob. */
export function azureDeadLetterStore(storage: Pick<AzureStorage, "deadLetters" | "bodies">): DeadLetterStore {
  const { deadLetters } = storage;
  const blobs = azureBodyBlobs(storage.bodies);

  async function letterOf({ json, blob }: Columns): Promise<DeadLetter> {
    const text = typeof blob === "string" ? await blobs.get(blob, workLimits) : json;
    if (typeof text !== "string") {
      throw new BridgeError("STORAGE_UNAVAILABLE", `the dead letter's blob is gone: ${String(blob)}`);
    }
    return parseDeadLetter(JSON.parse(text));
  }

  const letterRow = (rowKey: string) =>
    readRow("reading a dead letter", deadLetters, { partitionKey, rowKey });

  async function removeBodyOf(row: Columns | undefined): Promise<void> {
    const blob = row?.["blob"];
    if (typeof blob === "string") await removeBodies(storage.bodies, [blob]);
  }

  async function readBoth(id: string) {
    for (let reads = 1; reads <= mostReads; reads += 1) {
      const [marker, waitingRow] = await Promise.all([
        letterRow(markerKey(id)),
        letterRow(listedKey(id, "waiting")),
      ]);
      const status = statusOfRow(marker);
      const row = status.state === "waiting" ? waitingRow : await letterRow(listedKey(id, status.state));
      if (row !== undefined) return { row, status, version: marker?.etag ?? unmarked };
      if (marker === undefined) return undefined;
    }
    return undefined;
  }

  /**
   * Changes under the guard of the marker, which only who has read it last may write: with every change of status or content
   * it becomes another one.
   */
  async function change(
    what: string,
    { version }: Pick<VersionedDeadLetter, "version">,
    marker: Columns & { readonly partitionKey: string; readonly rowKey: string },
    changes: readonly TransactionAction[],
  ): Promise<{ readonly kind: "written"; readonly version: string } | { readonly kind: "conflict" }> {
    const written = { ...marker, writtenBy: randomUUID() };
    const guard: TransactionAction =
      version === unmarked ? ["create", written] : ["update", written, "Replace", { etag: version }];
    return storageCall(what, workLimits, async ({ abortSignal, isRepeated }) => {
      try {
        const { subResponses } = await deadLetters.submitTransaction([guard, ...changes], { abortSignal });
        return { kind: "written", version: subResponses[0]?.etag ?? unmarked };
      } catch (error) {
        if (!isConflict(error)) throw error;
        // The try before may have been carried out although its answer was lost: then the conflict is with ourselves.
        const there = isRepeated ? await letterRow(marker.rowKey) : undefined;
        return there?.["writtenBy"] === written.writtenBy
          ? { kind: "written", version: there.etag }
          : { kind: "conflict" };
      }
    });
  }

  async function movedTo(
    { letter: { id }, status: former }: VersionedDeadLetter,
    status: DeadLetterStatus,
  ): Promise<TransactionAction[] | undefined> {
    const rowKey = listedKey(id, status.state);
    const json = rowJson(status);
    if (status.state === former.state) return [["update", { partitionKey, rowKey, status: json }, "Merge"]];
    const row = await letterRow(listedKey(id, former.state));
    if (row === undefined) return undefined;
    const { etag: _etag, timestamp: _timestamp, ...columns } = row;
    return [
      ["delete", { partitionKey, rowKey: listedKey(id, former.state) }],
      ["create", { ...columns, partitionKey, rowKey, status: json }],
    ];
  }

  return {
    async put(letter) {
      const json = rowJson(letter);
      const blob = json.length > columnChars ? `${keptLetters}${keyPart(letter.id)}.json` : undefined;
      if (blob !== undefined) await blobs.put(blob, json, workLimits);
      const content = blob === undefined ? { json } : { blob };
      const rowKey = listedKey(letter.id, "waiting");
      const rows: TransactionAction[] = [
        ["create", markerRow(letter.id, { state: "waiting" })],
        ["create", { partitionKey, rowKey, ...filterColumns(letter), ...content }],
      ];
      await storageCall("keeping a dead letter", workLimits, async ({ abortSignal }) => {
        try {
          await deadLetters.submitTransaction(rows, { abortSignal });
        } catch (error) {
          if (codeOf(error) !== "EntityAlreadyExists") throw error;
        }
      });
    },

    async get(id) {
      const found = await readBoth(id);
      if (found === undefined) return undefined;
      const { row, status, version } = found;
      return { letter: await letterOf(row), status, version };
    },

    async setStatus(read, status) {
      const changes = await movedTo(read, status);
      if (changes === undefined) return { kind: "conflict" };
      return change("changing a dead letter", read, markerRow(read.letter.id, status), changes);
    },

    async replace(read, letter) {
      const { id } = read.letter;
      const rowKey = listedKey(id, read.status.state);
      const former = await letterRow(rowKey);
      const content = { ...filterColumns(letter), json: rowJson(letter), status: rowJson(read.status) };
      const changed = await change("changing a dead letter", read, markerRow(id, read.status), [
        ["update", { partitionKey, rowKey, ...content }, "Replace"],
      ]);
      if (changed.kind === "written") await removeBodyOf(former);
      return changed;
    },

    async remove(read) {
      const { id } = read.letter;
      const rowKey = listedKey(id, read.status.state);
      const former = await letterRow(rowKey);
      const what = "removing a dead letter";
      const removed = await change(what, read, goneRow(id), [["delete", { partitionKey, rowKey }]]);
      if (removed.kind === "conflict") return false;
      await removeBodyOf(former);
      // A transaction's deletes look at no ETag, so the marker goes after it.
      await storageCall(what, workLimits, async ({ abortSignal }) => {
        try {
          await deadLetters.deleteEntity(partitionKey, markerKey(id), { etag: removed.version, abortSignal });
        } catch (error) {
          if (!isConflict(error)) throw error;
        }
      });
      return true;
    },

    async list(filter, limit, continuation) {
      const page = await rowPage(deadLetters, rangeOf(filter), limit, continuation);
      const letters = page.rows.map(async (row) => ({
        letter: await letterOf(row),
        status: statusOfRow(row),
      }));
      return { letters: await Promise.all(letters), continuation: page.continuation };
    },
  };
}
