import type { Alert, Recognition } from "../../../shared/alerts/alert.ts";
import { memoryStormWindows } from "../../../shared/adapters/memory/memoryStormWindows.ts";
import { memoryConnectionStates } from "../../../shared/adapters/memory/memoryConnectionStates.ts";
import { memoryTicketIndex } from "../../../shared/adapters/memory/memoryTicketIndex.ts";
import { memoryTicketStore } from "../../../shared/adapters/memory/memoryTicketStore.ts";
import { memoryTrials } from "../../../shared/adapters/memory/memoryTrials.ts";
import {
  type MemoryProcesses,
  memoryUnfinishedWork,
} from "../../../shared/adapters/memory/memoryUnfinishedWork.ts";
import {
  type MemoryWaiting,
  memoryWaitingMessages,
} from "../../../shared/adapters/memory/memoryWaitingMessages.ts";
import { defaultBridgeConfig } from "../../../shared/config/bridgeConfig.ts";
import { makePacing } from "../../../shared/pacing/makePacing.ts";
import { defaultPauseWaits } from "../../../shared/pacing/pauseRules.ts";
import { acceptAlert } from "../../../shared/delivery/acceptAlert.ts";
import type { DeliveryParts } from "../../../shared/delivery/deliveryParts.ts";
import type { Envelope } from "../../../shared/delivery/envelope.ts";
import type { TicketRecord } from "../../../shared/delivery/ticketRecord.ts";
import { makeSlots } from "../../../shared/delivery/slots.ts";
import { sweep } from "../../../shared/delivery/sweep.ts";
import { deliverBeside } from "../../../shared/poison/deliverBeside.ts";
import { makeLoneGate } from "../../../shared/poison/loneGate.ts";
import type { Trial } from "../../../shared/poison/trial.ts";
import { tryAlone, type TrialParts } from "../../../shared/poison/tryAlone.ts";
import type { Route, RoutePolicy } from "../../../shared/routing/route.ts";
import { correlationIdOf } from "../../../shared/routing/routeAlert.ts";
import { modelGateway } from "./modelGateway.ts";
import { stormComplaints } from "./stormHistory.ts";
import { complaintsAbout, type HistoryEvent, type HumanEdit, type Problem } from "./modelHistory.ts";
import { type ModelItem, ModelPartner, type WriteFate } from "./modelPartner.ts";
import { type Interruption, type SimulatedProcess, Simulation } from "./simulation.ts";

export type Scenario = {
  readonly seed: number;
  readonly problems: readonly Problem[];
  readonly history: readonly HistoryEvent[];
  /** At the n-th port call the process that makes it dies, or waits very long for the answer. */
  readonly interruptions: ReadonlyMap<number, Interruption>;
  /** Fates of the first writes to the partner; all later ones are answered. */
  readonly fates: readonly WriteFate[];
  readonly policy: Partial<RoutePolicy>;
  /** Without it, what a dead process had claimed waits for the host's lease. */
  readonly hasSweep: boolean;
  /** Whether the partner takes a new work item that is resolved already. */
  readonly canCreateResolved: boolean;
  /** All problems are one rule's, and so many of them may have a work item of their own. */
  readonly stormCap?: number;
  /** The host gives a message up that it has handed out so often: it is tried alone then. */
  readonly hostGivesUpAfter?: number;
};

type Hidden = {
  readonly envelope: Envelope;
  visibleAtMs: number;
  heldBy: SimulatedProcess | undefined;
  handedOut: number;
  isGivenUp: boolean;
};

type Worker = {
  readonly process: SimulatedProcess;
  readonly parts: DeliveryParts;
  readonly run: (message: Hidden) => Promise<unknown>;
};

const minuteMs = 60_000;
/** As in Azure: a message that was handed out stays hidden that long, if nobody deletes it. */
const leaseMs = 10 * minuteMs;
const redeliveryMs = 30_000;

/** Plays a scenario through the bridge's real delivery, and returns everything that is wrong with how it ended. */
export async function playHistory(scenario: Scenario): Promise<readonly string[]> {
  const world = makeWorld(scenario);
  for (const event of scenario.history) {
    switch (event.do) {
      case "send":
        await world.send(event);
        break;
      case "edit":
        world.edit(event.problem, event.edit);
        break;
      case "settle":
        await world.settle();
        break;
    }
  }
  await world.settle();
  return world.complaints();
}

