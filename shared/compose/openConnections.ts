import type { Connection } from "../connections/connection.ts";
import type { ConnectionRegistry, RegisteredConnection } from "../connections/connectionRegistry.ts";
import type { OpenConnection, OpenConnections } from "../connections/openConnections.ts";
import { whyIncomplete } from "../connections/whyIncomplete.ts";
import type { Schedule } from "../delivery/ports.ts";
import { BridgeError } from "../failures/bridgeError.ts";

type Opened = Omit<OpenConnection, "connection">;

type Parts = {
  readonly registry: ConnectionRegistry;
  /** Asks nothing of the partner. One that may not be opened refuses every call with the reason. */
  readonly open: (connection: Connection) => Promise<Opened>;
  readonly schedule: Schedule;
};

/** Whoever has got hold of one before it was replaced may still be at work with it. */
const closeAfterMs = 150_000;

/**
 * All connections of the bridge, each opened when it is first used, and anew when its description or its credentials are
 * others, by whichever instance they were changed.
 */
export function openConnections({ registry, open, schedule }: Parts): OpenConnections {
  const current = new Map<string, { readonly version: string; readonly opening: Promise<Opened> }>();
  const retired = new Set<Promise<Opened>>();

  function retire(opening: Promise<Opened>): void {
    retired.add(opening);
    schedule(closeAfterMs, () => {
      retired.delete(opening);
      void closed(opening);
    });
  }

  async function opened({ connection, version }: RegisteredConnection): Promise<OpenConnection> {
    const former = current.get(connection.name);
    if (former?.version === version) return { connection, ...(await former.opening) };
    if (former !== undefined) retire(former.opening);
    const opening = open(connection);
    const entry = { version, opening };
    current.set(connection.name, entry);
    try {
      return { connection, ...(await opening) };
    } catch (error) {
      // Not kept: the next one who asks may have more luck.
      if (current.get(connection.name) === entry) current.delete(connection.name);
      throw error;
    }
  }

  async function registered(name: string, mostAgeMs?: number): Promise<RegisteredConnection> {
    const found = await registry.find(name, mostAgeMs);
    if (found !== undefined) return found;
    const gone = current.get(name);
    if (gone !== undefined) {
      current.delete(name);
      retire(gone.opening);
    }
    throw new BridgeError("CONNECTION_MISSING", `No connection is called "${name}"`);
  }

  return {
    list: async (mostAgeMs) => (await registry.all(mostAgeMs)).map(({ connection }) => connection),
    async get(name, mostAgeMs) {
      const found = await registered(name, mostAgeMs);
      const incomplete = whyIncomplete(found);
      if (incomplete !== undefined) throw new BridgeError("CONNECTION_INCOMPLETE", incomplete);
      return opened(found);
    },
    peek: async (name, mostAgeMs = 0) => opened(await registered(name, mostAgeMs)),
    async close() {
      const all = [...[...current.values()].map(({ opening }) => opening), ...retired];
      current.clear();
      retired.clear();
      await Promise.all(all.map(closed));
    },
  };
}

async function closed(opening: Promise<Opened>): Promise<void> {
  const opened = await opening.catch(() => undefined);
  await opened?.gateway.close();
}
