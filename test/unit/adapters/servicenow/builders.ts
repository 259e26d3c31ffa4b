import type { IncidentRow } from "../../../../shared/adapters/servicenow/incidentRow.ts";
import type { WorkItemDraft } from "../../../../shared/workItems/workItem.ts";

export const sysId = "c537bae64f411200adf9f8e18110c76e";
export const otherSysId = "9c573169c611228700193229fff72400";
export const userSysId = "6816f79cc0a8016401c5a33be04be441";
export const groupSysId = "287ebd7da9fe198100f92cc8d1d2154e";
export const correlationId = "atb-0123456789abcdef0123456789abcdef";
export const ref = { id: sysId, number: "INC0010002" };

/** An incident as the Table API gives it back; a test names only what matters to it. */
export function aRow(overrides: Partial<IncidentRow> = {}): IncidentRow {
  return {
    sys_id: sysId,
    number: "INC0010002",
    state: "1",
    correlation_id: correlationId,
    assigned_to: "",
    reopened_by: "",
    sys_created_on: "2026-03-01 12:00:00",
    ...overrides,
  };
}

export function aDraft(overrides: Partial<WorkItemDraft> = {}): WorkItemDraft {
  return {
    kind: "incident",
    correlationId,
    shortDescription: "CPU is high on contoso-web-1",
    description: "Rule: cpu-high\nTarget: contoso-web-1",
    impact: 2,
    urgency: 1,
    ...overrides,
  };
}
