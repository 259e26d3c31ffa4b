import type { Alert } from "../alerts/alert.ts";
import type { GroupField } from "./route.ts";

/**
 * What the ticket of an alert stands for. Without grouping that is the alert's own identity; with it, the named
 * fields, in whatever order they are named, so that re-fires and flapping meet the same ticket, of which each alert then
 * is a member. An alert that has none of the fields stands for itself: it has nothing in common with the others.
 */
export function ticketIdentityKey(alert: Alert, groupBy: readonly GroupField[]): readonly string[] {
  if (groupBy.length === 0) return alert.identity.key;
  const values = [...new Set(groupBy)].sort().map((field) => [field, valueOf(alert, field)] as const);
  if (values.every(([, value]) => value === "")) return alert.identity.key;
  return ["group", ...values.map(([field, value]) => `${field}=${value}`)];
}

function valueOf(alert: Alert, field: GroupField): string {
  switch (field) {
    case "rule":
      return (alert.ruleId ?? alert.ruleName ?? "").toLowerCase();
    case "target":
      return (alert.targetIds[0] ?? "").toLowerCase();
    case "severity":
      return String(alert.severity ?? "none");
    case "subscription":
      return (alert.subscriptionId ?? "").toLowerCase();
  }
}
