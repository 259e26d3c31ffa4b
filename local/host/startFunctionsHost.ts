import { join, resolve } from "node:path";
import { makeAdminApi, type ManualRuns } from "./adminApi.ts";
import { briefStack } from "./briefStack.ts";
import { captureListener } from "./captureListener.ts";
import { installCoreModule, type AppRegistry } from "./coreModule.ts";
import { forwardBuffered, forwardStreamed } from "./forwardHttp.ts";
import { keysFromSettings, makeKeyCheck, type FunctionKeys } from "./functionKeys.ts";
import { drivenFunctions } from "./functionList.ts";
import { systemClock } from "./hostClock.ts";
import { HostError } from "./hostError.ts";
import { parseHostJson, readHostJson } from "./hostJson.ts";
import { makeHostLog, type HostLog, type LogLine } from "./hostLog.ts";
import { makeHttpRouter } from "./httpRouter.ts";
import { startHttpServer } from "./httpServer.ts";
import { httpTargets, listFunction, type ListedFunction } from "./httpTargets.ts";
import { makeInvoker, type Invoker } from "./invoker.ts";
import { findEntryFiles, importEntry } from "./loadApp.ts";
import { startQueueFunctions } from "./queueFunctions.ts";
import type { Settings } from "./settings.ts";
import { planTimers, startTimerFunctions } from "./timerFunctions.ts";

export type FunctionsHostOptions = {
  /** Where package.json and host.json of the app are. */
  readonly appDirectory: string;
  /** File or glob to load instead of `main` of package.json. */
  readonly entry?: string;
  /** Contents instead of the file host.json. */
  readonly hostJson?: unknown;
  /** Become environment variables of this process before the app is loaded. */
  readonly settings: Settings;
  /** Default 7071; 0 means any free one. */
  readonly port?: number;
  /** A loopback name or address; default 127.0.0.1. */
  readonly hostname?: string;
  /** Ask for function keys as Azure does; default false, as with `func start`. */
  readonly requireKeys?: boolean;
  /** Default: the settings FUNCTIONS_MASTER_KEY and FUNCTIONS_HOST_KEY. */
  readonly functionKeys?: FunctionKeys;
  /** How long a message is hidden once handed out; default 10 minutes, as in Azure. Meant for tests. */
  readonly messageLeaseMs?: number;
  /** The pause after an empty look into a queue, at first; default 100 as in Azure. */
  readonly minPollingIntervalMs?: number;
  /** After how long without traffic a connection is cut; default 230,000 as at Azure's front end. */
  readonly frontEndIdleTimeoutMs?: number;
  /** Where timers remember when they ran; default `.local/functions-host` in the app directory. */
  readonly stateDirectory?: string;
  readonly log?: (line: LogLine) => void;
};

export type FunctionsHost = {
  readonly url: string;
  readonly port: number;
  readonly functions: readonly ListedFunction[];
  /** Runs a timer function now. Rejects with what it threw, or with HostError if there is no such timer. */
  invokeTimer(name: string): Promise<void>;
  /** Stops taking work, lets what runs finish for up to 5 s, then runs the appTerminate hooks. */
  close(): Promise<void>;
};

// The worker's own time to finish after it was told to end.
const shutdownGraceMs = 5_000;
// What Flex Consumption gives an app to start.
const slowStartMs = 30_000;

/**
 * Runs a v4 Node function app in this process as the Azure Functions host and its Node worker would.
 * Throws HostError with a message fit for a person if it cannot. One app for each process, and no restart in it:
 * `@azure/functions` keeps what was registered for as long as the process lives.
 */