function makeWorld(scenario: Scenario) {
  const { problems, history, interruptions, fates } = scenario;
  const route = routeWith(scenario.policy, scenario.stormCap);
  const partner = new ModelPartner();
  const tickets = memoryTicketStore();
  const index = memoryTicketIndex();
  const stormWindows = memoryStormWindows();
  const states = memoryConnectionStates();
  const processes: MemoryProcesses = new Map();
  const waiting: MemoryWaiting = new Map();
  const trials = new Map<string, Trial>();
  const deadLetters: string[] = [];
  let queue: Hidden[] = [];
  let processCount = 0;
  let randomCount = 0;

  const simulation = new Simulation(scenario.seed, interruptions, (dead) => {
    for (const message of queue) if (message.heldBy === dead) message.heldBy = undefined;
  });
  const clock = { nowMs: () => simulation.nowMs };
  const remainingFates = [...fates];

  function start(): Worker {
    processCount += 1;
    const process: SimulatedProcess = { id: `process-${processCount}`, isDead: false };
    const gateway = simulation.port(
      process,
      modelGateway(
        partner,
        () => remainingFates.shift() ?? "answered",
        clock.nowMs,
        scenario.canCreateResolved,
      ),
      false,
    );
    const senderTo = (isGivenUp: boolean) => ({
      send: async (envelope: Envelope, delayMs = 0) =>
        void queue.push({
          envelope: JSON.parse(JSON.stringify(envelope)) as Envelope,
          visibleAtMs: simulation.nowMs + delayMs,
          heldBy: undefined,
          handedOut: 0,
          isGivenUp,
        }),
      open: async (message: unknown) => message as Envelope,
    });
    const letters = {
      send: async ({ code, detail }: { code: string; detail: string }) =>
        void deadLetters.push(`${code}: ${detail}`),
      open: async () => Promise.reject(new Error("not used")),
    };
    const parts: DeliveryParts = {
      store: simulation.port(process, tickets),
      index: simulation.port(process, index),
      queue: simulation.port(process, senderTo(false)),
      trialQueue: simulation.port(process, senderTo(true)),
      deadLetters: simulation.port(process, letters),
      unfinished: simulation.port(process, memoryUnfinishedWork({ processId: process.id, clock, processes })),
      waiting: simulation.port(process, memoryWaitingMessages(process.id, waiting)),
      // Every message takes long to get its turn.
      schedule: (_delayMs, run) => {
        run();
        return () => undefined;
      },
      gateways: () => Promise.resolve(gateway),
      slots: makeSlots(4),
      stormWindows: simulation.port(process, stormWindows),
      stormTurns: makeSlots(1),
      pacing: makePacing({
        states: simulation.port(process, states),
        clock,
        schedule: (_delayMs, run) => {
          run();
          return () => undefined;
        },
        log: () => undefined,
        processId: process.id,
        waits: defaultPauseWaits,
        tryMs: 80_000,
      }),
      routes: [route],
      fallbackRoute: route,
      recognise: (body) => recogniseModel(body, problems),
      clock,
      randomHex: () => (randomCount += 1).toString(16).padStart(8, "0").padEnd(20, "0"),
      random: () => simulation.nextRandom(),
      timing: {
        claimMs: 75_000,
        requestTimeoutMs: 30_000,
        partnerWorkingMs: 90_000,
        putBackMs: 2_000,
        longWaitMs: 250,
        retryDelaysMs: Array.from({ length: 50 }, () => 5_000),
        giveUpMs: 72 * 60 * minuteMs,
      },
      log: () => undefined,
    };
    const never = () => () => undefined;
    const gate = makeLoneGate({ schedule: never, drainMs: 45_000 });
    const trial: TrialParts = {
      delivery: { ...parts, schedule: never },
      opener: parts.queue,
      keep: {
        store: { put: async ({ code, detail }) => void deadLetters.push(`${code}: ${detail}`) },
        letters: parts.deadLetters,
      },
      trials: simulation.port(process, memoryTrials(trials)),
      gate,
      processId: process.id,
      running: new Map(),
      limitMs: 120_000,
    };
    return {
      process,
      parts,
      run: ({ envelope, isGivenUp }) =>
        isGivenUp ? tryAlone(trial, envelope) : deliverBeside(parts, gate, envelope),
    };
  }

  let workers = [start(), start()];
  const living = () => {
    workers = workers.map((worker) => (worker.process.isDead ? start() : worker));
    return workers;
  };

  /** As a trigger does: takes what is visible, deletes what was done, leaves what was not. */
  function handOut(): boolean {
    let isAny = false;
    for (const message of queue) {
      if (message.visibleAtMs > simulation.nowMs) continue;
      const alive = living();
      const worker = alive[Math.floor(simulation.nextRandom() * alive.length)];
      if (worker === undefined) continue;
      isAny = true;
      message.visibleAtMs = simulation.nowMs + leaseMs;
      message.heldBy = worker.process;
      if (message.handedOut === scenario.hostGivesUpAfter) message.isGivenUp = true;
      message.handedOut += 1;
      worker.run(message).then(
        () => {
          if (!worker.process.isDead) queue = queue.filter((other) => other !== message);
        },
        () => {
          if (!worker.process.isDead) message.visibleAtMs = simulation.nowMs + redeliveryMs;
        },
      );
    }
    return isAny;
  }

  async function sendOnce(body: string): Promise<boolean> {
    const [worker] = living();
    const answers: unknown[] = [];
    if (worker !== undefined)
      void acceptAlert(worker.parts, body, null).then((answer) => answers.push(answer));
    handOut();
    await simulation.run();
    return answers.length > 0;
  }

  return {
    /** The sender repeats as Azure Monitor does, until it has its answer. */
    async send({ problem, condition, atMs }: Extract<HistoryEvent, { do: "send" }>) {
      const body = JSON.stringify({ problem, condition, atUtc: new Date(atMs).toISOString() });
      for (let hasAnswer = false; !hasAnswer;) {
        hasAnswer = await sendOnce(body);
        simulation.nowMs += 1_000;
      }
    },

    edit(problem: number, edit: HumanEdit) {
      const items = itemsOf(partner, problems, problem, route);
      const item = items.findLast(({ isDeleted }) => !isDeleted);
      if (item !== undefined) applyEdit(item, edit);
    },

    async settle() {
      for (let round = 0; round < 2_000; round++) {
        partner.catchUp(simulation.nowMs);
        if (handOut() || (simulation.nextResumeAtMs() ?? Infinity) <= simulation.nowMs) {
          await simulation.run();
          continue;
        }
        if (scenario.hasSweep) {
          const [worker] = living();
          if (worker !== undefined) void sweep(worker.parts, 30_000).catch(() => undefined);
          await simulation.run();
        }
        const next = Math.min(
          simulation.nextResumeAtMs() ?? Infinity,
          ...queue.map(({ visibleAtMs }) => visibleAtMs),
        );
        if (next === Infinity) return;
        const wakeUpMs = scenario.hasSweep ? Math.min(next, simulation.nowMs + 30_000) : next;
        simulation.nowMs = Math.max(simulation.nowMs + 1, wakeUpMs);
      }
      throw new Error(`it does not come to an end: ${queue.length} messages`);
    },

    async complaints(): Promise<readonly string[]> {
      const found = deadLetters.map((letter) => `dead letter: ${letter}`);
      if (scenario.stormCap !== undefined) {
        const records = new Map<string, TicketRecord | undefined>();
        const idOf = (problem: Problem) => correlationIdOf(alertOf(problem, "fired", ""), route);
        for (const problem of problems) {
          const own = (await tickets.read(idOf(problem)))?.record;
          records.set(idOf(problem), own);
          const storm = own?.memberOf?.correlationId;
          if (storm !== undefined) records.set(storm, (await tickets.read(storm))?.record);
        }
        return [...found, ...stormComplaints({ problems, history, items: partner.items, records, idOf })];
      }
      for (const [place, problem] of problems.entries()) {
        const items = itemsOf(partner, problems, place, route);
        found.push(
          ...complaintsAbout(problem, place, history, items).map((text) => `${problem.name}: ${text}`),
        );
        const stored = await tickets.read(correlationIdOf(alertOf(problem, "fired", ""), route));
        if (stored?.record.claim !== undefined) found.push(`${problem.name}: a claim is left`);
        if (stored?.record.pending !== undefined) found.push(`${problem.name}: a pending action is left`);
        if (stored?.record.owes !== undefined) found.push(`${problem.name}: something is still owed`);
      }
      return found;
    },
  };
}

