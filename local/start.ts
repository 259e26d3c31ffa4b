import { isAbsolute, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

import { planWorld, type WorldPlan } from "./settings/effectiveSettings.ts";
import { loadLocalSettings, type LoadedSettings } from "./settings/loadLocalSettings.ts";
import { SettingsProblem } from "./settings/localSettings.ts";
import { coloursFor } from "./start/colours.ts";
import { ChildFailed } from "./start/childFailed.ts";
import { type DataFolder, notWritable, prepareDataFolder } from "./start/dataFolder.ts";
import { parseStartOptions, type StartOptions } from "./start/options.ts";
import { findPortConflicts, type WantedPort } from "./start/ports.ts";
import { showProgress } from "./start/progress.ts";
import { askReadiness } from "./start/readiness.ts";
import { forgetRunningWorld, rememberRunningWorld } from "./start/runningWorld.ts";
import { StartProblem } from "./start/startProblem.ts";
import { stopOnSignals, stopWithParent } from "./start/stopOnSignals.ts";
import { describeWorld } from "./start/summary.ts";
import { makeWorld, type World } from "./start/world.ts";

const root = fileURLToPath(new URL("..", import.meta.url)).replace(/[\\/]$/, "");
const colours = coloursFor(process.stdout, process.env);
const progress = showProgress(process.stdout, colours, Date.now);
// A terminal that is gone is no reason to leave processes behind.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});

try {
  await main(parseStartOptions(process.argv.slice(2)));
} catch (error) {
  fail(error);
  process.exit(1);
}

async function main(options: StartOptions): Promise<void> {
  checkNode();
  const settingsFile = inRoot(options.settings);
  const settings = load(settingsFile);
  const plan = planWorld(settings.values, process.env);
  checkSettings(plan, shown(settingsFile));
  const folder = await prepare(options, plan);

  const world = makeWorld({
    root,
    options,
    settingsFile,
    settings: settings.values,
    plan,
    folder,
    progress,
    onLine: options.verbose
      ? (name, line) => progress.line(`${colours.dim(name.padEnd(9))} ${line}`)
      : undefined,
  });
  const isStopping = stopWhenAsked(world, folder);

  try {
    const addresses = await Promise.race([
      world.start(),
      world.failed.then((failure) => Promise.reject(failure)),
    ]);
    const { functionsUrl } = addresses;
    rememberRunningWorld(folder.path, {
      pid: process.pid,
      functionsUrl,
      startedAtUtc: new Date().toISOString(),
    });
    await reportReadiness(functionsUrl);
    progress.line(
      describeWorld(
        {
          addresses,
          plan,
          settingsFile: shown(settingsFile),
          isSettingsFileNew: settings.isNew,
          hasNewKey: settings.hasNewKey,
          dataFolder: shown(folder.path),
          logFolder: shown(folder.logs),
        },
        colours,
      ),
    );
    throw await world.failed;
  } catch (error) {
    // What was asked to end may complain about it; that is not a failure.
    if (isStopping()) return;
    fail(error);
    await world.stop();
    forgetRunningWorld(folder.path);
    process.exit(1);
  }
}

/** The functions run on Node 24, and so does this. Older versions that can read this file at all end here. */
function checkNode(): void {
  if (Number(process.versions.node.split(".")[0]) >= 24) return;
  throw new StartProblem(
    `This is Node.js ${process.versions.node}; 24 is needed. \`npm start\` uses the one that comes with the packages.`,
  );
}

function load(settingsFile: string): LoadedSettings {
  try {
    return loadLocalSettings(settingsFile, join(root, "local.settings.sample.json"), process.env);
  } catch (error) {
    throw error instanceof SettingsProblem ? error : notWritable(settingsFile, error);
  }
}

function checkSettings(plan: WorldPlan, settingsFile: string): void {
  if (!plan.needsSandbox || plan.password !== "") return;
  throw new StartProblem(
    `${settingsFile}: SERVICENOW_PASSWORD is empty, and the sandbox needs one. Put one in, or delete the file: ` +
      "the next start makes a new one.",
  );
}

async function prepare(options: StartOptions, plan: WorldPlan): Promise<DataFolder> {
  const conflicts = await findPortConflicts(wantedPorts(options, plan));
  const path = inRoot(options.data);
  if (conflicts.length === 0) return prepareDataFolder(path, { fresh: options.fresh });
  // If it is our own earlier start that has the ports, that is the better thing to say.
  prepareDataFolder(path, { fresh: false });
  throw new StartProblem(conflicts.join("\n"));
}

function wantedPorts(options: StartOptions, plan: WorldPlan): readonly WantedPort[] {
  const port = (name: string, who: string, value: number): WantedPort => ({
    port: value,
    who,
    flag: `--${name}-port`,
    variable: `${name.toUpperCase().replace("-", "_")}_PORT`,
  });
  return [
    port("functions", "the functions", options.functionsPort),
    ...(plan.needsSandbox ? [port("sandbox", "the ServiceNow sandbox", options.sandboxPort)] : []),
    ...(plan.needsAzurite
      ? [
          port("azurite-blob", "Azurite's blobs", options.azuriteBlobPort),
          port("azurite-queue", "Azurite's queues", options.azuriteQueuePort),
          port("azurite-table", "Azurite's tables", options.azuriteTablePort),
        ]
      : []),
  ];
}

/** Says whether stopping has begun. */
function stopWhenAsked(world: World, folder: DataFolder): () => boolean {
  let hasBegun = false;
  const onSignal = stopOnSignals(process, {
    stop: async () => {
      hasBegun = true;
      await world.stop();
      forgetRunningWorld(folder.path);
    },
    kill: () => world.kill(),
    say: (text) => {
      progress.end();
      progress.line(text);
    },
    exit: (code) => process.exit(code),
    nowMs: Date.now,
  });
  stopWithParent(process.env, onSignal);
  process.on("exit", () => world.kill());
  return () => hasBegun;
}

async function reportReadiness(functionsUrl: string): Promise<void> {
  const done = progress.begin("asking whether the bridge is ready");
  const { isReady, problems } = await askReadiness(functionsUrl, 15_000);
  if (isReady) done("Bridge ready");
  else progress.end();
  for (const problem of problems) progress.line(`${colours.red("!")} ${problem}`);
}

function fail(error: unknown): void {
  progress.end();
  const isExpected = error instanceof StartProblem || error instanceof SettingsProblem;
  if (error instanceof ChildFailed) {
    const { log } = error;
    const lines = log.lastLines();
    console.error(`${colours.red("✗")} ${error.message}.${lines.length === 0 ? "" : " Its last lines:"}`);
    for (const line of lines) console.error(`  ${line}`);
    console.error(`The whole log: ${shown(log.file)}`);
  } else if (isExpected) {
    for (const line of error.message.split("\n")) console.error(`${colours.red("✗")} ${line}`);
  } else {
    console.error(error);
  }
}

function inRoot(path: string): string {
  return isAbsolute(path) ? path : join(root, path);
}

function shown(path: string): string {
  const fromHere = relative(process.cwd(), path);
  return fromHere.startsWith("..") ? path : fromHere;
}
