import type { CallObserver } from "../../delivery/ports.ts";
import { BridgeError } from "../../failures/bridgeError.ts";
import type { FieldDrift } from "../../journal/fieldDrift.ts";
import type { Fallbacks, WorkItemRef } from "../../workItems/workItem.ts";
import type { IncidentRow } from "./incidentRow.ts";
import type { IncidentBody } from "./incidentTable.ts";
import { plainText } from "./incidentText.ts";
import type { IncidentWriter } from "./incidentWriter.ts";

/** ServiceNow's fields, by our names for what they hold. */
const fields = {
  impact: "impact",
  urgency: "urgency",
  category: "category",
  subcategory: "subcategory",
  contact_type: "contactType",
} as const;

type FallbackField = keyof typeof fields;

type Created = {
  readonly ref: WorkItemRef;
  readonly row: IncidentRow;
  readonly drift: readonly FieldDrift[];
};

/**
 * Writes the route's fallbacks for choice values that ServiceNow has just dropped: one change, with a work note that says so.
 * Tried once; never throws BridgeError, because the incident is there and stays whatever comes of this.
 */
export async function writeFallbacks(
  writer: IncidentWriter,
  fallbacks: Fallbacks,
  { ref, row, drift }: Created,
  sendBeforeMs: number,
  observe: CallObserver,
): Promise<Pick<Created, "row" | "drift">> {
  const dropped = drift.filter(({ code }) => code === "SERVICENOW_VALUE_DROPPED");
  const wanted: Partial<Record<FallbackField, string>> = {};
  const sentences: string[] = [];
  for (const { field, sent } of dropped) {
    const value = isFallbackField(field) ? fallbacks[fields[field]] : undefined;
    if (!isFallbackField(field) || value === undefined || String(value) === sent) continue;
    wanted[field] = String(value);
    sentences.push(`ServiceNow did not store the ${field} “${sent}”; the route's fallback is “${value}”.`);
  }
  if (sentences.length === 0) return { row, drift };

  const body: IncidentBody = { ...wanted, work_notes: plainText(sentences.join("\n")) };
  try {
    const changed = await writer.change(ref, body, sendBeforeMs, observe);
    return { row: { ...row, ...changed }, drift: drift.map((entry) => settled(entry, wanted, changed)) };
  } catch (error) {
    if (error instanceof BridgeError) return { row, drift };
    throw error;
  }
}

/** The fallback counts only where it is stored: it may be a value that the instance does not know either. */
function settled(
  entry: FieldDrift,
  wanted: Partial<Record<FallbackField, string>>,
  changed: IncidentRow,
): FieldDrift {
  const value = isFallbackField(entry.field) ? wanted[entry.field] : undefined;
  const isStored = isFallbackField(entry.field) && changed[entry.field] === value;
  return value !== undefined && isStored ? { ...entry, instead: value } : entry;
}

function isFallbackField(field: string): field is FallbackField {
  return Object.hasOwn(fields, field);
}
