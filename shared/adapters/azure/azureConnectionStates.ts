import {
  addedCounts,
  type CallCounts,
  type ConnectionState,
  type ConnectionStates,
  hourOf,
  noCalls,
} from "../../connections/connectionState.ts";
import type { AzureStorage } from "./azureStorage.ts";
import { jsonColumns, jsonOfColumns, rowJson } from "./rowJson.ts";
import { codeOf, isMissing, statusOf, storageCall, workLimits } from "./storageCall.ts";
import { keyPart } from "./tableKeys.ts";
import { allRows, batchesOf, quoted } from "./tableRange.ts";

const stateRowKey = "state";

/**
 * One partition for each connection: its state, and a row for each hour and instance with the calls that it made. Nobody
 * but the instance writes that row, so counting needs no reading. `processId`: unique among all processes, now and ever.
 */
export function azureConnectionStates(
  { connections }: Pick<AzureStorage, "connections">,
  processId: string,
): ConnectionStates {
  let writes = 0;
  const mine = new Map<string, CallCounts>();
  let counting: Promise<void> = Promise.resolve();

  async function readRow(partitionKey: string, abortSignal: AbortSignal) {
    try {
      return await connections.getEntity(partitionKey, stateRowKey, { abortSignal });
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  async function writeCounts(connection: string, hour: string): Promise<void> {
    const total = mine.get(`${hour}|${connection}`) ?? noCalls;
    const row = { partitionKey: keyPart(connection), rowKey: countsRowKey(hour, processId), ...total };
    await storageCall("counting calls", workLimits, async ({ abortSignal }) => {
      await connections.upsertEntity(row, "Replace", { abortSignal });
    });
  }

  return {
    async read(connection) {
      const row = await storageCall("reading a connection's state", workLimits, ({ abortSignal }) =>
        readRow(keyPart(connection), abortSignal),
      );
      if (row === undefined) return undefined;
      return { state: stateOfRow(row), version: row.etag };
    },

    async all() {
      const found: { state: ConnectionState; version: string }[] = [];
      for await (const rows of batchesOf(connections, `RowKey eq ${quoted(stateRowKey)}`)) {
        found.push(...rows.map((row) => ({ state: stateOfRow(row), version: row.etag })));
      }
      return found;
    },

    async write(state, expectedVersion) {
      writes += 1;
      const partitionKey = keyPart(state.connection);
      const writtenBy = `${processId}-${writes}`;
      const row = { partitionKey, rowKey: stateRowKey, writtenBy, ...jsonColumns(rowJson(state)) };
      return await storageCall(
        "writing a connection's state",
        workLimits,
        async ({ abortSignal, isRepeated }) => {
          try {
            const { etag } =
              expectedVersion === undefined
                ? await connections.createEntity(row, { abortSignal })
                : await connections.updateEntity(row, "Replace", { etag: expectedVersion, abortSignal });
            if (etag === undefined) throw new Error("Table Storage answered a write without an ETag.");
            return { kind: "written", version: etag };
          } catch (error) {
            if (!isConflict(error)) throw error;
            // The try before may have been carried out although its answer was lost: then the conflict is with ourselves.
            const there = isRepeated ? await readRow(partitionKey, abortSignal) : undefined;
            if (there === undefined || there["writtenBy"] !== writtenBy) return { kind: "conflict" };
            return { kind: "written", version: there.etag };
          }
        },
      );
    },

    async remove(connection) {
      await storageCall("removing a connection's state", workLimits, async ({ abortSignal }) => {
        try {
          await connections.deleteEntity(keyPart(connection), stateRowKey, { abortSignal });
        } catch (error) {
          if (!isMissing(error)) throw error;
        }
      });
    },

    count(connection, atUtc, more) {
      const hour = hourOf(atUtc);
      for (const key of mine.keys()) if (key < previousHour(atUtc)) mine.delete(key);
      const key = `${hour}|${connection}`;
      mine.set(key, addedCounts(mine.get(key) ?? noCalls, more));
      // One after the other: an older total must never overtake a newer one.
      const written = counting.then(() => writeCounts(connection, hour));
      counting = written.catch(() => undefined);
      return written;
    },

    async counts(connection, atUtc) {
      const hour = hourOf(atUtc);
      const rows = await allRows(connections, {
        partitionKey: keyPart(connection),
        from: countsRowKey(hour, ""),
        to: `${countRows}${hour}}`,
      });
      return rows.map(countsOfRow).reduce(addedCounts, noCalls);
    },
  };
}

/** Row keys of counts begin so; the hour follows. */
export const countRows = "calls|";

const countsRowKey = (hour: string, processId: string) => `${countRows}${hour}|${keyPart(processId)}`;

function previousHour(atUtc: string): string {
  return hourOf(new Date(Date.parse(atUtc) - 3_600_000).toISOString());
}

function stateOfRow(row: Readonly<Record<string, unknown>>): ConnectionState {
  return JSON.parse(jsonOfColumns(row)) as ConnectionState;
}

function countsOfRow(row: Readonly<Record<string, unknown>>): CallCounts {
  const numberIn = (column: keyof CallCounts) => (typeof row[column] === "number" ? row[column] : 0);
  return {
    calls: numberIn("calls"),
    refusedCalls: numberIn("refusedCalls"),
    savedCalls: numberIn("savedCalls"),
  };
}

function isConflict(error: unknown): boolean {
  return codeOf(error) === "EntityAlreadyExists" || statusOf(error) === 412 || isMissing(error);
}
