import type { TableDefinition } from "../platform/dictionary.ts";
import { moment, text } from "./columns.ts";

/** A change that somebody has asked for. Its own rules (models, states) are not played. */
export const changeTable: TableDefinition = {
  name: "change_request",
  label: "Change Request",
  parent: "task",
  displayField: "number",
  numbers: { prefix: "CHG", after: 30_000 },
  fields: {
    type: text("Type", 40, { defaultValue: "normal" }),
    category: text("Category"),
    risk: text("Risk", 40, { defaultValue: "3" }),
    start_date: moment("Planned start date"),
    end_date: moment("Planned end date"),
    justification: text("Justification", 4_000),
    implementation_plan: text("Implementation plan", 4_000),
    close_code: text("Close code"),
  },
};
