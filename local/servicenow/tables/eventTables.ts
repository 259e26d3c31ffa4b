import type { TableDefinition } from "../platform/dictionary.ts";
import { moment, text } from "./columns.ts";

/** Event Management: what comes in, and the alerts that are made of it. They can be read and written; no job runs. */
export const eventTables: readonly TableDefinition[] = [
  {
    name: "em_event",
    label: "Event",
    displayField: "message_key",
    indexes: ["message_key"],
    fields: {
      source: text("Source", 100),
      event_class: text("Source instance", 100),
      node: text("Node", 100),
      metric_name: text("Metric Name", 100),
      resource: text("Resource", 100),
      type: text("Type", 100),
      severity: text("Severity"),
      message_key: text("Message key", 1_024),
      description: text("Description", 4_000),
      additional_info: text("Additional information", 65_000),
      resolution_state: text("Resolution state"),
      time_of_event: moment("Time of event"),
      state: text("State", 40, { defaultValue: "Ready" }),
    },
  },
  {
    name: "em_alert",
    label: "Alert",
    displayField: "number",
    numbers: { prefix: "Alert", after: 10_000 },
    indexes: ["message_key"],
    fields: {
      number: text("Number"),
      source: text("Source", 100),
      node: text("Node", 100),
      severity: text("Severity"),
      state: text("State", 40, { defaultValue: "Open" }),
      message_key: text("Message key", 1_024),
      description: text("Description", 4_000),
    },
  },
];
