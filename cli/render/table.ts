import { stripVTControlCharacters } from "node:util";

import { oneLine } from "./cleanText.ts";

/** Rows under headings (none: no heading line), as wide as they need; the last column is cut at `width`. */
export function table(
  headings: readonly string[],
  rows: readonly (readonly string[])[],
  width: number | undefined = process.stdout.columns,
): string {
  const all = headings.length === 0 ? rows : [headings, ...rows];
  const columns = Math.max(0, ...all.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...all.map((row) => visibleLength(row[column] ?? ""))),
  );
  return all
    .map((row) => row.map((cell, column) => pad(cell, widths[column] ?? 0)).join("  "))
    .map((line) => cut(line, width))
    .join("\n");
}

/** "label  value" lines, the values aligned; `indent` blanks before each. Values may have several lines. */
export function labelled(rows: readonly (readonly [string, string])[], indent = 0, leastWidth = 0): string {
  const width = Math.max(leastWidth, ...rows.map(([label]) => label.length));
  const margin = " ".repeat(indent);
  const hanging = " ".repeat(indent + width + 2);
  return rows
    .map(([label, value]) =>
      `${margin}${label.padEnd(width)}  ${value.split("\n").join(`\n${hanging}`)}`.trimEnd(),
    )
    .join("\n");
}

/** "3 alerts", "1 alert". */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
}

/** A moment as people compare it: "2026-11-21 08:20:33.123Z". */
export function moment(utc: string): string {
  return oneLine(utc).replace("T", " ");
}

function visibleLength(text: string): number {
  return stripVTControlCharacters(text).length;
}

function pad(cell: string, width: number): string {
  return cell + " ".repeat(Math.max(0, width - visibleLength(cell)));
}

/** Where nobody watches, nothing is cut. A coloured line is left alone rather than cut within a sequence. */
function cut(line: string, width: number | undefined): string {
  const trimmed = line.trimEnd();
  if (width === undefined || width < 20 || trimmed.length <= width || trimmed.includes("\u001b"))
    return trimmed;
  return `${trimmed.slice(0, width - 1)}…`;
}
