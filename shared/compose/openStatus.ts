import type { Bridge } from "../bridge.ts";
import type { OpenConnections } from "../connections/openConnections.ts";
import type { Clock } from "../delivery/ports.ts";
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

export function openStatus(parts: StatusParts): Bridge["status"] {
  return {
    connections: () => listConnections(parts),
    connection: (name) => connectionStatus(parts, name),
  };
}
