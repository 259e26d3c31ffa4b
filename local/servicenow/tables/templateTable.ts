import type { TableDefinition } from "../platform/dictionary.ts";
import { flag, reference, text } from "./columns.ts";

/** What people fill records from; `template` is an encoded `field=value^field2=value2^EQ`. */
export const templateTable: TableDefinition = {
  name: "sys_template",
  label: "Template",
  displayField: "name",
  indexes: ["table"],
  fields: {
    name: text("Name", 100),
    table: text("Table", 80),
    template: text("Template", 4000),
    short_description: text("Short description", 160),
    active: flag("Active", "true"),
    global: flag("Global"),
    user: reference("User", "sys_user"),
    group: reference("Group", "sys_user_group"),
  },
};
