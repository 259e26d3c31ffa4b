import {
  addedCounts,
  type CallCounts,
  type ConnectionState,
  type ConnectionStates,
  hourOf,
  noCalls,
} from "../../connections/connectionState.ts";
import { jsonCopy } from "./jsonCopy.ts";

/** What all instances know of each other's connections; hand the same one to each. `counts`: by hour and connection. */
export function memoryConnectionStates(counts = new Map<string, CallCounts>()): ConnectionStates {
  const states = new Map<string, { readonly state: ConnectionState; readonly version: string }>();
  let writes = 0;
  const countsKey = (connection: string, atUtc: string) => `${hourOf(atUtc)} ${connection}`;

  return {
    async read(connection) {
      const stored = states.get(connection);
      return stored === undefined ? undefined : jsonCopy(stored);
    },
    all: async () => [...states.values()].map(jsonCopy),
    async write(state, expectedVersion) {
      if (states.get(state.connection)?.version !== expectedVersion) return { kind: "conflict" };
      writes += 1;
      const version = `version ${writes}`;
      states.set(state.connection, { state: jsonCopy(state), version });
      return { kind: "written", version };
    },
    remove: async (connection) => void states.delete(connection),
    async count(connection, atUtc, more) {
      const key = countsKey(connection, atUtc);
      counts.set(key, addedCounts(counts.get(key) ?? noCalls, more));
    },
    counts: async (connection, atUtc) => counts.get(countsKey(connection, atUtc)) ?? noCalls,
  };
}
