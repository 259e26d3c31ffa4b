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
import { codeOf, isMissing, statusOf, storageCall, workLimits } from "./storageCall.ts";
import { keyPart } from "./tableKeys.ts";
import { rowPage } from "./tableRange.ts";

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

  async function readRow(rowKey: string) {
    return storageCall("reading a dead letter", workLimits, async ({ abortSignal }) => {
      try {
        return await deadLetters.getEntity(partitionKey, rowKey, { abortSignal });
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw error;
      }
    });
  }

  async function readBoth(id: string) {
    for (let reads = 1; reads <= mostReads; reads += 1) {
      const [marker, waitingRow] = await Promise.all([
        readRow(markerKey(id)),
        readRow(listedKey(id, "waiting")),
      ]);
      const status = statusOfRow(marker);
      const row = status.state === "waiting" ? waitingRow : await readRow(listedKey(id, status.state));
      if (row !== undefined) return { row, status, version: marker?.etag ?? unmarked };
      if (marker === undefined) return undefined;
    }
    return undefined;
  }

  /** What the change is made of; the marker, which may only be written by who has read it last, comes first. */
  async function changesFor(
    { letter: { id }, status: former, version }: VersionedDeadLetter,
    status: DeadLetterStatus,
  ): Promise<TransactionAction[] | undefined> {
    const marker = markerRow(id, status);
    const guard: TransactionAction =
      version === unmarked ? ["create", marker] : ["update", marker, "Replace", { etag: version }];
    const rowKey = listedKey(id, status.state);
    if (status.state === former.state) {
      return [guard, ["update", { partitionKey, rowKey, status: marker.status }, "Merge"]];
    }
    const row = await readRow(listedKey(id, former.state));
    if (row === undefined) return undefined;
    const { etag: _etag, timestamp: _timestamp, ...columns } = row;
    return [
      guard,
      ["delete", { partitionKey, rowKey: listedKey(id, former.state) }],
      ["create", { ...columns, partitionKey, rowKey, status: marker.status }],
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
      const changes = await changesFor(read, status);
      if (changes === undefined) return { kind: "conflict" };
      const marker = markerRow(read.letter.id, status);
      return storageCall("changing a dead letter", workLimits, async ({ abortSignal, isRepeated }) => {
        try {
          const { subResponses } = await deadLetters.submitTransaction(changes, { abortSignal });
          return { kind: "written", version: subResponses[0]?.etag ?? unmarked };
        } catch (error) {
          if (!isConflict(error)) throw error;
          // The try before may have been carried out although its answer was lost: then the conflict is with ourselves.
          const there = isRepeated ? await readRow(marker.rowKey) : undefined;
          return there?.["status"] === marker.status
            ? { kind: "written", version: there.etag }
            : { kind: "conflict" };
        }
      });
    },

    async replace(letter) {
      const found = await readBoth(letter.id);
      if (found === undefined) return { kind: "missing" };
      const { row } = found;
      const content = { ...filterColumns(letter), json: rowJson(letter), status: row["status"] };
      const changed = { partitionKey, rowKey: row.rowKey ?? "", ...content };
      const isWritten = await storageCall("changing a dead letter", workLimits, async ({ abortSignal }) => {
        try {
          await deadLetters.updateEntity(changed, "Replace", { etag: row.etag, abortSignal });
          return true;
        } catch (error) {
          if (!isConflict(error)) throw error;
          return false;
        }
      });
      // The row that somebody else has written may still point to the blob.
      if (!isWritten) return { kind: "conflict" };
      const { blob } = row;
      if (typeof blob === "string") await removeBodies(storage.bodies, [blob]);
      return { kind: "written" };
    },

    async remove(id) {
      const found = await readBoth(id);
      if (found === undefined) return;
      const { row, status, version } = found;
      const rows: TransactionAction[] = [
        ["delete", { partitionKey, rowKey: listedKey(id, status.state) }],
        ...(version === unmarked
          ? []
          : [["delete", { partitionKey, rowKey: markerKey(id) }] satisfies TransactionAction]),
      ];
      const isRemoved = await storageCall("removing a dead letter", workLimits, async ({ abortSignal }) => {
        try {
          await deadLetters.submitTransaction(rows, { abortSignal });
          return true;
        } catch (error) {
          // Somebody has just changed it, or removed it.
          if (!isConflict(error)) throw error;
          return false;
        }
      });
      const { blob } = row;
      if (isRemoved && typeof blob === "string") await removeBodies(storage.bodies, [blob]);
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

function isConflict(error: unknown): boolean {
  return codeOf(error) === "EntityAlreadyExists" || statusOf(error) === 412 || isMissing(error);
}
