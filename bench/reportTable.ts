import { isMet, type Goal, type Row } from "./figure.ts";

const headings = ["figure", "ours", "reference", "ratio", "goal", ""] as const;

/** The rows as text, one line each, in columns. */
export function reportTable(rows: readonly Row[]): string {
  const lines = rows.map((row) => [
    row.name,
    `${shown(row.ours)} ${row.unit}`.trim(),
    row.reference === undefined ? "" : `${shown(row.reference)} ${row.unit}`.trim(),
    row.ratio === undefined ? "" : row.ratio.toFixed(2),
    goalText(row.goal),
    verdictOf(row),
  ]);
  const table = [headings, headings.map(() => ""), ...lines];
  const widths = headings.map((_, column) => Math.max(...table.map((line) => line[column]?.length ?? 0)));
  return table
    .map((line, index) =>
      line
        .map((cell, column) => {
          if (index === 1) return "─".repeat(widths[column] ?? 0);
          return column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0);
        })
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

export function verdictOf(row: Row): string {
  const met = isMet(row);
  if (met === undefined) return "";
  return met ? "met" : "MISSED";
}

function goalText(goal: Goal | undefined): string {
  if (goal === undefined) return "";
  const { atLeast, atMost } = goal;
  if (atLeast !== undefined && atMost !== undefined) {
    return atLeast === atMost ? `= ${atLeast}` : `${atLeast} to ${atMost}`;
  }
  return atLeast === undefined ? `≤ ${String(atMost)}` : `≥ ${atLeast}`;
}

/** Three digits that mean something. */
function shown(value: number): string {
  if (!Number.isFinite(value)) return "?";
  return Math.abs(value) >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(3)));
}
