import { memoryConnectionStates } from "../../../shared/adapters/memory/memoryConnectionStates.ts";
import { memoryDeadLetterQueue } from "../../../shared/adapters/memory/memoryDeadLetterQueue.ts";
import { memoryStormWindows } from "../../../shared/adapters/memory/memoryStormWindows.ts";
import { memoryTicketIndex } from "../../../shared/adapters/memory/memoryTicketIndex.ts";
import { memoryTicketStore } from "../../../shared/adapters/memory/memoryTicketStore.ts";
import {
  type MemoryProcesses,
  memoryUnfinishedWork,
} from "../../../shared/adapters/memory/memoryUnfinishedWork.ts";
import { memoryWaitingMessages } from "../../../shared/adapters/memory/memoryWaitingMessages.ts";
import { memoryWorkQueue } from "../../../shared/adapters/memory/memoryWorkQueue.ts";
import type { Alert } from "../../../shared/alerts/alert.ts";
import { makePacing } from "../../../shared/pacing/makePacing.ts";
import { defaultPauseWaits } from "../../../shared/pacing/pauseRules.ts";
import { acceptAlert, type AcceptedDelivery } from "../../../shared/delivery/acceptAlert.ts";
import type { DeadLetter } from "../../../shared/delivery/deadLetter.ts";
import { deliver } from "../../../shared/delivery/deliver.ts";
import { defaultTiming, type DeliveryParts } from "../../../shared/delivery/deliveryParts.ts";
import type { Envelope } from "../../../shared/delivery/envelope.ts";
import type { DeliveryOutcome } from "../../../shared/delivery/outcome.ts";
import { makeSlots } from "../../../shared/delivery/slots.ts";
import type { TicketRecord } from "../../../shared/delivery/ticketRecord.ts";
import { BridgeError } from "../../../shared/failures/bridgeError.ts";
import type { Route } from "../../../shared/routing/route.ts";
import { settableClock } from "../contracts/storageBuilders.ts";
import { bodyOf, recogniseBody } from "./alerts.ts";
import { aRoute } from "./routes.ts";
import { ScriptedPartner } from "./scriptedPartner.ts";

type LogLine = { readonly event: string } & Readonly<Record<string, unknown>>;

/** Storage whose calls a test can count, and take away. */
type CountedCalls = {
  readonly calls: string[];
  /** Calls of this name fail as when storage cannot be reached. */
  readonly failing: Set<string>;
  /** Runs before a call of any name. */
  onCall: (call: string) => void;
};

