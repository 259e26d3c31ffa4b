import type { AlertBody } from "../reading/alertBody.ts";
import { subscriptionOf } from "../reading/armId.ts";
import { conditionOf } from "../reading/condition.ts";
import { fieldOf, isRecord, recordOf, textOf } from "../reading/json.ts";
import { toUtc } from "../reading/moment.ts";
import type { OpenedBody } from "./bodyShape.ts";

/** Metric alerts with the common schema off. They carry the rule's id, but none of the alert. */
export function metricAlert({ whole, data, schemaId }: OpenedBody, receivedAtUtc: string): AlertBody | null {
  const context = fieldOf(data, "context");
  if (schemaId !== "azuremonitormetricalert" || !isRecord(context)) return null;
  const ruleId = textOf(context, "id");
  const resourceId = textOf(context, "resourceId");
  const resourceName = textOf(context, "resourceName");
  const condition = conditionOf(fieldOf(data, "status"));
  const momentUtc = toUtc(fieldOf(context, "timestamp"));
  return {
    shape: "metricAlert",
    family: "metric",
    monitoringService: null,
    alertId: null,
    originAlertId: null,
    ruleName: textOf(context, "name"),
    ruleId,
    // Bodies before September 2018 had none; people put it into the custom properties then.
    severity: fieldOf(context, "severity") ?? fieldOf(recordOf(data, "properties"), "severity"),
    condition,
    targetIds: resourceId === null ? [] : [resourceId],
    configurationItems: resourceName === null ? [] : [resourceName],
    subscriptionId:
      subscriptionOf(ruleId) ??
      textOf(context, "subscriptionId")?.toLowerCase() ??
      subscriptionOf(resourceId),
    firedAtUtc: condition === "fired" ? momentUtc : null,
    resolvedAtUtc: condition === "resolved" ? momentUtc : null,
    receivedAtUtc,
    description: textOf(context, "description"),
    customProperties: fieldOf(data, "properties"),
    context,
    links: [{ label: "Resource in the portal", url: textOf(context, "portalLink") }],
    whole,
  };
}
