import type { Field, TableDefinition } from "../platform/dictionary.ts";
import { flag, integer, text } from "./columns.ts";
import { incidentTable } from "./incidentTable.ts";
import { taskTable } from "./taskTable.ts";

/** The staging table of Microsoft's connector, and the transform map that makes incidents of its rows. */
export const stagingTable = "x_mioms_microsoft_oms_incident";
export const stagingMap = "OMS Incident";

/** Columns that the map knows, staging and target alike. */
export const mappedColumns = [
  "short_description",
  "description",
  "impact",
  "urgency",
  "correlation_id",
  "correlation_display",
  "caller_id",
  "assignment_group",
  "category",
  "subcategory",
  "contact_type",
  "cmdb_ci",
  "state",
  "close_code",
  "close_notes",
  "work_notes",
  "comments",
] as const;

/** A staging column takes any text; what becomes of it is the transform's affair. */
function stagingColumns(): Record<string, Field> {
  const targets = { ...taskTable.fields, ...incidentTable.fields };
  return Object.fromEntries(
    mappedColumns.map((name) => [
      name,
      text(targets[name]?.label ?? name, name === "description" ? 65_000 : 8_000),
    ]),
  );
}

/** Import sets: what comes in, row by row, and the maps that carry it on. */
export const importTables: readonly TableDefinition[] = [
  {
    name: "sys_import_set",
    label: "Import Set",
    displayField: "number",
    numbers: { prefix: "ISET", after: 10_000 },
    fields: { number: text("Number"), table_name: text("Table", 80), state: text("State") },
  },
  {
    name: "sys_import_set_row",
    label: "Import Set Row",
    displayField: "sys_import_set",
    fields: {
      sys_import_set: { type: "reference", label: "Set", reference: "sys_import_set" },
      sys_transform_map: { type: "reference", label: "Transform map", reference: "sys_transform_map" },
      sys_import_state: text("State", 40, { defaultValue: "pending" }),
      sys_import_state_comment: text("Comment", 4_000),
      sys_target_table: text("Target table", 80),
      sys_target_sys_id: text("Target record", 32),
    },
  },
  {
    name: stagingTable,
    label: "OMS Incident",
    parent: "sys_import_set_row",
    displayField: "sys_import_set",
    fields: stagingColumns(),
  },
  {
    name: "sys_transform_map",
    label: "Table Transform Map",
    displayField: "name",
    indexes: ["source_table"],
    fields: {
      name: text("Name", 100),
      source_table: text("Source table", 80),
      target_table: text("Target table", 80),
      coalesce: text("Coalesce field", 80),
      active: flag("Active", "true"),
      order: integer("Order", "100"),
    },
  },
];
