import type { Instance } from "../platform/instance.ts";

type List = readonly (readonly [value: string, label: string])[];

const same = (...values: string[]): List => values.map((value) => [value, value]);

const severities: List = [
  ["0", "Clear"],
  ["1", "Critical"],
  ["2", "Major"],
  ["3", "Minor"],
  ["4", "Warning"],
  ["5", "Info"],
];

/** Values and labels as a current base system has them. */
const lists: Readonly<Record<string, List>> = {
  "incident.state": [
    ["1", "New"],
    ["2", "In Progress"],
    ["3", "On Hold"],
    ["6", "Resolved"],
    ["7", "Closed"],
    ["8", "Canceled"],
  ],
  "incident.incident_state": [
    ["1", "New"],
    ["2", "In Progress"],
    ["3", "On Hold"],
    ["6", "Resolved"],
    ["7", "Closed"],
    ["8", "Canceled"],
  ],
  "incident.hold_reason": [
    ["1", "Awaiting Caller"],
    ["3", "Awaiting Problem"],
    ["4", "Awaiting Vendor"],
    ["5", "Awaiting Change"],
  ],
  "incident.close_code": same(
    "Duplicate",
    "Known error",
    "No resolution provided",
    "Resolved by caller",
    "Resolved by change",
    "Resolved by problem",
    "Resolved by request",
    "Solution provided",
    "Workaround provided",
    "User error",
  ),
  "incident.category": [
    ["inquiry", "Inquiry / Help"],
    ["software", "Software"],
    ["hardware", "Hardware"],
    ["network", "Network"],
    ["database", "Database"],
  ],
  "incident.severity": [
    ["1", "1 - High"],
    ["2", "2 - Medium"],
    ["3", "3 - Low"],
  ],
  "incident.notify": [
    ["1", "Do Not Notify"],
    ["2", "Send Email"],
    ["3", "Telephone"],
  ],
  "task.contact_type": [
    ["email", "Email"],
    ["phone", "Phone"],
    ["self-service", "Self-service"],
    ["virtual_agent", "Virtual Agent"],
    ["walk-in", "Walk-in"],
    ["event", "Event"],
    ["monitoring", "Monitoring"],
    ["integration", "Integration"],
  ],
  "task.priority": [
    ["1", "1 - Critical"],
    ["2", "2 - High"],
    ["3", "3 - Moderate"],
    ["4", "4 - Low"],
    ["5", "5 - Planning"],
  ],
  "task.impact": [
    ["1", "1 - High"],
    ["2", "2 - Medium"],
    ["3", "3 - Low"],
  ],
  "task.urgency": [
    ["1", "1 - High"],
    ["2", "2 - Medium"],
    ["3", "3 - Low"],
  ],
  "task.escalation": [
    ["0", "Normal"],
    ["1", "Moderate"],
    ["2", "High"],
    ["3", "Overdue"],
  ],
  "cmdb_ci.environment": [
    ["prod", "Production"],
    ["test", "Test"],
    ["dev", "Development"],
  ],
  "cmdb_ci.operational_status": [
    ["1", "Operational"],
    ["2", "Non-Operational"],
    ["6", "Retired"],
  ],
  "cmdb_ci.install_status": [
    ["1", "Installed"],
    ["3", "In Maintenance"],
    ["7", "Retired"],
  ],
  "change_request.state": [
    ["-5", "New"],
    ["-4", "Assess"],
    ["-3", "Authorize"],
    ["-2", "Scheduled"],
    ["-1", "Implement"],
    ["0", "Review"],
    ["3", "Closed"],
    ["4", "Canceled"],
  ],
  "change_request.type": [
    ["standard", "Standard"],
    ["normal", "Normal"],
    ["emergency", "Emergency"],
  ],
  "change_request.risk": [
    ["2", "High"],
    ["3", "Moderate"],
    ["4", "Low"],
  ],
  "change_request.category": same("Hardware", "Software", "Service", "Network", "Other"),
  "change_request.close_code": [
    ["successful", "Successful"],
    ["successful_issues", "Successful with issues"],
    ["unsuccessful", "Unsuccessful"],
  ],
  "em_event.severity": severities,
  "em_event.state": same("Ready", "Processed", "Ignored", "Error"),
  "em_event.resolution_state": same("New", "Closing"),
  "em_alert.severity": severities,
  "em_alert.state": same("Open", "Reopen", "Flapping", "Closed"),
  "cmdb_ci.discovery_source": same("ServiceNow", "Manual Entry", "Azure Ticket Bridge"),
};

/** Values that were choices once: still in the table, no longer offered. */
const retired: Readonly<Record<string, List>> = {
  "incident.close_code": same("Solved (Work Around)", "Solved (Permanently)", "Closed/Resolved by Caller"),
};

/** Lists of columns that have none yet. */
export function seedChoices(instance: Instance): void {
  const known = new Set(
    instance.store
      .all("sys_choice")
      .map(({ values }) => `${values["name"] ?? ""}.${values["element"] ?? ""}`),
  );
  const add = (source: typeof lists, inactive: string) => {
    for (const [key, list] of Object.entries(source)) {
      const [name = "", element = ""] = key.split(".");
      if (known.has(key)) continue;
      // Without numbers in the base system for close codes; ours keep the order of the list.
      list.forEach(([value, label], i) => {
        const sequence = element === "close_code" ? "" : String(i);
        instance.put(
          "sys_choice",
          { name, element, value, label, language: "en", sequence, inactive },
          `${key} ${value}`,
        );
      });
    }
  };
  add(lists, "false");
  add(retired, "true");
}
