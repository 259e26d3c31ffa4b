import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";

import { recogniseAlert } from "./alerts/recogniseAlert.ts";
import type { Bridge } from "./bridge.ts";
import { openErasure } from "./compose/openErasure.ts";
import { logLine } from "./compose/logLine.ts";
import { openChecks } from "./compose/openChecks.ts";
import { openAuthorisation } from "./compose/openAuthorisation.ts";
import { openCare } from "./compose/openCare.ts";
import { openConnections } from "./compose/openConnections.ts";
import { openGateway } from "./compose/openGateway.ts";
import { openManaging } from "./compose/openManaging.ts";
import { openRegistry } from "./compose/openRegistry.ts";
import { openPoison } from "./compose/openPoison.ts";
import { openPacing } from "./compose/openPacing.ts";
import { openSecrets } from "./compose/openSecrets.ts";
import { openStorage } from "./compose/openStorage.ts";
import { openStatus, statusParts } from "./compose/openStatus.ts";
import { openWatch } from "./compose/openWatch.ts";
import { probeConnections } from "./compose/probeConnections.ts";
import { readiness } from "./compose/readiness.ts";
import { runLater } from "./compose/runLater.ts";
import { loadConfig } from "./config/loadConfig.ts";
import { parseSettings, type Settings } from "./config/settings.ts";
import { captureDeadLetter } from "./deadLetters/captureDeadLetter.ts";
import { deadLetterActions } from "./deadLetters/deadLetterActions.ts";
import { listDeadLetters, showDeadLetter } from "./deadLetters/deadLetterQueries.ts";
import type { Connection } from "./connections/connection.ts";
import { resumeConnection, type ResumeWish } from "./connections/resumeConnection.ts";
import { acceptAlert } from "./delivery/acceptAlert.ts";
import { defaultTiming, type DeliveryParts } from "./delivery/deliveryParts.ts";
import { defaultRetryDelaysMs } from "./delivery/retrySchedule.ts";
import { fairSlots } from "./delivery/fairSlots.ts";
import { makeSlots } from "./delivery/slots.ts";
import { sweep } from "./delivery/sweep.ts";
import { failureLogFields } from "./failures/failureView.ts";
import { removeOld } from "./retention/removeOld.ts";
import type { Route } from "./routing/route.ts";
import { deliveryState, listTickets, showDelivery, showTicket } from "./tickets/ticketQueries.ts";

type Environment = Readonly<Record<string, string | undefined>>;

const heartbeatMs = 5_000;
/** Well within the host's limit for one call, which host.json sets. */
const longestRetentionRunMs = 3 * 60_000;

