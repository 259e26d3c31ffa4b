import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";

import type { ServiceNowGateway } from "./adapters/servicenow/serviceNowGateway.ts";
import { recogniseAlert } from "./alerts/recogniseAlert.ts";
import type { Bridge, Readiness, ReadinessCheck } from "./bridge.ts";
import { loadConfig } from "./config/loadConfig.ts";
import { parseSettings, type Settings, type StorageSettings } from "./config/settings.ts";
import { captureDeadLetter, capturePoison } from "./deadLetters/captureDeadLetter.ts";
import { listDeadLetters, showDeadLetter } from "./deadLetters/deadLetterQueries.ts";
import { acceptAlert } from "./delivery/acceptAlert.ts";
import { deliver } from "./delivery/deliver.ts";
import { defaultTiming, type DeliveryParts, type LogEvent } from "./delivery/deliveryParts.ts";
import type { Clock } from "./delivery/ports.ts";
import { defaultRetryDelaysMs } from "./delivery/retrySchedule.ts";
import { makeSlots } from "./delivery/slots.ts";
import { sweep } from "./delivery/sweep.ts";
import { BridgeError } from "./failures/bridgeError.ts";
import type { Route } from "./routing/route.ts";
import { listTickets, showDelivery, showTicket } from "./tickets/ticketQueries.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** The one connection that settings can describe. */
const connectionName = "servicenow";
const heartbeatMs = 5_000;

/** The only place that knows which adapter stands behind which port. Throws if the settings or the configuration cannot be used. */
export async function composeBridge(environment: Environment): Promise<Bridge> {
  const settings = settingsOf(environment);
  const config = await loadConfig(settings.configFile ?? "bridge.json", readIfThere);
  const clock = { nowMs: Date.now };
  const processId = randomUUID();

  // The SDKs are large: they are loaded here, not with the entry, so that the function is listed before they are read.
  const [azure, gateway] = await Promise.all([
    openStorage(settings.storage, processId, clock),
    openGateway(settings, clock),
  ]);
  const { storage } = azure;
  await storage.ensureCreated();
  const { unfinishedWork: unfinished, ticketStore: store } = azure;
  const fallbackRoute = firstOf(config.routes);

  const parts: DeliveryParts = {
    store,
    unfinished,
    waiting: azure.waiting,
    index: azure.index,
    queue: azure.queue,
    deadLetters: azure.deadLetterQueue,
    gateways: (name) => {
      if (gateway === undefined || name !== connectionName) {
        throw new BridgeError("CONNECTION_MISSING", `No connection is called "${name}"`);
      }
      return gateway;
    },
    slots: makeSlots(settings.serviceNowConcurrency),
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
    links: (name: string, _kind: unknown, { id }: { readonly id: string }) =>
      name === connectionName && settings.serviceNow !== undefined
        ? `${settings.serviceNow.instanceUrl.replace(/\/+$/, "")}/incident.do?sys_id=${id}`
        : null,
  };
  const capture = { store: azure.deadLetters, letters: azure.deadLetterQueue, clock };
  const heartbeat = setInterval(() => void unfinished.heartbeat().catch(() => undefined), heartbeatMs);
  heartbeat.unref();

  return {
    accept: (body, route) => acceptAlert(parts, body, route),
    deliver: async (message) => deliver(parts, await parts.queue.open(message)),
    captureDeadLetter: async (message, queuedAtUtc) => {
      const captured = await captureDeadLetter(
        { ...capture, queue: azure.deadLetterQueue },
        message,
        queuedAtUtc,
      );
      logLine("deadLetter.captured", { id: captured.id, code: captured.code });
    },
    capturePoison: async (message, queuedAtUtc) => {
      const captured = await capturePoison({ ...capture, queue: azure.queue }, message, queuedAtUtc);
      logLine("deadLetter.captured", { id: captured.id, code: captured.code });
    },
    sweep: () => sweep(parts, settings.timing.deadAfterMs),
    readiness: () => readiness(() => storage.ping(), gateway),
    queries: {
      tickets: (page, filter) => listTickets(queries, page, filter),
      ticket: (correlationId, page) => showTicket(queries, correlationId, page),
      delivery: (id, page) => showDelivery(queries, id, page),
      deadLetters: (page) => listDeadLetters(azure.deadLetters, page),
      deadLetter: (id) => showDeadLetter(azure.deadLetters, id),
    },
    close: async () => {
      clearInterval(heartbeat);
      await gateway?.close();
    },
  };
}

function settingsOf(environment: Environment): Settings {
  const parsed = parseSettings(environment);
  if (parsed.kind === "valid") return parsed.settings;
  throw new Error(`The settings cannot be used:\n  ${parsed.problems.join("\n  ")}`);
}

async function openStorage(settings: StorageSettings, processId: string, clock: Clock) {
  const adapters = await import("./adapters/azure/openAzureStorage.ts");
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

function runLater(delayMs: number, run: () => void): () => void {
  const timer = setTimeout(run, delayMs);
  timer.unref();
  return () => clearTimeout(timer);
}

async function openGateway(settings: Settings, clock: Clock): Promise<ServiceNowGateway | undefined> {
  const { serviceNow } = settings;
  if (serviceNow === undefined) return undefined;
  const { serviceNowGateway } = await import("./adapters/servicenow/serviceNowGateway.ts");
  return serviceNowGateway({
    instanceUrl: serviceNow.instanceUrl,
    allowedHosts: serviceNow.allowedHosts,
    authentication: serviceNow.authentication,
    clock,
    requestTimeoutMs: settings.timing.requestTimeoutMs,
    concurrency: settings.serviceNowConcurrency,
  });
}

async function readiness(
  ping: () => Promise<{ readonly waitingMessages: number }>,
  gateway: ServiceNowGateway | undefined,
): Promise<Readiness> {
  const [stored, connected] = await Promise.all([ping().catch(asError), gateway?.probe()]);
  const isStored = !(stored instanceof Error);
  const checks: ReadinessCheck[] = [
    {
      name: "storage",
      status: isStored ? "ok" : "failed",
      detail: isStored ? "tables answer" : stored.message,
    },
    {
      name: "queue",
      status: isStored ? "ok" : "failed",
      detail: isStored ? `about ${stored.waitingMessages} messages wait` : stored.message,
    },
    connectionCheck(connected),
  ];
  return { status: isStored ? "ready" : "notReady", checks };
}

function connectionCheck(probe: Awaited<ReturnType<ServiceNowGateway["probe"]>> | undefined): ReadinessCheck {
  if (probe === undefined)
    return { name: "connection", status: "failed", detail: "no connection is configured" };
  return probe.state === "ok"
    ? { name: "connection", status: "ok", detail: `${connectionName} answers` }
    : { name: "connection", status: "failed", detail: `${probe.code}: ${probe.detail}` };
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

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

/** One JSON line for each event. Names and fields are an API: dashboards read them. */
const logLine: LogEvent = (event, fields) => {
  console.log(JSON.stringify({ event, ...fields }));
};
