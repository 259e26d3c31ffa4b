import type { TableClient } from "@azure/data-tables";
import type { ContainerClient } from "@azure/storage-blob";
import type { QueueClient } from "@azure/storage-queue";
import { openContainer, openQueues, openTables } from "./storageClients.ts";
import { isMissing, storageCall, workLimits } from "./storageCall.ts";
import { storageNames, type StorageNames, type StorageSettings } from "./storageSettings.ts";

/** The clients of everything that the bridge stores, and what is done with all of them together. */
export type AzureStorage = {
  readonly workQueue: QueueClient;
  readonly criticalWorkQueue: QueueClient;
  readonly deadLetterQueue: QueueClient;
  readonly trialQueue: QueueClient;
  readonly tickets: TableClient;
  readonly index: TableClient;
  readonly deadLetters: TableClient;
  readonly connections: TableClient;
  readonly audit: TableClient;
  /** Loads the blob SDK when the first large body comes: most never come. Whoever writes creates the container. */
  readonly bodies: () => Promise<ContainerClient>;
  /** The same for what is sealed. */
  readonly sealed: () => Promise<ContainerClient>;
  /** Creates queues and tables that are not there. Call it once at start. Throws BridgeError STORAGE_UNAVAILABLE. */
  ensureCreated(): Promise<void>;
  /** Whether queues and tables answer, and about how much waits. Throws BridgeError STORAGE_UNAVAILABLE. */
  ping(): Promise<StoragePing>;
};

export type StoragePing = {
  /** Approximate; includes messages that are delayed or being worked on. */
  readonly waiting: { readonly critical: number; readonly ordinary: number };
  readonly waitingDeadLetters: number;
};

/** Opens the account; asks nothing of it yet. Throws an Error that names the setting if the settings cannot be right. */
export async function azureStorage(
  settings: StorageSettings,
  names: StorageNames = storageNames,
): Promise<AzureStorage> {
  const credential = settings.by === "identity" ? await identityCredential(settings.clientId) : undefined;
  const queues = openQueues(settings, names, credential);
  const tables = openTables(settings, names, credential);
  let bodies: Promise<ContainerClient> | undefined;
  let sealed: Promise<ContainerClient> | undefined;

  return {
    ...queues,
    ...tables,
    bodies: () => (bodies ??= openContainer(settings, names.bodyContainer, credential)),
    sealed: () => (sealed ??= openContainer(settings, names.secretContainer, credential)),
    async ensureCreated() {
      await Promise.all([
        ...Object.values(queues).map((queue) =>
          storageCall(`creating queue ${queue.name}`, workLimits, async ({ abortSignal }) => {
            await queue.createIfNotExists({ abortSignal });
          }),
        ),
        ...Object.values(tables).map((table) =>
          storageCall(`creating table ${table.tableName}`, workLimits, async ({ abortSignal }) => {
            await table.createTable({ abortSignal });
          }),
        ),
      ]);
    },
    async ping() {
      const [ordinary, critical, waitingDeadLetters] = await Promise.all([
        countMessages(queues.workQueue),
        countMessages(queues.criticalWorkQueue),
        countMessages(queues.deadLetterQueue),
        ...Object.values(tables).map(readAnyRow),
      ]);
      return { waiting: { critical, ordinary }, waitingDeadLetters };
    },
  };
}

const pingLimits = { tries: 1, tryTimeoutMs: 2_000 };

async function countMessages(queue: QueueClient): Promise<number> {
  return await storageCall(`asking queue ${queue.name}`, pingLimits, async ({ abortSignal }) => {
    return (await queue.getProperties({ abortSignal })).approximateMessagesCount ?? 0;
  });
}

/** A point read of a row that does not exist is the cheapest proof that a table does. */
async function readAnyRow(table: TableClient): Promise<void> {
  await storageCall(`asking table ${table.tableName}`, pingLimits, async ({ abortSignal }) => {
    try {
      await table.getEntity("ping", "ping", { abortSignal });
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  });
}

/** `@azure/identity` is large, so it is loaded only where an identity is used. */
async function identityCredential(clientId: string | undefined) {
  const { DefaultAzureCredential } = await import("@azure/identity");
  return new DefaultAzureCredential(clientId === undefined ? {} : { managedIdentityClientId: clientId });
}