/** The only place that knows which adapter stands behind which port. Throws if the settings or the configuration cannot be used. */
export async function composeBridge(environment: Environment): Promise<Bridge> {
  const settings = settingsOf(environment);
  const config = await loadConfig(settings.configFile ?? "bridge.json", readIfThere);
  const clock = { nowMs: Date.now };
  const processId = randomUUID();

  const azure = await openStorage(settings.storage, processId, clock);
  const { storage } = azure;
  const { secrets, tokens, keepsTokens, resolve, lookAt } = openSecrets(settings.secrets, {
    storage,
    clock,
    setting: (name) => environment[name],
  });
  const tokenParts = { store: tokens, states: azure.connections, resolve, clock };
  const { registry, fixed } = openRegistry(settings, config, { store: azure.connectionStore, clock });
  const open = (connection: Connection) => openGateway(connection, settings, tokenParts);
  const connections = openConnections({ registry, open, schedule: runLater });
  await storage.ensureCreated();
  const { unfinishedWork: unfinished, ticketStore: store } = azure;
  const fallbackRoute = firstOf(config.routes);

  const pacing = openPacing(settings.timing, { states: azure.connections, processId, clock });
  const resume = async (name: string, wish: ResumeWish) => {
    const parts = { states: azure.connections, audit: azure.audit, clock, log: logLine };
    const resumed = await resumeConnection(parts, name, wish);
    pacing.lookAnew(name);
    return resumed;
  };

  const parts: DeliveryParts = {
    store,
    unfinished,
    waiting: azure.waiting,
    index: azure.index,
    queue: azure.queue,
    trialQueue: azure.trialQueue,
    deadLetters: azure.deadLetterQueue,
    gateways: async (name, mostAgeMs) => (await connections.get(name, mostAgeMs)).gateway,
    slots: fairSlots(makeSlots(settings.serviceNowConcurrency), {
      clock,
      schedule: runLater,
      hasOthers: () => registry.hasSeveral(),
    }),
    stormWindows: azure.stormWindows,
    stormTurns: makeSlots(1),
    pacing,
    routes: config.routes,
    fallbackRoute,
    recognise: recogniseAlert,
    clock,
    schedule: runLater,
    // Node keeps randomness for UUIDs in store; ten bytes by themselves cost a call into the system.
    randomHex: () => randomUUID().replaceAll("-", ""),
    random: Math.random,
    timing: {
      ...defaultTiming,
      ...settings.timing,
      retryDelaysMs: settings.timing.retryDelaysMs ?? defaultRetryDelaysMs,
    },
    log: logLine,
  };
  const queries = {
    store,
    index: azure.index,
    journal: azure.journal,
    connections: azure.connections,
    links: async (name: string, _kind: unknown, { id }: { readonly id: string }) => {
      const url = (await registry.find(name))?.connection.instanceUrl;
      return url === undefined ? null : `${url}/incident.do?sys_id=${id}`;
    },
  };
  const status = statusParts(azure, connections, clock);
  const capture = { store: azure.deadLetters, letters: azure.deadLetterQueue, clock };
  const poison = openPoison(parts, azure, { processId, limitMs: settings.timing.trialMs });
  const heartbeat = setInterval(() => void unfinished.heartbeat().catch(() => undefined), heartbeatMs);
  heartbeat.unref();

  return {
    accept: (body, route, within) => acceptAlert(parts, body, route, within),
    deliver: poison.deliver,
    captureDeadLetter: async (message, queuedAtUtc) => {
      const captured = await captureDeadLetter(
        { ...capture, queue: azure.deadLetterQueue },
        message,
        queuedAtUtc,
      );
      logLine("deadLetter.captured", {
        id: captured.id,
        code: captured.code,
        ...failureLogFields(captured.code),
      });
    },
    capturePoison: poison.capturePoison,
    erase: openErasure(azure, clock),
    removeOld: () =>
      removeOld(
        {
          store,
          history: azure.history,
          signInLinks: azure.pendingAuthorisations,
          letters: azure.deadLetters,
          clock,
          policy: settings.retention,
        },
        longestRetentionRunMs,
      ),
    sweep: () => sweep(parts, settings.timing.deadAfterMs),
    readiness: () =>
      readiness(
        () => storage.ping(),
        () => probeConnections({ pacing, connections, schedule: runLater, log: logLine }),
      ),
    queries: {
      tickets: (page, filter) => listTickets(queries, page, filter),
      ticket: (correlationId, page) => showTicket(queries, correlationId, page),
      delivery: (id, page) => showDelivery(queries, id, page),
      deadLetters: (filter, page) => listDeadLetters(azure.deadLetters, filter, page),
      deadLetter: (id) =>
        showDeadLetter(
          {
            store: azure.deadLetters,
            journal: azure.journal,
            stateOf: (replay) => deliveryState(queries, replay),
          },
          id,
        ),
    },
    deadLetters: deadLetterActions({
      ...parts,
      store: azure.deadLetters,
      audit: azure.audit,
      delivery: { ...parts, gateways: async (name) => (await connections.get(name)).gateway.rehearsing },
    }),
    audit: (page) => azure.audit.newest(page),
    authorisation: openAuthorisation({
      open: (name) => connections.peek(name),
      pending: azure.pendingAuthorisations,
      keepsTokens,
      setups: azure.connectionStore,
      resume,
      audit: azure.audit,
      clock,
      publicUrl: settings.publicUrl,
      log: logLine,
    }),
    care: openCare({
      connections,
      setups: azure.connectionStore,
      lookAtSecret: lookAt,
      states: azure.connections,
      pacing,
      resume,
      audit: azure.audit,
      clock,
    }),
    watchItself: openWatch(azure, status, { settings, config }, parts, queries),
    status: openStatus(status, pacing),
    connections: openManaging({
      registry,
      fixed,
      store: azure.connectionStore,
      secrets,
      tokensOf: async (name) => (await connections.peek(name)).tokens,
      states: azure.connections,
      resume,
      turns: tokens,
      schedule: runLater,
      routes: config.routes,
      allowed: settings.allowed,
      audit: azure.audit,
      clock,
      log: logLine,
    }),
    pacing: { resume },
    checks: openChecks(connections, {
      ...parts,
      audit: azure.audit,
      lookAtSecret: lookAt,
      publicUrl: settings.publicUrl,
    }),
    close: async () => {
      clearInterval(heartbeat);
      await poison.close();
      await pacing.flush();
      await connections.close();
    },
  };
}

function settingsOf(environment: Environment): Settings {
  const parsed = parseSettings(environment);
  if (parsed.kind === "valid") return parsed.settings;
  throw new Error(`The settings cannot be used:\n  ${parsed.problems.join("\n  ")}`);
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

function firstOf(routes: readonly Route[]): Route {
  const [first] = routes;
  if (first === undefined) throw new Error("The configuration has no route");
  return first;
}
