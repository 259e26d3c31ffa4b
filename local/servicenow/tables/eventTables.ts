import type { TableDefinition } from "../platform/dictionary.ts";
import { choice, flag, moment, numberChoice, reference, text } from "./columns.ts";

/** What Event Management brings. Events are stored and no more: no job makes alerts of them. */
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
      type: text("Type", 100),
      resource: text("Resource", 100),
      severity: numberChoice("Severity"),
      description: text("Description", 4000),
      message_key: text("Message key", 1024),
      time_of_event: moment("Time of event"),
      additional_info: text("Additional information", 65_000),
      resolution_state: choice("Resolution state", "New"),
      state: choice("State", "Ready"),
      alert: reference("Alert", "em_alert"),
    },
  },
  {
    name: "em_alert",
    label: "Alert",
    displayField: "number",
    numbers: { prefix: "Alert", after: 10_000 },
    indexes: ["number", "message_key"],
    fields: {
      number: text("Number"),
      source: text("Source", 100),
      node: text("Node", 100),
      metric_name: text("Metric Name", 100),
      type: text("Type", 100),
      resource: text("Resource", 100),
      severity: numberChoice("Severity"),
      state: choice("State", "Open"),
      acknowledged: flag("Acknowledged"),
      description: text("Description", 4000),
      message_key: text("Message key", 1024),
      cmdb_ci: reference("Configuration item", "cmdb_ci"),
      incident: reference("Task", "task"),
      assignment_group: reference("Assignment group", "sys_user_group"),
    },
  },
  {
    name: "em_alert_template",
    label: "Alert Template",
    parent: "sys_template",
    displayField: "name",
    fields: {},
  },
];
