import type { AlertFact } from "../alerts/alert.ts";
import { plainText, singleLine } from "./textClean.ts";
import { cutText } from "./textCut.ts";

/**
 * "Label: value", nothing where the value is empty. Further lines of a value (a query) stand below the label, indented, so
 * that no value can pretend to be a line of ours.
 */
export function labelledLine(label: string, value: string | null | undefined): readonly string[] {
  const lines = plainText(value ?? "")
    .split("\n")
    .map((line) => line.trimEnd())
    .filter((line) => line !== "");
  const [first, ...more] = lines;
  if (first === undefined || first.trim() === "") return [];
  if (more.length === 0) return [`${singleLine(label)}: ${first.trim()}`];
  return [`${singleLine(label)}:`, ...lines.map((line) => `  ${line}`)];
}

export function factLines(facts: readonly AlertFact[]): readonly string[] {
  return facts.flatMap(({ label, value }) => labelledLine(label, value));
}

/** A heading with lines under it, or nothing if there are none. */
export function section(heading: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [heading, ...lines];
}

/** Paragraphs with a blank line between them; empty ones are left out. */
export function paragraphs(parts: readonly (readonly string[])[]): string {
  return parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n");
}

const leftOut = "… (shortened)";

/** The same in at most `room` code units: lines are left out from the end, and a mark says so. */
export function fittingParagraphs(parts: readonly (readonly string[])[], room: number): string {
  const whole = paragraphs(parts);
  if (whole.length <= room) return whole;
  const textRoom = room - leftOut.length - 1;
  if (textRoom < 1) return "";

  const kept = whole.slice(0, textRoom);
  const lastWholeLine = whole.charAt(textRoom) === "\n" ? textRoom : kept.lastIndexOf("\n");
  // A first line alone that is too long is cut, because nothing would be left.
  const text = lastWholeLine > 0 ? whole.slice(0, lastWholeLine).trimEnd() : cutText(whole, textRoom);
  return `${text}\n${leftOut}`;
}
