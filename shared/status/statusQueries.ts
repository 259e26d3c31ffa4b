import type { Connection } from "../connections/connection.ts";
import type { ConnectionStore } from "../connections/connectionStore.ts";
import type { ConnectionStates } from "../connections/connectionState.ts";
import type { DeadLetterStore } from "../deadLetters/deadLetterStore.ts";
import type { Clock } from "../delivery/ports.ts";
import { BridgeError } from "../failures/bridgeError.ts";
import { type ConnectionStatus, viewConnection } from "./connectionStatus.ts";
import { type GoneConnection, goneConnections } from "./goneConnections.ts";
import type { WorkQueueSight } from "./queueSight.ts";
import { viewSetup } from "./setupStatus.ts";

export type KnownConnection = {
  readonly name: string;
  readonly url: string | null;
  /** Left out: nothing but its name is known. */
  readonly connection?: Connection;
};

export type StatusParts = {
  readonly connections: () => Promise<readonly KnownConnection[]>;
  readonly states: Pick<ConnectionStates, "read" | "counts">;
  readonly setups: Pick<ConnectionStore, "readSetup">;
  readonly queues: WorkQueueSight;
  readonly deadLetters: Pick<DeadLetterStore, "list">;
  readonly clock: Clock;
};

/** Counting further would cost a page of rows each time. */
const mostCounted = 200;

export type ConnectionList = {
  readonly connections: readonly ConnectionStatus[];
  /** That were removed, and left something to be seen to. */
  readonly gone: readonly GoneConnection[];
};

/** Every connection. Throws BridgeError STORAGE_UNAVAILABLE. */
export async function listConnections(parts: StatusParts): Promise<ConnectionList> {
  const [known, queues] = await Promise.all([parts.connections(), parts.queues.look()]);
  const [connections, gone] = await Promise.all([
    Promise.all(known.map((one) => statusOf(parts, one, queues))),
    goneConnections(parts.deadLetters, known, mostCounted),
  ]);
  return { connections, gone };
}

/** One connection. Throws BridgeError NOT_FOUND, STORAGE_UNAVAILABLE. */
export async function connectionStatus(parts: StatusParts, name: string): Promise<ConnectionStatus> {
  const known = await parts.connections();
  const connection = known.find((one) => one.name.toLowerCase() === name.toLowerCase());
  if (connection === undefined) {
    const names = known.map((one) => `"${one.name}"`).join(", ");
    throw new BridgeError(
      "NOT_FOUND",
      `No connection is called "${name}"; ${names === "" ? "none is configured" : `there is ${names}`}`,
    );
  }
  return statusOf(parts, connection, await parts.queues.look());
}

async function statusOf(
  { states, setups, deadLetters, clock }: StatusParts,
  { name, url, connection }: KnownConnection,
  queues: Awaited<ReturnType<WorkQueueSight["look"]>>,
): Promise<ConnectionStatus> {
  const nowMs = clock.nowMs();
  const [stored, setup, counts, letters] = await Promise.all([
    states.read(name),
    setups.readSetup(name),
    states.counts(name, new Date(nowMs).toISOString()),
    deadLetters.list({ status: "waiting", connection: name }, mostCounted),
  ]);
  return viewConnection({
    name,
    url,
    state: stored?.state,
    setup: connection === undefined ? undefined : viewSetup(connection, setup?.setup, nowMs),
    counts,
    queues,
    deadLetters: { count: letters.letters.length, hasMore: letters.continuation !== undefined },
    nowMs,
  });
}
