import type { AlertBody } from "../reading/alertBody.ts";
import { subscriptionOf } from "../reading/armId.ts";
import { conditionOf } from "../reading/condition.ts";
import { asText, fieldOf, isRecord, recordOf, textOf, textsIn } from "../reading/json.ts";
import { toUtc } from "../reading/moment.ts";
import type { OpenedBody } from "./bodyShape.ts";

/**
 * The common alert schema: everything that has `data.essentials`, whatever the `schemaId`: some tests of action groups
 * without the common schema wrap such a body under a legacy id.
 * https://learn.microsoft.com/azure/azure-monitor/alerts/alerts-common-schema
 */
export function commonAlertSchema({ whole, data }: OpenedBody, receivedAtUtc: string): AlertBody | null {
  const essentials = fieldOf(data, "essentials");
  if (!isRecord(essentials)) return null;
  const alertId = textOf(essentials, "alertId");
  const targetIds = textsIn(essentials["alertTargetIDs"]);
  const condition = conditionOf(essentials["monitorCondition"]);
  return {
    shape: "commonAlertSchema",
    monitoringService: textOf(essentials, "monitoringService"),
    alertId,
    originAlertId: asText(essentials["originAlertId"]),
    ruleName: textOf(essentials, "alertRule"),
    ruleId: asText(essentials["alertRuleId"] ?? essentials["alertRuleID"]),
    severity: essentials["severity"],
    condition,
    targetIds,
    configurationItems: textsIn(essentials["configurationItems"]),
    subscriptionId: subscriptionOf(alertId) ?? subscriptionOf(targetIds[0]),
    firedAtUtc: toUtc(essentials["firedDateTime"]),
    resolvedAtUtc: condition === "resolved" ? toUtc(essentials["resolvedDateTime"]) : null,
    receivedAtUtc,
    description: textOf(essentials, "description"),
    customProperties: data["customProperties"],
    context: recordOf(data, "alertContext"),
    links: [{ label: "Investigate in the portal", url: asText(essentials["investigationLink"]) }],
    whole,
  };
}
