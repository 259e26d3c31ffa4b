import { contenders } from "./contenders.ts";
import type { RunResult } from "./runOne.ts";
import type { Scenario, Size } from "./scenario.ts";
import { scenarios } from "./scenarios.ts";

export type FaultRun = {
  /** Its letter. */
  readonly scenario: string;
  readonly contender: string;
  readonly result: RunResult;
  readonly seconds: number;
};

const headings = [
  "",
  "alerts",
  "right",
  "missing",
  "twice",
  "wrong state",
  "429",
  "calls",
  "last ticket after",
];

/** A Markdown table for each scenario, with what happened in it. */
export function faultTables(runs: readonly FaultRun[], size: Size): string {
  return scenarios
    .map((scenario) => ({ scenario, own: runs.filter((run) => run.scenario === scenario.letter) }))
    .filter(({ own }) => own.length > 0)
    .map(({ scenario, own }) => section(scenario, own, size))
    .join("\n\n");
}

function section(scenario: Scenario, runs: readonly FaultRun[], size: Size): string {
  const lines = [headings, ...runs.map((run) => cells(run, scenario))];
  const widths = headings.map((_, column) => Math.max(3, ...lines.map((line) => line[column]?.length ?? 0)));
  const pad = (line: readonly string[]) =>
    `| ${line
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join(" | ")} |`;
  const rule = `| ${widths.map((width, column) => (column === 0 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`)).join(" | ")} |`;
  const [head = [], ...rows] = lines;
  return `### (${scenario.letter}) ${scenario.name}\n\n${scenario.what(size)}\n\n${[pad(head), rule, ...rows.map(pad)].join("\n")}`;
}

function cells({ contender, result }: FaultRun, { time }: Scenario): readonly string[] {
  const title = contenders.find(({ name }) => name === contender)?.title ?? contender;
  if (result.kind === "broken") return [title, ...headings.slice(1).map(() => "?")];
  const { verdict, refusedCalls, calls, drainMs } = result.outcome;
  const { alerts, right, missing, acknowledgedMissing, twice, wrongState } = verdict;
  return [
    title,
    String(alerts),
    String(right),
    acknowledgedMissing === 0 ? String(missing) : `${missing} (${acknowledgedMissing} acknowledged)`,
    String(twice),
    String(wrongState),
    String(refusedCalls),
    String(calls),
    duration(drainMs, time),
  ];
}

function duration(ms: number, time: Scenario["time"]): string {
  if (time === "real" || ms < 120_000) return `${Math.round(ms / 1000)} s`;
  const minutes = Math.round(ms / 60_000);
  return minutes < 120 ? `${minutes} min` : `${(minutes / 60).toFixed(1)} h`;
}
