import type { QueueClient } from "@azure/storage-queue";
import { afterAll, beforeAll } from "vitest";
import { azureAuditTrail } from "../../../../shared/adapters/azure/azureAuditTrail.ts";
import { azureDeadLetterQueue } from "../../../../shared/adapters/azure/azureDeadLetterQueue.ts";
import { azureDeadLetterStore } from "../../../../shared/adapters/azure/azureDeadLetterStore.ts";
import { azureJournalReader } from "../../../../shared/adapters/azure/azureJournalReader.ts";
import type { AzureStorage } from "../../../../shared/adapters/azure/azureStorage.ts";
import { azureStormWindows } from "../../../../shared/adapters/azure/azureStormWindows.ts";
import { azureKeptTexts } from "../../../../shared/adapters/azure/azureKeptTexts.ts";
import { azureStoredHistory } from "../../../../shared/adapters/azure/azureStoredHistory.ts";
import { azurePendingAuthorisations } from "../../../../shared/adapters/azure/azurePendingAuthorisations.ts";
import { azureTicketIndex } from "../../../../shared/adapters/azure/azureTicketIndex.ts";
import { azureTicketStore } from "../../../../shared/adapters/azure/azureTicketStore.ts";
import { azureTrials } from "../../../../shared/adapters/azure/azureTrials.ts";
import { azureUnfinishedWork } from "../../../../shared/adapters/azure/azureUnfinishedWork.ts";
import { azureConnectionStore } from "../../../../shared/adapters/azure/azureConnectionStore.ts";
import { azureConnectionStates } from "../../../../shared/adapters/azure/azureConnectionStates.ts";
import { azureWaitingMessages } from "../../../../shared/adapters/azure/azureWaitingMessages.ts";
import { azureWarningStates } from "../../../../shared/adapters/azure/azureWarningStates.ts";
import { azureWorkQueue } from "../../../../shared/adapters/azure/azureWorkQueue.ts";
import type { ConnectionStates } from "../../../../shared/connections/connectionState.ts";
import { startTestAzurite, type TestAzurite } from "../../../support/azurite.ts";
import { auditTrailContract } from "../../../support/contracts/auditTrailContract.ts";
import {
  deadLetterQueueContract,
  deadLetterStoreContract,
} from "../../../support/contracts/deadLetterContracts.ts";
import { pendingAuthorisationsContract } from "../../../support/contracts/pendingAuthorisationsContract.ts";
import { settableClock } from "../../../support/contracts/storageBuilders.ts";
import { stormWindowsContract } from "../../../support/contracts/stormWindowsContract.ts";
import { keptTextsContract } from "../../../support/contracts/keptTextsContract.ts";
import { storedHistoryContract } from "../../../support/contracts/storedHistoryContract.ts";
import { ticketIndexContract } from "../../../support/contracts/ticketIndexContract.ts";
import { ticketStoreContract } from "../../../support/contracts/ticketStoreContract.ts";
import { trialsContract } from "../../../support/contracts/trialsContract.ts";
import { unfinishedWorkContract } from "../../../support/contracts/unfinishedWorkContract.ts";
import { connectionStoreContract } from "../../../support/contracts/connectionStoreContract.ts";
import { connectionStatesContract } from "../../../support/contracts/connectionStatesContract.ts";
import { waitingMessagesContract } from "../../../support/contracts/waitingMessagesContract.ts";
import { warningStatesContract } from "../../../support/contracts/warningStatesContract.ts";
import { workQueueContract } from "../../../support/contracts/workQueueContract.ts";
import { freshStorage, manualSchedule } from "../../../support/testStorage.ts";

let azurite: TestAzurite;

beforeAll(async () => {
  azurite = await startTestAzurite();
});
afterAll(async () => await azurite.remove());

const open = async (): Promise<AzureStorage> => await freshStorage(azurite.connectionString);

/** As the queue trigger: base64 is undone, and a text that is JSON arrives parsed. */
async function takeAll(queue: QueueClient): Promise<unknown[]> {
  const { receivedMessageItems } = await queue.receiveMessages({ numberOfMessages: 32 });
  return await Promise.all(
    receivedMessageItems.map(async ({ messageId, popReceipt, messageText }) => {
      await queue.deleteMessage(messageId, popReceipt);
      return JSON.parse(Buffer.from(messageText, "base64").toString()) as unknown;
    }),
  );
}

workQueueContract("Azure", async () => {
  const storage = await open();
  return {
    queue: azureWorkQueue(storage),
    take: async () => await takeAll(storage.workQueue),
    takeCritical: async () => await takeAll(storage.criticalWorkQueue),
  };
});

deadLetterQueueContract("Azure", async () => {
  const storage = await open();
  return { queue: azureDeadLetterQueue(storage), take: async () => await takeAll(storage.deadLetterQueue) };
});

deadLetterStoreContract("Azure", async () => azureDeadLetterStore(await open()));

auditTrailContract("Azure", async () => azureAuditTrail(await open()));
stormWindowsContract("Azure", async () => azureStormWindows(await open()));

warningStatesContract("Azure", async () => azureWarningStates(await open()));

ticketStoreContract("Azure", async () => {
  const storage = await open();
  return { store: azureTicketStore(storage, "test"), journal: azureJournalReader(storage) };
});

ticketIndexContract("Azure", async () => azureTicketIndex(await open()));

storedHistoryContract("Azure", async () => {
  const storage = await open();
  return {
    history: azureStoredHistory(storage),
    store: { ...azureTicketStore(storage, "test"), ...azureJournalReader(storage) },
    index: azureTicketIndex(storage),
    letters: azureDeadLetterStore(storage),
    connections: azureConnectionStates(storage, "test"),
    trials: azureTrials(storage),
    stormWindows: azureStormWindows(storage),
  };
});

keptTextsContract("Azure", async () => {
  const storage = await open();
  return {
    texts: azureKeptTexts(storage),
    store: { ...azureTicketStore(storage, "test"), ...azureJournalReader(storage) },
    index: azureTicketIndex(storage),
  };
});

trialsContract("Azure", async () => {
  const storage = await open();
  return () => azureTrials(storage);
});

pendingAuthorisationsContract("Azure", async () => {
  const storage = await open();
  return () => azurePendingAuthorisations(storage);
});

unfinishedWorkContract("Azure", async () => {
  const storage = await open();
  const clock = settableClock();
  const { schedule, runAll } = manualSchedule();
  return {
    clock,
    processOf: (processId) => azureUnfinishedWork(storage, { processId, clock, schedule }),
    idle: runAll,
  };
});

waitingMessagesContract("Azure", async () => {
  const storage = await open();
  return (processId) => azureWaitingMessages(storage, processId);
});

connectionStoreContract("Azure", async () => {
  const storage = await open();
  return () => azureConnectionStore(storage);
});

connectionStatesContract("Azure", async () => {
  const storage = await open();
  const states = new Map<string, ConnectionStates>();
  return (processId) => {
    const known = states.get(processId) ?? azureConnectionStates(storage, processId);
    states.set(processId, known);
    return known;
  };
});
