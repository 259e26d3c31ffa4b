import type { AlertIdentity } from "../alert.ts";
import type { AlertBody } from "../reading/alertBody.ts";
import { isArmId, normalisedArmId, resourceGroupOf } from "../reading/armId.ts";
import { isRecord, fieldOf, textOf, type JsonRecord } from "../reading/json.ts";
import { toUtc } from "../reading/moment.ts";
import type { ContextFamily } from "./contextFamily.ts";

/** Budgets, in the common schema (`AlertData`) and in the legacy one (flat). Nothing is unique for one firing. */
export const budget: ContextFamily = {
  family: "budget",
  recognises: (context) => isRecord(fieldOf(context, "AlertData")) || textOf(context, "BudgetName") !== null,
  identity: budgetIdentity,
  targetIds({ context }) {
    const scope = textOf(dataOf(context), "Scope");
    return scope !== null && isArmId(scope) ? [scope.replace(/\/$/, "")] : [];
  },
  // The common schema says "budgets" here, whatever the budget is.
  configurationItems: () => [],

  title({ context }) {
    const data = dataOf(context);
    const name = textOf(data, "BudgetName") ?? "Budget";
    const forecast = isForecast(data) ? textOf(data, "ForecastedTotalForPeriod") : null;
    const amount = forecast ?? spentOf(data);
    const kind = isForecast(data) ? "forecast" : "spend";
    const threshold = textOf(data, "NotificationThresholdAmount");
    return [
      `Budget ${name}:`,
      amount === null ? kind : `${kind} ${amount}`,
      "exceeds",
      threshold === null ? "its threshold" : `the threshold ${threshold}`,
    ].join(" ");
  },

  facts({ context }, facts) {
    const data = dataOf(context);
    facts.add("Budget", textOf(data, "BudgetName"));
    facts.add("Threshold type", textOf(data, "ThresholdType"));
    facts.add("Spent", spentOf(data));
    facts.add("Forecast for the period", textOf(data, "ForecastedTotalForPeriod"));
    facts.add("Alert threshold", textOf(data, "NotificationThresholdAmount"));
    facts.add("Budget amount", textOf(data, "BudgetThreshold") ?? textOf(data, "Budget"));
    facts.add("Currency", textOf(data, "Unit"));
    facts.add("Budget start", textOf(data, "BudgetStartDate"));
    facts.add("Subscription name", textOf(data, "SubscriptionName"));
  },
};

export function dataOf(context: JsonRecord): JsonRecord {
  const data = fieldOf(context, "AlertData");
  return isRecord(data) ? data : context;
}

function budgetIdentity({ context, subscriptionId }: AlertBody): AlertIdentity | null {
  const data = dataOf(context);
  const id = textOf(data, "BudgetId");
  const name = textOf(data, "BudgetName");
  if (id === null && name === null) return null;
  const group = textOf(data, "ResourceGroup") ?? resourceGroupOf(textOf(data, "Scope"));
  const which =
    id === null
      ? [subscriptionId ?? "", (group ?? "").toLowerCase(), (name ?? "").toLowerCase()]
      : [normalisedArmId(id)];
  const start = textOf(data, "BudgetStartDate");
  return {
    key: [
      "budget",
      ...which,
      (textOf(data, "ThresholdType") ?? "").toLowerCase(),
      textOf(data, "NotificationThresholdAmount") ?? "",
      // The day is enough, and survives both ways of writing it.
      (toUtc(start) ?? start ?? "").slice(0, 10),
    ],
    orderedBy: "time",
  };
}

function isForecast(data: JsonRecord): boolean {
  return textOf(data, "ThresholdType")?.toLowerCase().startsWith("forecast") ?? false;
}

function spentOf(data: JsonRecord): string | null {
  return textOf(data, "SpentAmount") ?? textOf(data, "SpendingAmount");
}
