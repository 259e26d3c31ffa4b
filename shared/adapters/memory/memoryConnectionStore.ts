import { plainName } from "../../connections/connectionNames.ts";
import type { ConnectionStore, StoredConnection, StoredSetup } from "../../connections/connectionStore.ts";
import { jsonCopy } from "./jsonCopy.ts";

/** What all instances know of the connections that were added; hand the same one to each. */
export function memoryConnectionStore(): ConnectionStore {
  const connections = new Map<string, StoredConnection>();
  const setups = new Map<string, StoredSetup>();
  let writes = 0;

  function put<T extends { readonly version: string }>(
    rows: Map<string, T>,
    name: string,
    expectedVersion: string | undefined,
    row: (version: string) => T,
  ): Awaited<ReturnType<ConnectionStore["write"]>> {
    if (rows.get(plainName(name))?.version !== expectedVersion) return { kind: "conflict" };
    writes += 1;
    const version = `version ${writes}`;
    rows.set(plainName(name), jsonCopy(row(version)));
    return { kind: "written", version };
  }
  const sorted = <T>(rows: Map<string, T>) =>
    [...rows.entries()].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, row]) => jsonCopy(row));
  const get = <T>(rows: Map<string, T>, name: string) => {
    const row = rows.get(plainName(name));
    return row === undefined ? undefined : jsonCopy(row);
  };

  return {
    list: async () => sorted(connections),
    read: async (name) => get(connections, name),
    write: async (connection, expectedVersion) =>
      put(connections, connection.name, expectedVersion, (version) => ({ connection, version })),
    remove: async (name) => void connections.delete(plainName(name)),
    setups: async () => sorted(setups),
    readSetup: async (name) => get(setups, name),
    writeSetup: async (setup, expectedVersion) =>
      put(setups, setup.connection, expectedVersion, (version) => ({ setup, version })),
    removeSetup: async (name) => void setups.delete(plainName(name)),
  };
}
