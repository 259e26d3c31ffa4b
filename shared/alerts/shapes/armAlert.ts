import type { AlertBody } from "../reading/alertBody.ts";
import { isArmId, lastSegmentOf, subscriptionOf } from "../reading/armId.ts";
import { conditionOf } from "../reading/condition.ts";
import { fieldOf, isRecord, recordOf, textOf } from "../reading/json.ts";
import { toUtc } from "../reading/moment.ts";
import type { OpenedBody } from "./bodyShape.ts";

/**
 * The alert as an Azure Resource Manager object, as the Alerts Management API returns it and as smart detection was
 * documented to post it. Many fields have other names than in the common schema.
 */
export function armAlert({ whole }: OpenedBody, receivedAtUtc: string): AlertBody | null {
  if (textOf(whole, "type")?.toLowerCase() !== "microsoft.alertsmanagement/alerts") return null;
  const properties = recordOf(whole, "properties");
  const essentials = fieldOf(properties, "essentials");
  if (!isRecord(essentials)) return null;
  const alertId = textOf(whole, "id");
  const target = textOf(essentials, "targetResource");
  const targetName = textOf(essentials, "targetResourceName");
  const rule = textOf(essentials, "alertRule");
  const ruleId = rule !== null && isArmId(rule) ? rule : null;
  const condition = conditionOf(fieldOf(essentials, "monitorCondition"));
  return {
    shape: "armAlert",
    monitoringService: textOf(essentials, "monitorService"),
    alertId,
    originAlertId: textOf(essentials, "sourceCreatedId"),
    ruleName: ruleId === null ? (textOf(whole, "name") ?? rule) : lastSegmentOf(ruleId),
    ruleId,
    severity: fieldOf(essentials, "severity"),
    condition,
    targetIds: target === null ? [] : [target],
    configurationItems: targetName === null ? [] : [targetName],
    subscriptionId: subscriptionOf(alertId) ?? subscriptionOf(target),
    firedAtUtc: toUtc(fieldOf(essentials, "startDateTime")),
    resolvedAtUtc:
      condition === "resolved" ? toUtc(fieldOf(essentials, "monitorConditionResolvedDateTime")) : null,
    receivedAtUtc,
    description: textOf(essentials, "description"),
    customProperties: fieldOf(properties, "customProperties"),
    context: recordOf(properties, "context"),
    links: [],
    whole,
  };
}
