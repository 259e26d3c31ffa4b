import type { Colours } from "../../local/start/colours.ts";
import type { CheckedConnection } from "../connections/statusAnswers.ts";
import { oneLine } from "./cleanText.ts";
import { plural } from "./table.ts";
import { wrapped } from "./wrapped.ts";

type Check = CheckedConnection["checks"][number];

/** Readable without colour: the mark alone says how it is. */
const marks: Readonly<Record<string, string>> = {
  ok: "✓",
  warning: "!",
  failed: "✗",
  skipped: "–",
  unknown: "?",
};
const labelWidth = "what to do".length;
const narrowTitle = 38;

/** The checklist, by group; beneath what is not as it should be: the code, why, and what to do. Texts must be clean already. */
export function checkText(report: CheckedConnection, colours: Colours): string {
  const { connection, url, checks, summary, durationMs, calls } = report;
  const { bold, dim } = colours;
  const groups = Map.groupBy(checks, ({ group }) => group);
  const titleWidth = Math.min(narrowTitle, Math.max(0, ...checks.map(({ title }) => title.length)));
  const time = `${(durationMs / 1000).toFixed(1)} s, ${plural(calls, "call")}`;
  return [
    `${bold(connection)}  ${dim(url)}`,
    ...[...groups].flatMap(([group, some]) => [
      "",
      bold(group),
      ...some.flatMap((check) => checkLines(check, titleWidth, colours)),
    ]),
    "",
    `${paintFor(report.status, colours)(bold(oneLine(summary)))}  ${dim(time)}`,
  ]
    .join("\n")
    .replaceAll("<name>", connection);
}

function checkLines(check: Check, titleWidth: number, colours: Colours): readonly string[] {
  const { status, title, detail, code, cause, fix } = check;
  const { bold, dim } = colours;
  const paint = paintFor(status, colours);
  const mark = paint(marks[status] ?? "?");
  const used = 4 + titleWidth + 2;
  const said = wrapped(oneLine(detail), used)
    .split("\n")
    .join(`\n${" ".repeat(used)}`);
  const isQuiet = status === "ok" || status === "skipped";
  const line = `  ${mark} ${title.padEnd(titleWidth)}  ${isQuiet ? dim(said) : said}`;
  if (isQuiet) return [line];
  const rows: readonly (readonly [string, string | null | undefined, (text: string) => string])[] = [
    ["code", code, (text) => text],
    ["why", cause, (text) => text],
    ["what to do", fix, bold],
  ];
  return [
    line,
    ...rows.flatMap(([label, text, emphasise]) =>
      text == null || text === ""
        ? []
        : [`    ${label.padEnd(labelWidth)}  ${hanging(oneLine(text), emphasise)}`],
    ),
  ];
}

function hanging(text: string, emphasise: (text: string) => string): string {
  const used = 4 + labelWidth + 2;
  return wrapped(text, used)
    .split("\n")
    .map(emphasise)
    .join(`\n${" ".repeat(used)}`);
}

function paintFor(status: string, { green, red, yellow, dim }: Colours): (text: string) => string {
  if (status === "ok") return green;
  if (status === "failed") return red;
  return status === "skipped" ? dim : yellow;
}
