import type { AlertBody } from "../reading/alertBody.ts";
import { subscriptionOf } from "../reading/armId.ts";
import { conditionOf } from "../reading/condition.ts";
import { fieldOf, isRecord, recordOf, textOf } from "../reading/json.ts";
import { toUtc } from "../reading/moment.ts";
import type { OpenedBody } from "./bodyShape.ts";

/** Classic alerts, retired, on a metric or (`Event`) on the activity log: no envelope, `context` beside `status`. */
export function classicMetricAlert({ whole, schemaId }: OpenedBody, receivedAtUtc: string): AlertBody | null {
  const context = fieldOf(whole, "context");
  if (schemaId !== "" || !isRecord(context) || textOf(whole, "status") === null) return null;
  const conditionType = textOf(context, "conditionType")?.toLowerCase();
  if (conditionType !== "metric" && conditionType !== "event") return null;
  const resourceId = textOf(context, "resourceId");
  const resourceName = textOf(context, "resourceName");
  const ruleId = textOf(context, "id");
  const condition = conditionOf(fieldOf(whole, "status"));
  const momentUtc = toUtc(fieldOf(context, "timestamp"));
  return {
    shape: "classicMetricAlert",
    family: conditionType === "event" ? "administrative" : "metric",
    monitoringService: null,
    alertId: null,
    originAlertId: null,
    ruleName: textOf(context, "name"),
    ruleId,
    severity: fieldOf(recordOf(whole, "properties"), "severity"),
    condition,
    targetIds: resourceId === null ? [] : [resourceId],
    configurationItems: resourceName === null ? [] : [resourceName],
    subscriptionId: subscriptionOf(ruleId) ?? textOf(context, "subscriptionId")?.toLowerCase() ?? null,
    firedAtUtc: condition === "fired" ? momentUtc : null,
    resolvedAtUtc: condition === "resolved" ? momentUtc : null,
    receivedAtUtc,
    description: textOf(context, "description"),
    customProperties: fieldOf(whole, "properties"),
    context: conditionType === "event" ? recordOf(context, "condition") : context,
    links: [{ label: "Resource in the portal", url: textOf(context, "portalLink") }],
    whole,
  };
}
