import { TableClient } from "@azure/data-tables";
import type { TokenCredential } from "@azure/identity";
import type { ContainerClient } from "@azure/storage-blob";
import { QueueServiceClient } from "@azure/storage-queue";
import { isLoopbackHttp, type StorageNames, type StorageSettings } from "./storageSettings.ts";

/** `storageCall` tries again itself; see there. */
const storageOptions = { retryOptions: { maxTries: 1 } };
const tableOptions = { retryOptions: { maxRetries: 0 } };

export function openQueues(settings: StorageSettings, names: StorageNames, credential?: TokenCredential) {
  const service =
    settings.by === "connectionString"
      ? QueueServiceClient.fromConnectionString(settings.connectionString, storageOptions)
      : new QueueServiceClient(settings.endpoints.queue, credential, storageOptions);
  refusePlainHttp(service.url);
  return {
    workQueue: service.getQueueClient(names.workQueue),
    criticalWorkQueue: service.getQueueClient(names.criticalWorkQueue),
    deadLetterQueue: service.getQueueClient(names.deadLetterQueue),
    trialQueue: service.getQueueClient(names.trialQueue),
  };
}

export function openTables(settings: StorageSettings, names: StorageNames, credential?: TokenCredential) {
  return {
    tickets: openTable(settings, names.ticketTable, credential),
    index: openTable(settings, names.indexTable, credential),
    deadLetters: openTable(settings, names.deadLetterTable, credential),
    connections: openTable(settings, names.connectionTable, credential),
    audit: openTable(settings, names.auditTable, credential),
  };
}

function openTable(settings: StorageSettings, name: string, credential?: TokenCredential): TableClient {
  if (settings.by === "identity") {
    if (credential === undefined) throw new Error("An identity needs a credential.");
    refusePlainHttp(settings.endpoints.table);
    return lean(new TableClient(settings.endpoints.table, name, credential, tableOptions));
  }
  // Whether the connection string means plain http is known only once it was read.
  const { url } = TableClient.fromConnectionString(settings.connectionString, name, tableOptions);
  refusePlainHttp(url);
  return lean(
    TableClient.fromConnectionString(settings.connectionString, name, {
      ...tableOptions,
      allowInsecureConnection: isLoopbackHttp(url),
    }),
  );
}

/** The log and the traces of the SDK, which nobody reads here, and what only uploads of files need. */
function lean(client: TableClient): TableClient {
  for (const name of ["logPolicy", "tracingPolicy", "formDataPolicy", "multipartPolicy"]) {
    client.pipeline.removePolicy({ name });
  }
  return client;
}

export async function openContainer(
  settings: StorageSettings,
  name: string,
  credential?: TokenCredential,
): Promise<ContainerClient> {
  const { BlobServiceClient } = await import("@azure/storage-blob");
  const service =
    settings.by === "connectionString"
      ? BlobServiceClient.fromConnectionString(settings.connectionString, storageOptions)
      : new BlobServiceClient(settings.endpoints.blob, credential, storageOptions);
  refusePlainHttp(service.url);
  return service.getContainerClient(name);
}

function refusePlainHttp(url: string): void {
  if (new URL(url).protocol === "https:" || isLoopbackHttp(url)) return;
  throw new Error(`Storage is reached over https, plain http only on this machine: ${new URL(url).origin}`);
}
