import { randomUUID } from "node:crypto";

import type { Connection } from "../../connections/connection.ts";
import { plainName } from "../../connections/connectionNames.ts";
import type { ConnectionSetup } from "../../connections/connectionSetup.ts";
import type { ConnectionStore, StoredConnection, StoredSetup } from "../../connections/connectionStore.ts";
import type { AzureStorage } from "./azureStorage.ts";
import { jsonColumns, jsonOfColumns, rowJson } from "./rowJson.ts";
import { codeOf, isMissing, statusOf, storageCall, workLimits } from "./storageCall.ts";
import { keyPart } from "./tableKeys.ts";
import { allRows } from "./tableRange.ts";

/**
 * Two partitions of the table that has the connections' states: no connection's own partition has a `|` in its key, so
 * these are nobody's. A list is one range.
 */
const partitions = { connection: "|connections", setup: "|setups" } as const;

/** Names that are too much alike share a row: so only one of them can be added. */
export function azureConnectionStore({
  connections: table,
}: Pick<AzureStorage, "connections">): ConnectionStore {
  async function list(what: keyof typeof partitions) {
    const rows = await allRows(table, { partitionKey: partitions[what], from: "", to: "~~" });
    return rows.map((row) => ({ value: JSON.parse(jsonOfColumns(row)) as unknown, version: row.etag }));
  }

  async function readRow(what: keyof typeof partitions, name: string, abortSignal: AbortSignal) {
    try {
      return await table.getEntity(partitions[what], keyPart(plainName(name)), { abortSignal });
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  async function read(what: keyof typeof partitions, name: string) {
    const row = await storageCall(`reading a ${what}`, workLimits, ({ abortSignal }) =>
      readRow(what, name, abortSignal),
    );
    return row === undefined
      ? undefined
      : { value: JSON.parse(jsonOfColumns(row)) as unknown, version: row.etag };
  }

  async function write(
    what: keyof typeof partitions,
    name: string,
    value: object,
    expectedVersion: string | undefined,
  ): ReturnType<ConnectionStore["write"]> {
    const writtenBy = randomUUID();
    const row = {
      partitionKey: partitions[what],
      rowKey: keyPart(plainName(name)),
      writtenBy,
      ...jsonColumns(rowJson(value)),
    };
    return await storageCall(`writing a ${what}`, workLimits, async ({ abortSignal, isRepeated }) => {
      try {
        const { etag } =
          expectedVersion === undefined
            ? await table.createEntity(row, { abortSignal })
            : await table.updateEntity(row, "Replace", { etag: expectedVersion, abortSignal });
        if (etag === undefined) throw new Error("Table Storage answered a write without an ETag.");
        return { kind: "written", version: etag };
      } catch (error) {
        if (!isConflict(error)) throw error;
        // The try before may have been carried out although its answer was lost: then the conflict is with ourselves.
        const there = isRepeated ? await readRow(what, name, abortSignal) : undefined;
        if (there === undefined || there["writtenBy"] !== writtenBy) return { kind: "conflict" };
        return { kind: "written", version: there.etag };
      }
    });
  }

  async function remove(what: keyof typeof partitions, name: string): Promise<void> {
    await storageCall(`removing a ${what}`, workLimits, async ({ abortSignal }) => {
      try {
        await table.deleteEntity(partitions[what], keyPart(plainName(name)), { abortSignal });
      } catch (error) {
        if (!isMissing(error)) throw error;
      }
    });
  }

  return {
    list: async () => (await list("connection")).map(asConnection),
    async read(name) {
      const found = await read("connection", name);
      return found === undefined ? undefined : asConnection(found);
    },
    write: (connection, expectedVersion) => write("connection", connection.name, connection, expectedVersion),
    remove: (name) => remove("connection", name),
    setups: async () => (await list("setup")).map(asSetup),
    async readSetup(name) {
      const found = await read("setup", name);
      return found === undefined ? undefined : asSetup(found);
    },
    writeSetup: (setup, expectedVersion) => write("setup", setup.connection, setup, expectedVersion),
    removeSetup: (name) => remove("setup", name),
  };
}

type Found = { readonly value: unknown; readonly version: string };

function asConnection({ value, version }: Found): StoredConnection {
  return { connection: value as Connection, version };
}

function asSetup({ value, version }: Found): StoredSetup {
  return { setup: value as ConnectionSetup, version };
}

function isConflict(error: unknown): boolean {
  return codeOf(error) === "EntityAlreadyExists" || statusOf(error) === 412 || isMissing(error);
}
