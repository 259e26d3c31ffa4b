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
import { storageCall, workLimits } from "./storageCall.ts";
import { keyPart } from "./tableKeys.ts";
import { allRows, batchesOf, quoted } from "./tableRange.ts";
import { readRow, removeRow, writeRow } from "./versionedRow.ts";

const stateRowKey = "state";
const keyOf = (connection: string) => ({ partitionKey: keyPart(connection), rowKey: stateRowKey });

/**
 * One partition for each connection: its state, and a row for each hour and instance with the calls that it made. Nobody
 * but the instance writes that row, so counting needs no reading. `processId`: unique among all processes, now and ever.
 */
export function azureConnectionStates(
  { connections }: Pick<AzureStorage, "connections">,
  processId: string,
): ConnectionStates {
  const mine = new Map<string, CallCounts>();
  let counting: Promise<void> = Promise.resolve();

  async function writeCounts(connection: string, hour: string): Promise<void> {
    const total = mine.get(`${hour}|${connection}`) ?? noCalls;
    const row = { partitionKey: keyPart(connection), rowKey: countsRowKey(hour, processId), ...total };
    await storageCall("counting calls", workLimits, async ({ abortSignal }) => {
      await connections.upsertEntity(row, "Replace", { abortSignal });
    });
  }

  return {
    async read(connection) {
      const row = await readRow("reading a connection's state", connections, keyOf(connection));
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

    write: (state, expectedVersion) =>
      writeRow(
        "writing a connection's state",
        connections,
        { ...keyOf(state.connection), ...jsonColumns(rowJson(state)) },
        expectedVersion,
      ),

    remove: (connection) => removeRow("removing a connection's state", connections, keyOf(connection)),

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
