import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { stop as stopEsbuild } from "esbuild";

import { type Azurite, startAzurite } from "../azurite/startAzurite.ts";
import { buildApp } from "../build.ts";
import { environmentForHost, type WorldPlan } from "../settings/effectiveSettings.ts";
import type { SettingValues } from "../settings/localSettings.ts";
import { ChildFailed } from "./childFailed.ts";
import { type ChildLog, openChildLog } from "./childLog.ts";
import { type Child, type ChildPlan, startChild } from "./childProcess.ts";
import type { DataFolder } from "./dataFolder.ts";
import type { StartOptions } from "./options.ts";
import type { Progress } from "./progress.ts";
import { sandboxEnvironment } from "./sandboxEnvironment.ts";

type WorldParts = {
  readonly root: string;
  readonly options: StartOptions;
  readonly settingsFile: string;
  readonly settings: SettingValues;
  readonly plan: WorldPlan;
  readonly folder: DataFolder;
  readonly progress: Progress;
  /** Hears what every process says. */
  readonly onLine: ((name: string, line: string) => void) | undefined;
};

export type Addresses = {
  readonly functionsUrl: string;
  /** `undefined` where the settings name another instance. */
  readonly sandboxUrl: string | undefined;
  /** `undefined` where the settings name a storage account. */
  readonly storageConnection: string | undefined;
};

/** Everything `npm start` runs. `stop` and `kill` may be called at any moment, also while it starts. */
export type World = {
  /** Rejects with ChildFailed, or with what the build says. */
  start(): Promise<Addresses>;
  /** Resolves when a process ends that nobody stopped. */
  readonly failed: Promise<ChildFailed>;
  /** The functions first, the storage last, so that what they have begun can still be written down. */
  stop(): Promise<void>;
  /** At once. */
  kill(): void;
};

// The host lets running functions finish for 5 s; more than that means that something hangs.
const functionsGraceMs = 8_000;
const sandboxGraceMs = 5_000;
const azuriteLookedAfterMs = 1_000;

const stayWithParent = fileURLToPath(new URL("./stayWithParent.ts", import.meta.url));

export function makeWorld(parts: WorldParts): World {
  const { root, options, plan, folder, progress } = parts;
  const children: Partial<Record<"functions" | "sandbox", Child>> = {};
  let azurite: Promise<Azurite> | undefined;
  let isStopping = false;
  let reportFailure: (failure: ChildFailed) => void = () => {};
  const failed = new Promise<ChildFailed>((resolve) => (reportFailure = resolve));

  const openLog = (name: string): ChildLog =>
    openChildLog(join(folder.logs, `${name}.log`), (line) => parts.onLine?.(name, line));

  async function run(
    name: keyof typeof children,
    title: string,
    child: Pick<ChildPlan, "command" | "environment" | "ready">,
  ): Promise<string> {
    if (isStopping) throw new Error("stopped");
    const done = progress.begin(`starting ${title}`);
    const log = openLog(name);
    const started = startChild({ ...child, name, workingDirectory: root, log });
    children[name] = started;
    void started.ended.then((end) => {
      log.end();
      if (!isStopping) reportFailure(new ChildFailed(name, log, end));
    });
    const said = await started.ready;
    done(title);
    return said;
  }

  async function runAzurite(): Promise<string> {
    const done = progress.begin("starting Azurite");
    const log = openLog("azurite");
    azurite = startAzurite({
      location: folder.azurite,
      blobPort: options.azuriteBlobPort,
      queuePort: options.azuriteQueuePort,
      tablePort: options.azuriteTablePort,
      log: (line) => log.line(line),
    });
    const { pid, connectionString } = await azurite;
    done("Azurite (queues, tables, blobs)");
    const timer = setInterval(() => {
      if (isRunning(pid)) return;
      clearInterval(timer);
      if (!isStopping) reportFailure(new ChildFailed("azurite", log, undefined));
    }, azuriteLookedAfterMs);
    timer.unref();
    return connectionString;
  }

  function runSandbox(): Promise<string> {
    return run("sandbox", "ServiceNow sandbox", {
      command: [
        ...["--import", stayWithParent, join(root, "local/servicenow/main.ts")],
        ...["--port", String(options.sandboxPort)],
        ...["--data", folder.sandboxFile],
      ],
      environment: sandboxEnvironment(plan, options.functionsPort),
      ready: /^ServiceNow sandbox ready at (\S+)/,
    });
  }

  function runFunctions(entry: string, environment: Record<string, string>): Promise<string> {
    const { minPollingMs, functionsPort } = options;
    return run("functions", "Functions", {
      command: [
        ...[join(root, "local/host/main.ts"), "--app", root, "--entry", entry],
        ...["--settings", parts.settingsFile, "--port", String(functionsPort)],
        ...["--state", join(folder.path, "functions-host")],
        ...(minPollingMs === undefined ? [] : ["--min-polling-ms", String(minPollingMs)]),
      ],
      environment,
      ready: /^Functions ready at (\S+)/,
    });
  }

  async function build(): Promise<string> {
    const done = progress.begin("building the app");
    const { entry } = await buildApp({ outDir: join(root, "dist"), entry: join(root, "functions/main.ts") });
    // Its service would stay beside us for nothing.
    await stopEsbuild();
    done("App built");
    return entry;
  }

  return {
    failed,
    async start() {
      const [entry, storageConnection, sandboxUrl] = await Promise.all([
        build(),
        plan.needsAzurite ? runAzurite() : undefined,
        plan.needsSandbox ? runSandbox() : undefined,
      ]);
      const environment = environmentForHost(parts.settings, process.env, { storageConnection, sandboxUrl });
      const functionsUrl = await runFunctions(entry, environment);
      return { functionsUrl, sandboxUrl, storageConnection };
    },
    async stop() {
      isStopping = true;
      await children.functions?.stop(functionsGraceMs);
      await Promise.all([
        children.sandbox?.stop(sandboxGraceMs),
        azurite?.then(
          (running) => running.close(),
          () => {},
        ),
      ]);
    },
    kill() {
      isStopping = true;
      for (const child of Object.values(children)) child.kill();
      // Azurite ends with this process, however that ends.
    },
  };
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
