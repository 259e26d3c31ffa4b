import type { CallObserver } from "../../delivery/ports.ts";
import type { WorkItemSeen } from "../../workItems/workItem.ts";
import { needsIntegrationUser, seenOf, type IncidentRow } from "./incidentRow.ts";
import type { IntegrationUser } from "./integrationUser.ts";

/** What a row says; asks who the integration user is only where that decides something. */
export type See = (row: IncidentRow, observe: CallObserver) => Promise<WorkItemSeen>;

export function seeing(user: IntegrationUser): See {
  return async (row, observe) => seenOf(row, needsIntegrationUser(row) ? await user(observe) : undefined);
}
