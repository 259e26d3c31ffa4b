import type { TableDefinition } from "../platform/dictionary.ts";
import { choice, integer, moment, numberChoice, reference, text } from "./columns.ts";

/** An interruption of a service, or what may become one. */
export const incidentTable: TableDefinition = {
  name: "incident",
  label: "Incident",
  parent: "task",
  displayField: "number",
  numbers: { prefix: "INC", after: 10_000 },
  fields: {
    incident_state: numberChoice("Incident state", "1"),
    hold_reason: numberChoice("On hold reason"),
    category: choice("Category", "inquiry"),
    subcategory: text("Subcategory"),
    contact_type: choice("Channel", "phone"),
    severity: numberChoice("Severity", "3"),
    notify: numberChoice("Notify", "1"),
    caller_id: reference("Caller", "sys_user"),
    close_code: choice("Resolution code"),
    resolved_at: moment("Resolved"),
    resolved_by: reference("Resolved by", "sys_user"),
    reopen_count: integer("Reopen count", "0"),
    reopened_by: reference("Last reopened by", "sys_user"),
    reopened_time: moment("Last reopened at"),
    parent_incident: reference("Parent Incident", "incident"),
    child_incidents: integer("Child Incidents", "0"),
    problem_id: text("Problem", 32),
    rfc: text("Change Request", 32),
    caused_by: text("Caused by Change", 32),
    business_stc: integer("Business resolve time"),
    calendar_stc: integer("Resolve time"),
  },
};
