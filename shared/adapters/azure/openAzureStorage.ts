import { azureConnectionStates } from "./azureConnectionStates.ts";
import { azureConnectionStore } from "./azureConnectionStore.ts";
import { azureAuditTrail } from "./azureAuditTrail.ts";
import { azureDeadLetterQueue } from "./azureDeadLetterQueue.ts";
import { azureDeadLetterStore } from "./azureDeadLetterStore.ts";
import { azureJournalReader } from "./azureJournalReader.ts";
import { azurePendingAuthorisations } from "./azurePendingAuthorisations.ts";
import { azureKeptTexts } from "./azureKeptTexts.ts";
import { azureQueueSight } from "./azureQueueSight.ts";
import { azureStorage } from "./azureStorage.ts";
import { azureStoredHistory } from "./azureStoredHistory.ts";
import { azureStormWindows } from "./azureStormWindows.ts";
import { azureTicketIndex } from "./azureTicketIndex.ts";
import { azureTicketStore } from "./azureTicketStore.ts";
import { azureTrials } from "./azureTrials.ts";
import { azureUnfinishedWork } from "./azureUnfinishedWork.ts";
import { azureWaitingMessages } from "./azureWaitingMessages.ts";
import { azureWarningStates } from "./azureWarningStates.ts";
import { azureWorkQueue } from "./azureWorkQueue.ts";
import type { UnfinishedWorkOptions } from "./azureUnfinishedWork.ts";
import type { StorageSettings } from "./storageSettings.ts";

/** Everything that the bridge stores, as ports. */
export async function openAzureStorage(
  settings: StorageSettings,
  { processId, clock, schedule }: Pick<UnfinishedWorkOptions, "processId" | "clock" | "schedule">,
) {
  const storage = await azureStorage(settings);
  return {
    storage,
    queue: azureWorkQueue(storage),
    deadLetterQueue: azureDeadLetterQueue(storage),
    trialQueue: azureWorkQueue({
      workQueue: storage.trialQueue,
      criticalWorkQueue: storage.trialQueue,
      bodies: storage.bodies,
    }),
    trials: azureTrials(storage),
    deadLetters: azureDeadLetterStore(storage),
    connections: azureConnectionStates(storage, processId),
    connectionStore: azureConnectionStore(storage),
    pendingAuthorisations: azurePendingAuthorisations(storage),
    audit: azureAuditTrail(storage),
    index: azureTicketIndex(storage),
    queueSight: azureQueueSight(storage),
    warnings: azureWarningStates(storage),
    journal: azureJournalReader(storage),
    history: azureStoredHistory(storage),
    keptTexts: azureKeptTexts(storage),
    stormWindows: azureStormWindows(storage),
    ticketStore: azureTicketStore(storage, processId),
    waiting: azureWaitingMessages(storage, processId),
    unfinishedWork: azureUnfinishedWork(storage, { processId, clock, schedule }),
  };
}
