import type { Bridge } from "../bridge.ts";
import type { OpenConnections } from "../connections/openConnections.ts";
import type { Clock } from "../delivery/ports.ts";
import type { InstancePacing } from "../pacing/makePacing.ts";
import { connectionStatus, listConnections, type StatusParts } from "../status/statusQueries.ts";
import type { openStorage } from "./openStorage.ts";

type Azure = Pick<
  Awaited<ReturnType<typeof openStorage>>,
  "connections" | "connectionStore" | "queueSight" | "deadLetters"
>;

export function statusParts(
  azure: Azure,
  connections: Pick<OpenConnections, "list">,
  clock: Clock,
): StatusParts {
  return {
    connections: async () =>
      (await connections.list()).map((connection) => ({
        name: connection.name,
        url: connection.instanceUrl,
        connection,
      })),
    states: azure.connections,
    setups: azure.connectionStore,
    queues: azure.queueSight,
    deadLetters: azure.deadLetters,
    clock,
  };
}

/** Whoever asks sees what this instance has just done, too, and not only what it has stored of that by itself. */
export function openStatus(parts: StatusParts, pacing: Pick<InstancePacing, "flush">): Bridge["status"] {
  return {
    connections: async () => {
      await pacing.flush();
      return listConnections(parts);
    },
    connection: async (name) => {
      await pacing.flush();
      return connectionStatus(parts, name);
    },
  };
}