function applyEdit(item: ModelItem, edit: HumanEdit): void {
  switch (edit) {
    case "resolve":
      if (item.state === "open") item.state = "resolved";
      return;
    case "close":
      item.state = "closed";
      return;
    case "take":
      item.isTaken = true;
      return;
    case "delete":
      item.isDeleted = true;
      return;
    case "reopen":
      if (item.state === "resolved") item.state = "open";
      return;
  }
}

function itemsOf(
  partner: ModelPartner,
  problems: readonly Problem[],
  place: number,
  route: Route,
): ModelItem[] {
  const problem = problems[place];
  if (problem === undefined) return [];
  const correlationId = correlationIdOf(alertOf(problem, "fired", ""), route);
  return partner.items.filter((item) => item.correlationId.startsWith(correlationId));
}

function recogniseModel(body: unknown, problems: readonly Problem[]): Recognition {
  const {
    problem: place,
    condition,
    atUtc,
  } = body as { problem: number; condition: Alert["condition"]; atUtc: string };
  const problem = problems[place];
  if (problem === undefined) return { kind: "unknown", problems: ["no such problem"] };
  return {
    kind: "recognised",
    alert: alertOf(problem, condition, atUtc),
    describe: () => ({
      title: problem.name,
      text: null,
      firedAtUtc: null,
      resolvedAtUtc: null,
      facts: [],
      dimensions: [],
      links: [],
    }),
  };
}

function alertOf({ name, orderedBy }: Problem, condition: Alert["condition"], occurredAtUtc: string): Alert {
  return {
    shape: "commonAlertSchema",
    family: "metric",
    monitoringService: "Platform",
    identity: { key: [orderedBy, name], orderedBy },
    condition,
    severity: 2,
    alertId: name,
    ruleName: "contoso rule",
    ruleId: null,
    targetIds: [],
    configurationItems: [],
    subscriptionId: null,
    occurredAtUtc,
    customProperties: {},
    isTest: false,
  };
}

function routeWith(policy: Partial<RoutePolicy>, stormCap: number | undefined): Route {
  const [route] = defaultBridgeConfig().routes;
  if (route === undefined) throw new Error("the default configuration has no route");
  return {
    ...route,
    policy: { ...route.policy, reopenWindowMs: Number.MAX_SAFE_INTEGER, ...policy },
    ...(stormCap === undefined ? {} : { storm: { moreThan: stormCap, withinMs: 10 * minuteMs } }),
  };
}
