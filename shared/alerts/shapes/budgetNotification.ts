import type { AlertBody } from "../reading/alertBody.ts";
import { textOf } from "../reading/json.ts";
import type { OpenedBody } from "./bodyShape.ts";

/** Budgets with the common schema off. There is no id, no rule and no time of the notification. */
export function budgetNotification(
  { whole, data, schemaId }: OpenedBody,
  receivedAtUtc: string,
): AlertBody | null {
  const name = textOf(data, "BudgetName");
  if (schemaId !== "aipbudgetnotification" || name === null) return null;
  const subscriptionId = textOf(data, "SubscriptionId")?.toLowerCase() ?? null;
  const resourceGroup = textOf(data, "ResourceGroup");
  const subscription = subscriptionId === null ? null : `/subscriptions/${subscriptionId}`;
  const target =
    subscription === null || resourceGroup === null
      ? subscription
      : `${subscription}/resourceGroups/${resourceGroup}`;
  return {
    shape: "budgetNotification",
    family: "budget",
    monitoringService: null,
    alertId: null,
    originAlertId: null,
    ruleName: null,
    ruleId: null,
    severity: null,
    condition: "fired",
    targetIds: target === null ? [] : [target],
    configurationItems: [],
    subscriptionId,
    firedAtUtc: null,
    resolvedAtUtc: null,
    receivedAtUtc,
    description: null,
    customProperties: null,
    context: data,
    links: [],
    whole,
  };
}
