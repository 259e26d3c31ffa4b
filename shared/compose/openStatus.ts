import type { Bridge } from "../bridge.ts";
import type { Settings } from "../config/settings.ts";
import { settingsConnection, settingsConnectionName } from "../config/settingsConnection.ts";
import type { Clock } from "../delivery/ports.ts";
import { connectionStatus, listConnections, type StatusParts } from "../status/statusQueries.ts";
import type { openStorage } from "./openStorage.ts";

type Azure = Pick<
  Awaited<ReturnType<typeof openStorage>>,
  "connections" | "connectionStore" | "queueSight" | "deadLetters"
>;

export function statusParts(azure: Azure, { serviceNow }: Settings, clock: Clock): StatusParts {
  return {
    connections:
      serviceNow === undefined
        ? []
        : [
            {
              name: settingsConnectionName,
              url: serviceNow.instanceUrl,
              connection: settingsConnection(serviceNow),
            },
          ],
    states: azure.connections,
    setups: azure.connectionStore,
    queues: azure.queueSight,
    deadLetters: azure.deadLetters,
    clock,
  };
}

export function openStatus(azure: Azure, settings: Settings, clock: Clock): Bridge["status"] {
  const parts = statusParts(azure, settings, clock);
  return {
    connections: () => listConnections(parts),
    connection: (name) => connectionStatus(parts, name),
  };
}
