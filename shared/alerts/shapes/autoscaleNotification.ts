import type { AlertBody } from "../reading/alertBody.ts";
import { subscriptionOf } from "../reading/armId.ts";
import { squeezed } from "../reading/enumText.ts";
import { fieldOf, isRecord, textOf } from "../reading/json.ts";
import { toUtc } from "../reading/moment.ts";
import type { OpenedBody } from "./bodyShape.ts";

const operations = new Set(["scalein", "scaleout"]);

/** What autoscale itself posts for each scaling, without an action group. Never resolved. */
export function autoscaleNotification(
  { whole, schemaId }: OpenedBody,
  receivedAtUtc: string,
): AlertBody | null {
  const context = fieldOf(whole, "context");
  if (schemaId !== "" || !isRecord(context)) return null;
  if (!operations.has(squeezed(textOf(whole, "operation")))) return null;
  const resourceId = textOf(context, "resourceId");
  const resourceName = textOf(context, "resourceName");
  const ruleId = textOf(context, "id");
  return {
    shape: "autoscaleNotification",
    family: "autoscale",
    monitoringService: null,
    alertId: null,
    originAlertId: null,
    ruleName: textOf(context, "name"),
    ruleId,
    severity: null,
    condition: "fired",
    targetIds: resourceId === null ? [] : [resourceId],
    configurationItems: resourceName === null ? [] : [resourceName],
    subscriptionId: subscriptionOf(ruleId) ?? textOf(context, "subscriptionId")?.toLowerCase() ?? null,
    firedAtUtc: toUtc(fieldOf(context, "timestamp")),
    resolvedAtUtc: null,
    receivedAtUtc,
    description: textOf(context, "details"),
    customProperties: fieldOf(whole, "properties"),
    context,
    links: [{ label: "Resource in the portal", url: textOf(context, "portalLink") }],
    whole,
  };
}
