import type { Instance } from "../platform/instance.ts";

const templates = [
  ["incident", "Monitoring incident", "category=software^contact_type=monitoring^EQ"],
  ["incident", "Network outage", "category=network^impact=2^urgency=1^EQ"],
  ["em_event", "Azure event", "source=Azure Monitor^event_class=Contoso^EQ"],
  ["change_request", "Reboot a server", "type=normal^risk=4^short_description=Reboot^EQ"],
] as const;

/** A few that an invented company keeps, and one that it has put away. */
export function seedTemplates(instance: Instance): void {
  for (const [table, name, template] of templates) {
    instance.put("sys_template", { table, name, template, active: "true", global: "true" }, name);
  }
  const alert = { table: "em_alert", name: "Azure alert", template: "source=Azure Monitor^severity=3^EQ" };
  instance.put("em_alert_template", { ...alert, active: "true", global: "true" }, alert.name);
  const retired = { table: "incident", name: "Mainframe batch", template: "category=software^EQ" };
  instance.put("sys_template", { ...retired, active: "false", global: "true" }, retired.name);
}
