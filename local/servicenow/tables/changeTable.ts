import type { TableDefinition } from "../platform/dictionary.ts";
import { choice, flag, integer, moment, numberChoice, reference, text } from "./columns.ts";

/** A change to a service. The table and its access rules; the state machine of changes is not played. */
export const changeTable: TableDefinition = {
  name: "change_request",
  label: "Change Request",
  parent: "task",
  displayField: "number",
  numbers: { prefix: "CHG", after: 30_000 },
  fields: {
    state: numberChoice("State", "-5"),
    type: choice("Type", "normal"),
    category: choice("Category", "Other"),
    risk: numberChoice("Risk", "3"),
    reason: text("Reason"),
    requested_by: reference("Requested by", "sys_user"),
    start_date: moment("Planned start date"),
    end_date: moment("Planned end date"),
    justification: text("Justification", 4000),
    implementation_plan: text("Implementation plan", 4000),
    risk_impact_analysis: text("Risk and impact analysis", 4000),
    backout_plan: text("Backout plan", 4000),
    test_plan: text("Test plan", 4000),
    cab_required: flag("CAB required"),
    on_hold: flag("On hold"),
    close_code: choice("Close code"),
    phase: text("Phase", 40, { defaultValue: "requested" }),
    scope: integer("Scope", "3"),
  },
};
