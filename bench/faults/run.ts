import { fork, type ChildProcess } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { contenders } from "./contenders.ts";
import { readFlags } from "./flags.ts";
import { faultTables, type FaultRun } from "./faultTables.ts";
import type { RunOrder, RunResult } from "./runOne.ts";
import { scenarios } from "./scenarios.ts";
import type { Scenario } from "./scenario.ts";

/** No run takes this long; one that does hangs. */
const longestRunMs = 20 * 60_000;

const flags = readFlags();
const running = new Set<ChildProcess>();
const interruption = new AbortController();
const isInterrupted = () => interruption.signal.aborted;

const folder = await mkdtemp(join(tmpdir(), "bridge-faults-"));
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    interruption.abort();
    for (const child of running) child.kill("SIGTERM");
  });
}
try {
  await runAll();
} finally {
  await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
}
if (isInterrupted()) process.exitCode = 130;

async function runAll(): Promise<void> {
  const present = await presentContenders();
  const runs: FaultRun[] = [];
  for (const scenario of scenarios.filter(({ letter }) => flags.only.includes(letter))) {
    // Side by side, in the same minutes; each in a process of its own with a ServiceNow of its own.
    const waiting = present.filter((name) => takesPart(name, scenario));
    const lane = async () => {
      for (let name = waiting.shift(); name !== undefined && !isInterrupted(); name = waiting.shift()) {
        runs.push(await oneRun(scenario, name));
      }
    };
    await Promise.all(Array.from({ length: flags.atOnce }, lane));
    if (isInterrupted()) return;
  }

  const ordered = contenders.flatMap(({ name }) => runs.filter((run) => run.contender === name));
  const machine = `Node ${process.version}, ${process.platform}, ${cpus().length} cores`;
  console.log(`\n${machine}\n\n${faultTables(ordered, flags.size)}`);
  if (flags.json !== undefined) {
    const report = { atUtc: new Date().toISOString(), machine, size: flags.size, runs: ordered };
    await writeFile(flags.json, `${JSON.stringify(report, null, 2)}\n`);
  }
  if (ordered.some(({ result }) => result.kind === "broken") || ordered.some(isOursWrong))
    process.exitCode = 1;
}

/** Those that are asked for and can be run here. */
async function presentContenders(): Promise<string[]> {
  const present: string[] = [];
  for (const { name, missing } of contenders.filter((one) => flags.peers.includes(one.name))) {
    const reason = await missing();
    if (reason === undefined) present.push(name);
    else console.error(reason);
  }
  return present;
}

function takesPart(name: string, { needsStorage, time }: Scenario): boolean {
  if (needsStorage === true && name !== "ours") return false;
  // It waits by a clock of its own, which cannot jump.
  return !(time === "virtual" && name === "alertmanager");
}

/** A missing or a second ticket of ours is an error; everybody else's is a number. */
function isOursWrong({ contender, result }: FaultRun): boolean {
  return (
    contender === "ours" &&
    result.kind === "ran" &&
    result.outcome.verdict.right < result.outcome.verdict.alerts
  );
}

async function oneRun({ letter }: Scenario, contender: string): Promise<FaultRun> {
  const ownFolder = join(folder, `${letter}-${contender}`);
  await mkdir(ownFolder);
  const startedMs = performance.now();
  const result = await resultOf({ scenario: letter, contender, size: flags.size, folder: ownFolder });
  const seconds = Math.round((performance.now() - startedMs) / 1000);
  if (!isInterrupted()) console.error(`${letter} ${contender}: ${shortly(result)}, in ${seconds} s`);
  if (flags.logs !== undefined && result.kind === "ran") {
    await mkdir(flags.logs, { recursive: true });
    await writeFile(join(flags.logs, `${letter}-${contender}.log`), `${result.outcome.log.join("\n")}\n`);
  }
  return { scenario: letter, contender, result: withoutLog(result), seconds };
}

function shortly(result: RunResult): string {
  if (result.kind === "broken") return `broken: ${result.error}`;
  const { right, alerts, missing, twice, wrongState } = result.outcome.verdict;
  return `${right} of ${alerts} right, ${missing} missing, ${twice} twice, ${wrongState} in a wrong state`;
}

function withoutLog(result: RunResult): RunResult {
  return result.kind === "broken" ? result : { ...result, outcome: { ...result.outcome, log: [] } };
}

async function resultOf(order: RunOrder): Promise<RunResult> {
  const child = fork(join(import.meta.dirname, "runOne.ts"), [], {
    execArgv: ["--disable-warning=ExperimentalWarning"],
  });
  running.add(child);
  const impatient = setTimeout(() => child.kill("SIGTERM"), longestRunMs);
  try {
    return await new Promise((resolve) => {
      let result: RunResult = { kind: "broken", error: "It ended without a result" };
      child.once("message", (message) => (result = message as RunResult));
      child.once("exit", () => resolve(result));
      child.send(order);
    });
  } finally {
    clearTimeout(impatient);
    running.delete(child);
  }
}
