import type { DriftCode } from "../../failures/driftFailures.ts";
import type { FieldDrift } from "../../journal/fieldDrift.ts";
import type { IncidentRow } from "./incidentRow.ts";
import { writtenFields, type IncidentBody } from "./incidentTable.ts";

/** Enough to see what happened; a description can have thousands of characters. */
const longestShown = 300;

/** Fields with a choice list. A value that is not on it is left out, and the default stays. */
const choiceFields: ReadonlySet<string> = new Set([
  "impact",
  "urgency",
  "category",
  "subcategory",
  "contact_type",
  "close_code",
]);

/**
 * What ServiceNow stored otherwise than it was sent: it drops choice values that it does not know, cuts texts, and
 * business rules change fields, all without a word. A field that this user may not read cannot be compared.
 */
export function driftOf(sent: IncidentBody, stored: IncidentRow): readonly FieldDrift[] {
  return writtenFields.flatMap((field) => {
    const asSent = sent[field];
    const asStored = stored[field];
    if (asSent === undefined || asStored === undefined || isSame(asSent, asStored)) return [];
    return [driftEntry(codeOf(field, asSent, asStored), field, asSent, asStored)];
  });
}

export function driftEntry(code: DriftCode, field: string, sent: string, stored: string): FieldDrift {
  return { field, sent: shown(sent), stored: shown(stored), code };
}

/** Whether what is stored is the beginning of what was sent, and no more. */
export function isCut(sent: string, stored: string): boolean {
  const [whole, beginning] = [normal(sent), normal(stored)];
  return beginning !== "" && beginning.length < whole.length && whole.startsWith(beginning);
}

function codeOf(field: string, sent: string, stored: string): DriftCode {
  if (choiceFields.has(field)) return "SERVICENOW_VALUE_DROPPED";
  return isCut(sent, stored) ? "SERVICENOW_TEXT_CUT" : "SERVICENOW_VALUE_CHANGED";
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
