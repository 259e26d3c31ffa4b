import type { WorkItemSeen, WorkItemState } from "../../workItems/workItem.ts";
import { isSysId, states, type IncidentField } from "./incidentTable.ts";

/** An incident as read. A field that this user may not read is absent, an empty one is "". */
export type IncidentRow = Readonly<Partial<Record<IncidentField, string>>> & { readonly sys_id: string };

/** Undefined for what is no record. References come as text, or with a link although none was asked for. */
export function parseIncidentRow(value: unknown): IncidentRow | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const row: Record<string, string> = {};
  for (const [field, content] of Object.entries<unknown>({ ...value })) {
    const text =
      typeof content === "object" && content !== null && "value" in content ? content.value : content;
    if (typeof text === "string") row[field] = text;
  }
  const sysId = row["sys_id"];
  return sysId !== undefined && isSysId(sysId) ? { ...row, sys_id: sysId } : undefined;
}

/** 6 is resolved; 7 closed and 8 cancelled have no way back; everything else, a customer's own states too, is open. */
export function stateOf(row: IncidentRow): WorkItemState {
  switch (row.state) {
    case states.resolved:
      return "resolved";
    case states.closed:
    case states.cancelled:
      return "closed";
    default:
      return "open";
  }
}

/** Whether it matters who the integration user is: only then is it worth a call to find out. */
export function needsIntegrationUser(row: IncidentRow): boolean {
  return hasValue(row.assigned_to) || (row.state === states.inProgress && hasValue(row.reopened_by));
}

/**
 * Assigned to somebody, or on hold, or in progress: then a person is on it. Except what the bridge did by itself: an
 * incident that it reopened is in progress, too. Who changed the record last says little, because each of the bridge's
 * notes is such a change.
 *
 * `integrationUserId` is undefined if it is not known; then rather a person too many.
 */
export function isTakenByPerson(row: IncidentRow, integrationUserId: string | undefined): boolean {
  if (hasValue(row.assigned_to)) return row.assigned_to !== integrationUserId;
  if (row.state === states.onHold) return true;
  if (row.state !== states.inProgress) return false;
  return integrationUserId === undefined || row.reopened_by !== integrationUserId;
}

export function seenOf(row: IncidentRow, integrationUserId: string | undefined): WorkItemSeen {
  return {
    ref: { id: row.sys_id, number: hasValue(row.number) ? row.number : row.sys_id },
    correlationId: row.correlation_id ?? "",
    state: stateOf(row),
    isTakenByPerson: isTakenByPerson(row, integrationUserId),
  };
}

/** `sys_created_on` is UTC text of a fixed form, so it sorts as it is; the sys_id decides within one second. */
export function oldestOf(rows: readonly IncidentRow[]): IncidentRow | undefined {
  const ageOf = (row: IncidentRow) => `${row.sys_created_on ?? ""} ${row.sys_id}`;
  return rows.reduce<IncidentRow | undefined>(
    (oldest, row) => (oldest === undefined || ageOf(row) < ageOf(oldest) ? row : oldest),
    undefined,
  );
}

function hasValue(text: string | undefined): text is string {
  return text !== undefined && text !== "";
}
