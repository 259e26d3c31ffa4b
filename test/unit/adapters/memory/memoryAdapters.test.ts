import { memoryConnectionStore } from "../../../../shared/adapters/memory/memoryConnectionStore.ts";
import { memoryConnectionStates } from "../../../../shared/adapters/memory/memoryConnectionStates.ts";
import { memoryAuditTrail } from "../../../../shared/adapters/memory/memoryAuditTrail.ts";
import { memoryDeadLetterQueue } from "../../../../shared/adapters/memory/memoryDeadLetterQueue.ts";
import { memoryDeadLetterStore } from "../../../../shared/adapters/memory/memoryDeadLetterStore.ts";
import { memoryStormWindows } from "../../../../shared/adapters/memory/memoryStormWindows.ts";
import { memoryKeptTexts } from "../../../../shared/adapters/memory/memoryKeptTexts.ts";
import { emptyShelves, memoryStoredHistory } from "../../../../shared/adapters/memory/memoryStoredHistory.ts";
import { memoryTicketIndex } from "../../../../shared/adapters/memory/memoryTicketIndex.ts";
import { memoryTicketStore } from "../../../../shared/adapters/memory/memoryTicketStore.ts";
import { memoryPendingAuthorisations } from "../../../../shared/adapters/memory/memoryPendingAuthorisations.ts";
import { memoryTrials } from "../../../../shared/adapters/memory/memoryTrials.ts";
import {
  memoryUnfinishedWork,
  type MemoryProcesses,
} from "../../../../shared/adapters/memory/memoryUnfinishedWork.ts";
import {
  memoryWaitingMessages,
  type MemoryWaiting,
} from "../../../../shared/adapters/memory/memoryWaitingMessages.ts";
import { memoryWarningStates } from "../../../../shared/adapters/memory/memoryWarningStates.ts";
import { memoryWorkQueue } from "../../../../shared/adapters/memory/memoryWorkQueue.ts";
import { connectionStoreContract } from "../../../support/contracts/connectionStoreContract.ts";
import { connectionStatesContract } from "../../../support/contracts/connectionStatesContract.ts";
import { auditTrailContract } from "../../../support/contracts/auditTrailContract.ts";
import type { Trial } from "../../../../shared/poison/trial.ts";
import {
  deadLetterQueueContract,
  deadLetterStoreContract,
} from "../../../support/contracts/deadLetterContracts.ts";
import { settableClock } from "../../../support/contracts/storageBuilders.ts";
import { stormWindowsContract } from "../../../support/contracts/stormWindowsContract.ts";
import { keptTextsContract } from "../../../support/contracts/keptTextsContract.ts";
import { storedHistoryContract } from "../../../support/contracts/storedHistoryContract.ts";
import { ticketIndexContract } from "../../../support/contracts/ticketIndexContract.ts";
import { ticketStoreContract } from "../../../support/contracts/ticketStoreContract.ts";
import { pendingAuthorisationsContract } from "../../../support/contracts/pendingAuthorisationsContract.ts";
import { trialsContract } from "../../../support/contracts/trialsContract.ts";
import { unfinishedWorkContract } from "../../../support/contracts/unfinishedWorkContract.ts";
import { waitingMessagesContract } from "../../../support/contracts/waitingMessagesContract.ts";
import { warningStatesContract } from "../../../support/contracts/warningStatesContract.ts";
import { workQueueContract } from "../../../support/contracts/workQueueContract.ts";

workQueueContract("memory", async () => {
  const queue = memoryWorkQueue(settableClock());
  return {
    queue,
    take: async () => queue.ordinary.take(),
    takeCritical: async () => queue.critical.take(),
  };
});

deadLetterQueueContract("memory", async () => {
  const queue = memoryDeadLetterQueue(settableClock());
  return { queue, take: async () => queue.take() };
});

deadLetterStoreContract("memory", async () => memoryDeadLetterStore());

auditTrailContract("memory", async () => memoryAuditTrail());
stormWindowsContract("memory", async () => memoryStormWindows());

warningStatesContract("memory", async () => memoryWarningStates());

ticketStoreContract("memory", async () => {
  const store = memoryTicketStore();
  return { store, journal: store };
});

ticketIndexContract("memory", async () => memoryTicketIndex());

storedHistoryContract("memory", async () => {
  const shelves = emptyShelves();
  return {
    history: memoryStoredHistory(shelves),
    store: memoryTicketStore(shelves.contents),
    index: memoryTicketIndex(shelves.indexRows),
    letters: memoryDeadLetterStore(),
    connections: memoryConnectionStates(shelves.callCounts),
    trials: memoryTrials(shelves.trials),
    stormWindows: memoryStormWindows(shelves.stormWindows),
  };
});

pendingAuthorisationsContract("memory", () => {
  const pending = memoryPendingAuthorisations();
  return Promise.resolve(() => pending);
});

keptTextsContract("memory", async () => {
  const shelves = emptyShelves();
  return {
    texts: memoryKeptTexts(shelves),
    store: memoryTicketStore(shelves.contents),
    index: memoryTicketIndex(shelves.indexRows),
  };
});

trialsContract("memory", async () => {
  const trials = new Map<string, Trial>();
  return () => memoryTrials(trials);
});

unfinishedWorkContract("memory", async () => {
  const clock = settableClock();
  const processes: MemoryProcesses = new Map();
  return {
    clock,
    processOf: (processId) => memoryUnfinishedWork({ processId, clock, processes }),
    idle: async () => {},
  };
});

waitingMessagesContract("memory", async () => {
  const waiting: MemoryWaiting = new Map();
  return (processId) => memoryWaitingMessages(processId, waiting);
});

connectionStoreContract("memory", async () => {
  const store = memoryConnectionStore();
  return () => store;
});

connectionStatesContract("memory", async () => {
  const states = memoryConnectionStates();
  return () => states;
});
