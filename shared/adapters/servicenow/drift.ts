import type { FieldDrift } from "../../delivery/ports.ts";
import type { IncidentRow } from "./incidentRow.ts";
import { writtenFields, type IncidentBody } from "./incidentTable.ts";

/** Enough to see what happened; a description can have thousands of characters. */
const longestShown = 300;

/**
 * What ServiceNow stored otherwise than it was sent: it drops choice values that it does not know, cuts texts, and
 * business rules change fields, all without a word. A field that this user may not read cannot be compared.
 */
export function driftOf(sent: IncidentBody, stored: IncidentRow): readonly FieldDrift[] {
  return writtenFields.flatMap((field) => {
    const asSent = sent[field];
    const asStored = stored[field];
    if (asSent === undefined || asStored === undefined || isSame(asSent, asStored)) return [];
    return [{ field, sent: shown(asSent), stored: shown(asStored) }];
  });
}

/** The database trims, and may store line ends its own way. */
function isSame(a: string, b: string): boolean {
  return a === b || normal(a) === normal(b);
}

function normal(text: string): string {
  return text.replace(/\r\n?/g, "\n").trim();
}

function shown(text: string): string {
  return text.length <= longestShown
    ? text
    : `${text.slice(0, longestShown - 30)}… (${text.length} characters)`;
}
