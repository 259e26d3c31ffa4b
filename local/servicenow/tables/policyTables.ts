import type { TableDefinition } from "../platform/dictionary.ts";
import { flag, integer, reference, text } from "./columns.ts";

/** What administrators have laid down: fields that must be filled, calls that are allowed. */
export const policyTables: readonly TableDefinition[] = [
  {
    name: "sys_data_policy2",
    label: "Data Policy",
    displayField: "short_description",
    fields: {
      short_description: text("Short description", 255),
      model_table: text("Table", 80),
      active: flag("Active", "true"),
    },
  },
  {
    name: "sys_data_policy_rule",
    label: "Data Policy Rule",
    displayField: "field",
    fields: {
      table: text("Table", 80),
      field: text("Field name", 80),
      mandatory: text("Mandatory", 40, { defaultValue: "ignore" }),
      sys_data_policy: reference("Data Policy", "sys_data_policy2"),
    },
  },
  {
    name: "sys_rate_limit_rules",
    label: "Rate Limit Rule",
    displayField: "name",
    fields: {
      name: text("Name", 100),
      active: flag("Active", "true"),
      request_limit: integer("Request limit per hour"),
    },
  },
];
