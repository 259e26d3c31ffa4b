import type { TableDefinition } from "../platform/dictionary.ts";
import { flag, integer, text } from "./columns.ts";

/** What the platform itself keeps. */
export const systemTables: readonly TableDefinition[] = [
  {
    name: "sys_choice",
    label: "Choice",
    displayField: "label",
    indexes: ["name", "element"],
    fields: {
      name: text("Table", 80),
      element: text("Element", 80),
      value: text("Value", 255),
      label: text("Label", 255),
      language: text("Language", 3, { defaultValue: "en" }),
      sequence: integer("Sequence"),
      inactive: flag("Inactive"),
      dependent_value: text("Dependent value", 255),
      hint: text("Hint", 255),
    },
  },
  {
    name: "sys_dictionary",
    label: "Dictionary Entry",
    displayField: "element",
    indexes: ["name", "element"],
    fields: {
      name: text("Table", 80),
      element: text("Column name", 80),
      column_label: text("Column label", 80),
      internal_type: text("Type", 80),
      max_length: integer("Max length"),
      mandatory: flag("Mandatory"),
    },
  },
  {
    name: "sys_journal_field",
    label: "Journal Entry",
    displayField: "element",
    indexes: ["element_id"],
    fields: {
      name: text("Name", 80),
      element: text("Element", 80),
      element_id: text("Element ID", 32),
      value: text("Value", 65_000),
    },
  },
  {
    name: "sys_properties",
    label: "System Property",
    displayField: "name",
    indexes: ["name"],
    fields: {
      name: text("Name", 100),
      value: text("Value", 4000),
      description: text("Description", 512),
      type: text("Type", 40, { defaultValue: "string" }),
      is_private: flag("Private"),
    },
  },
];
