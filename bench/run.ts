import { fork, type ChildProcess } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { cpus, loadavg, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { isMet, type Row } from "./figure.ts";
import { figureFiles, figureNames, isFigureName, type FigureName } from "./figures.ts";
import { reportTable, verdictOf } from "./reportTable.ts";
import type { FigureOrder, FigureResult } from "./runFigure.ts";

/** No figure takes this long; one that does hangs. */
const longestFigureMs = 180_000;

/** Above this, somebody else needs a good part of a core. */
const quietLoad = 0.7;

const flags = readFlags();
let running: ChildProcess | undefined;
const interruption = new AbortController();
const isInterrupted = () => interruption.signal.aborted;

if (flags.help) {
  console.log(await helpText());
} else {
  const folder = await mkdtemp(join(tmpdir(), "bridge-bench-"));
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      interruption.abort();
      running?.kill("SIGTERM");
    });
  }
  try {
    await runAll(folder);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
  if (isInterrupted()) process.exitCode = 130;
}

async function runAll(folder: string): Promise<void> {
  const { version, platform } = process;
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim() ?? "unknown CPU"}, ${Math.round(totalmem() / 1024 ** 3)} GiB`;
  console.log(`Node ${version}, ${platform}, ${machine}${flags.quick ? "; quick, so rough" : ""}`);
  const [load = 0] = loadavg();
  if (load > quietLoad) {
    console.log(
      `Other programs are busy here (load ${load.toFixed(1)}): trust CPU ratios, not rates and latencies.`,
    );
  }

  const figures: { name: FigureName; result: FigureResult }[] = [];
  for (const name of flags.only) {
    if (isInterrupted()) return;
    const folderOfFigure = join(folder, name);
    await mkdir(folderOfFigure);
    const startedMs = performance.now();
    const result = await measured({ name, isQuick: flags.quick, folder: folderOfFigure });
    if (isInterrupted()) return;
    figures.push({ name, result });
    const seconds = Math.round((performance.now() - startedMs) / 1000);
    console.error(`${name}: ${result.kind} in ${seconds} s`);
  }

  const rows = figures.flatMap(({ result }) => (result.kind === "measured" ? result.report.rows : []));
  console.log(`\n${reportTable(rows)}\n`);
  for (const { name, result } of figures) {
    if (result.kind === "measured") console.log(`${name}: ${result.report.ran}\n`);
    else console.log(`${name}: BROKEN\n${result.error}\n`);
  }
  if (flags.json !== undefined) {
    const atUtc = new Date().toISOString();
    const report = {
      atUtc,
      node: version,
      platform,
      load,
      machine,
      isQuick: flags.quick,
      figures: figures.map(plain),
    };
    await writeFile(flags.json, `${JSON.stringify(report, null, 2)}\n`);
  }
  const goals = rows.filter((row) => isMet(row) !== undefined);
  const missed = goals.filter((row) => isMet(row) === false);
  console.log(`${goals.length - missed.length} of ${goals.length} goals met.`);
  if (figures.some(({ result }) => result.kind === "broken")) process.exitCode = 1;
}

async function measured(order: FigureOrder): Promise<FigureResult> {
  const child = fork(join(import.meta.dirname, "runFigure.ts"), [], {
    execArgv: ["--disable-warning=ExperimentalWarning"],
  });
  running = child;
  const impatient = setTimeout(() => child.kill("SIGTERM"), longestFigureMs);
  try {
    return await new Promise((resolve) => {
      let result: FigureResult = { kind: "broken", error: "It ended without a result" };
      child.once("message", (message) => (result = message as FigureResult));
      child.once("exit", () => resolve(result));
      child.send(order);
    });
  } finally {
    clearTimeout(impatient);
    running = undefined;
  }
}

function plain({ name, result }: { name: FigureName; result: FigureResult }): object {
  if (result.kind === "broken") return { name, ...result };
  const { rows, ran } = result.report;
  return { name, ran, rows: rows.map((row: Row) => ({ ...row, verdict: verdictOf(row) })) };
}

function readFlags() {
  try {
    const { values } = parseArgs({
      options: {
        only: { type: "string" },
        quick: { type: "boolean", default: false },
        json: { type: "string" },
        help: { type: "boolean", short: "h", default: false },
      },
    });
    const only = values.only?.split(",").map((name) => name.trim()) ?? figureNames;
    const unknown = only.find((name) => !isFigureName(name));
    if (unknown !== undefined)
      throw new Error(`There is no figure "${unknown}", only ${figureNames.join(", ")}`);
    return { ...values, only: only.filter(isFigureName) };
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(2);
  }
}

async function helpText(): Promise<string> {
  const titles = await Promise.all(
    figureNames.map(async (name) => `  ${name.padEnd(12)} ${(await figureFiles[name]()).figure.title}`),
  );
  return `Measures what the bridge costs, each figure beside a reference of the same minute.

  npm run bench -- [options]

  --only <names>   these figures only, separated by commas
  --quick          a first look in two minutes: fewer rounds, smaller loads
  --json <file>    the report as JSON, too
  --help           this text

${titles.join("\n")}

A missed goal is reported, not an error. docs/performance.md says what each figure means.`;
}