export async function startFunctionsHost(options: FunctionsHostOptions): Promise<FunctionsHost> {
  const appDirectory = resolve(options.appDirectory);
  const hostname = options.hostname ?? "127.0.0.1";
  if (!/^(?:127(?:\.\d+){3}|::1|localhost)$/.test(hostname)) {
    throw new HostError(`This host listens on loopback only, not on ${hostname}.`);
  }
  const hostOptions =
    options.hostJson === undefined
      ? readHostJson(join(appDirectory, "host.json"))
      : parseHostJson(options.hostJson);
  const { settings } = options;
  const keys =
    options.requireKeys === true ? (options.functionKeys ?? keysFromSettings(settings)) : undefined;
  const entryFiles = findEntryFiles(appDirectory, options.entry);
  const log = makeHostLog(options.log ?? (() => undefined), hostOptions.logLevels);
  const registry = installCoreModule(log);

  const server = await startHttpServer({
    port: options.port ?? 7071,
    hostname,
    idleTimeoutMs: options.frontEndIdleTimeoutMs,
    bodyLimitBytes: Number(settings["FUNCTIONS_REQUEST_BODY_SIZE_LIMIT"] ?? Number.NaN) || undefined,
  });
  const authority = `${hostname.includes(":") ? `[${hostname}]` : hostname}:${server.port}`;
  const url = `http://${authority}`;
  setEnvironment(settings, appDirectory, authority);

  try {
    await loadApp(registry, entryFiles, log);
    const invoker = makeInvoker(registry, log, hostOptions.functionTimeoutMs);
    await invoker.runAppHooks("appStart", appDirectory);
    const listener = await captureListener(async () => registry.model?.getCapabilities?.({}));
    registry.finishLoading();
    const functions = drivenFunctions(registry, settings);
    // What can be wrong with a function is found before any function runs.
    const match = makeHttpRouter(hostOptions.routePrefix, httpTargets(functions));
    const plannedTimers = planTimers(functions, settings);

    const queues = await startQueueFunctions({
      functions,
      settings,
      invoker,
      log,
      policy: {
        ...hostOptions.queues,
        leaseMs: options.messageLeaseMs,
        minPollingIntervalMs: options.minPollingIntervalMs,
      },
    });
    const timers = startTimerFunctions({
      timers: plannedTimers,
      invoke: queues.invoke,
      log,
      stateDirectory: options.stateDirectory ?? join(appDirectory, ".local", "functions-host"),
    });
    const mayCall = makeKeyCheck(keys);
    const runs: ManualRuns = new Map([...queues.runs, ...timers.runs]);
    const http = { ...invoker, invoke: queues.invoke };
    server.open({
      match,
      mayCall,
      forward: listener === undefined ? forwardBuffered(http) : forwardStreamed(listener, http, log),
      admin: makeAdminApi({ mayCall, runs }),
    });

    return {
      url,
      port: server.port,
      functions: functions.map((driven) => listFunction(driven, url, hostOptions.routePrefix)),
      async invokeTimer(name) {
        const run = timers.runs.get(name);
        if (run === undefined) throw new HostError(`There is no timer function "${name}".`);
        await run("");
      },
      async close() {
        server.stopTaking();
        timers.stop();
        await queues.stop();
        const left = await invoker.settled(shutdownGraceMs);
        if (left > 0) log.write("warning", "Host", `${left} invocations were still running after 5 s.`);
        else await Promise.all([queues.drained(), timers.drained()]);
        await endApp(invoker, appDirectory, log);
        await server.close();
        listener?.close();
      },
    };
  } catch (error) {
    await server.close();
    throw error;
  }
}

async function loadApp(registry: AppRegistry, entryFiles: readonly string[], log: HostLog): Promise<void> {
  const slow = setTimeout(() => {
    log.write("warning", "Host", "The app is still loading after 30 s, which is all that Azure gives it.");
  }, slowStartMs);
  try {
    for (const file of entryFiles) await importEntry(file);
  } finally {
    clearTimeout(slow);
  }
  if (registry.functions.size === 0) {
    throw new HostError(
      `The app has no functions: ${entryFiles.join(", ")} registers none with app.http(…), app.timer(…) or the like.`,
    );
  }
}

/** An app's last words may fail or take too long without keeping the process from ending. */
async function endApp(invoker: Invoker, appDirectory: string, log: HostLog): Promise<void> {
  const impatience = new AbortController();
  try {
    await Promise.race([
      invoker.runAppHooks("appTerminate", appDirectory),
      systemClock.sleep(shutdownGraceMs, impatience.signal),
    ]);
  } catch (error) {
    log.write("error", "Host", `An appTerminate hook failed: ${briefStack(error)}`);
  } finally {
    impatience.abort();
  }
}

/** What the real host gives a worker; the app's own settings come first. */
function setEnvironment(settings: Settings, appDirectory: string, authority: string): void {
  const given = {
    AZURE_FUNCTIONS_ENVIRONMENT: "Development",
    FUNCTIONS_EXTENSION_VERSION: "~4",
    FUNCTIONS_WORKER_RUNTIME: "node",
    AzureWebJobsScriptRoot: appDirectory,
    WEBSITE_HOSTNAME: authority,
  };
  Object.assign(process.env, given, settings);
  // So that errors name the place in the source, not in the bundle.
  process.setSourceMapsEnabled(true);
}
