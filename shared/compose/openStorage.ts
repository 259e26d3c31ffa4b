import type { StorageSettings } from "../config/storageSettings.ts";
import type { Clock } from "../delivery/ports.ts";
import { runLater } from "./runLater.ts";

/** The SDKs are large: they are loaded here, not with the entry, so that the functions are listed before they are read. */
export async function openStorage(settings: StorageSettings, processId: string, clock: Clock) {
  const adapters = await import("../adapters/azure/openAzureStorage.ts");
  return adapters.openAzureStorage(
    settings.kind === "connectionString"
      ? { by: "connectionString", connectionString: settings.connectionString }
      : {
          by: "identity",
          endpoints: {
            queue: settings.queueServiceUri,
            table: settings.tableServiceUri,
            blob: settings.blobServiceUri,
          },
          clientId: settings.clientId,
        },
    { processId, clock, schedule: runLater },
  );
}
