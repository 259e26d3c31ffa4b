import type { Connection } from "../../connections/connection.ts";
import { plainName } from "../../connections/connectionNames.ts";
import type { ConnectionSetup } from "../../connections/connectionSetup.ts";
import type { ConnectionStore, StoredConnection, StoredSetup } from "../../connections/connectionStore.ts";
import type { AzureStorage } from "./azureStorage.ts";
import { jsonColumns, jsonOfColumns, rowJson } from "./rowJson.ts";
import { keyPart } from "./tableKeys.ts";
import { allRows } from "./tableRange.ts";
import { readRow, removeRow, writeRow } from "./versionedRow.ts";

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

  const keyOf = (what: keyof typeof partitions, name: string) => ({
    partitionKey: partitions[what],
    rowKey: keyPart(plainName(name)),
  });

  async function read(what: keyof typeof partitions, name: string) {
    const row = await readRow(`reading a ${what}`, table, keyOf(what, name));
    return row === undefined
      ? undefined
      : { value: JSON.parse(jsonOfColumns(row)) as unknown, version: row.etag };
  }

  const write = (what: keyof typeof partitions, name: string, value: object, version: string | undefined) =>
    writeRow(`writing a ${what}`, table, { ...keyOf(what, name), ...jsonColumns(rowJson(value)) }, version);

  const remove = (what: keyof typeof partitions, name: string) =>
    removeRow(`removing a ${what}`, table, keyOf(what, name));

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