/** The whole delivery over memory, in front of a partner that does what the test says. Time stands still. */
export function aDeliveryWorld({
  routes = [aRoute()],
  timing = {},
}: { readonly routes?: readonly Route[]; readonly timing?: Partial<DeliveryParts["timing"]> } = {}) {
  const clock = settableClock();
  const partner = new ScriptedPartner();
  const storage: CountedCalls = { calls: [], failing: new Set(), onCall: () => undefined };
  const queue = counted("queue", memoryWorkQueue(clock), storage);
  const trialQueue = memoryWorkQueue(clock);
  const letters = memoryDeadLetterQueue(clock);
  const processes: MemoryProcesses = new Map();
  const journal = memoryTicketStore();
  const states = memoryConnectionStates();
  const log: LogLine[] = [];
  let randomCount = 0;

  const parts: DeliveryParts = {
    store: counted("store", journal, storage),
    index: counted("index", memoryTicketIndex(), storage),
    queue,
    trialQueue,
    deadLetters: letters,
    unfinished: counted(
      "unfinished",
      memoryUnfinishedWork({ processId: "me", clock, processes }),
      storage,
      "finish",
    ),
    waiting: memoryWaitingMessages("me"),
    gateways: (name) =>
      name === "servicenow"
        ? Promise.resolve(partner.gateway)
        : Promise.reject(new BridgeError("CONNECTION_MISSING", `No connection is "${name}"`)),
    slots: makeSlots(4),
    stormWindows: counted("stormWindows", memoryStormWindows(), storage),
    stormTurns: makeSlots(1),
    pacing: makePacing({
      states: counted("states", states, storage),
      clock,
      schedule: () => () => undefined,
      log: () => undefined,
      processId: "me",
      waits: defaultPauseWaits,
      tryMs: 80_000,
    }),
    routes,
    fallbackRoute: routes[0] ?? aRoute(),
    recognise: recogniseBody,
    clock,
    schedule: () => () => undefined,
    randomHex: () => (randomCount += 1).toString(16).padStart(10, "0").padEnd(20, "0"),
    random: () => 0,
    timing: { ...defaultTiming, retryDelaysMs: [5_000, 15_000, 30_000], ...timing },
    log: (event, fields) => void log.push({ event, ...fields }),
  };

  async function deliverMessage(message: unknown): Promise<DeliveryOutcome> {
    return deliver(parts, await queue.open(message));
  }

  /** Delivers the messages that are visible now, one after the other, but not what comes of them. */
  const deliverVisible = async () => {
    const outcomes: DeliveryOutcome[] = [];
    for (const message of queue.take()) outcomes.push(await deliverMessage(message));
    return outcomes;
  };

  /** Lets time go on until no message waits any more; the last outcome. */
  const untilQuiet = async () => {
    const outcomes = await deliverVisible();
    for (let count = 0; count < 100; count += 1) {
      const nextMs = queue.nextVisibleAtMs();
      if (nextMs !== undefined) clock.advanceMs(nextMs - clock.nowMs());
      else if (queue.count().visible === 0) break;
      outcomes.push(...(await deliverVisible()));
    }
    const last = outcomes.at(-1);
    if (last === undefined) throw new Error("no message was waiting");
    return last;
  };

  const entries = async (partition: string) => (await journal.entries(partition, { limit: 100 })).entries;

  return {
    parts,
    clock,
    partner,
    queue,
    trialQueue,
    storage,
    states,
    log,
    processes,
    deliverVisible,
    untilQuiet,

    accept: (alert: Partial<Alert> = {}, route: string | null = null) =>
      acceptAlert(parts, bodyOf(alert), route),

    deliver: (envelope: Envelope) => deliver(parts, envelope),

    /** Accepts an alert and delivers it, retries and all; the last outcome. */
    bring: async (alert: Partial<Alert> = {}) => {
      await acceptAlert(parts, bodyOf(alert), null);
      return untilQuiet();
    },

    /** Somebody edits the configuration while messages wait. */
    changeRoutes: (today: readonly [Route, ...Route[]]) =>
      void Object.assign(parts, { routes: today, fallbackRoute: today[0] }),

    waiting: () => queue.take() as Envelope[],
    deadLetters: () => letters.take() as DeadLetter[],

    record: async (correlationId: string): Promise<TicketRecord> => {
      const stored = await journal.read(correlationId);
      if (stored === undefined) throw new Error(`there is no record of ${correlationId}`);
      return stored.record;
    },

    /** Writes a record as it is, whatever is there. */
    put: async (record: TicketRecord) => {
      const stored = await journal.read(record.correlationId);
      await journal.write(record, stored?.version);
    },

    entries,
    /** The names of all steps, entry by entry: what `why` shows. */
    steps: async (partition: string) =>
      (await entries(partition)).map(({ steps }) => steps.map(({ step }) => step)),
  };
}

export function correlationIdOf([delivery]: readonly AcceptedDelivery[]): string {
  if (delivery?.correlationId == null) throw new Error("it has no correlation id");
  return delivery.correlationId;
}

/** Calls are counted as `store.read`; `silent` ones are not, and never fail. */
function counted<T extends object>(
  name: string,
  target: T,
  storage: CountedCalls,
  ...silent: readonly string[]
): T {
  return new Proxy(target, {
    get(object, key) {
      const method: unknown = Reflect.get(object, key);
      if (typeof method !== "function" || silent.includes(String(key))) return method;
      const call = `${name}.${String(key)}`;
      return (...args: unknown[]): unknown => {
        storage.onCall(call);
        if (storage.failing.has(call)) {
          return Promise.reject(new BridgeError("STORAGE_UNAVAILABLE", `${call} fails`));
        }
        storage.calls.push(call);
        return method.apply(object, args);
      };
    },
  });
}
