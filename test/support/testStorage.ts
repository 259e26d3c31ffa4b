import { randomUUID } from "node:crypto";
import { azureStorage, type AzureStorage } from "../../shared/adapters/azure/azureStorage.ts";
import type { Schedule } from "../../shared/adapters/azure/azureUnfinishedWork.ts";
import type { StorageNames } from "../../shared/adapters/azure/storageSettings.ts";

/** Queues and tables of its own for each test, so that no test sees what another has left. */
export async function freshStorage(connectionString: string): Promise<AzureStorage> {
  const storage = await azureStorage({ by: "connectionString", connectionString }, freshNames());
  await storage.ensureCreated();
  return storage;
}

export function freshNames(): StorageNames {
  const suffix = randomUUID().replaceAll("-", "");
  return {
    workQueue: `work-${suffix}`,
    criticalWorkQueue: `critical-${suffix}`,
    deadLetterQueue: `letters-${suffix}`,
    trialQueue: `work-${suffix}-poison`,
    ticketTable: `Tickets${suffix}`,
    indexTable: `Index${suffix}`,
    deadLetterTable: `Letters${suffix}`,
    connectionTable: `Connections${suffix}`,
    auditTable: `Audit${suffix}`,
    bodyContainer: `bodies-${suffix}`,
    secretContainer: `secrets-${suffix}`,
  };
}

/** A schedule that waits for the test. `runAll` resolves when everything that was due has had its answers. */
export function manualSchedule(): { readonly schedule: Schedule; readonly runAll: () => Promise<void> } {
  const due = new Set<() => Promise<void>>();
  return {
    schedule: (_delayMs, run) => {
      due.add(run);
    },
    async runAll() {
      const runs = [...due];
      due.clear();
      await Promise.all(runs.map(async (run) => await run()));
    },
  };
}
