import type { AlertShape } from "../alert.ts";
import type { AlertBody } from "../reading/alertBody.ts";
import { fieldOf, textOf, type JsonRecord } from "../reading/json.ts";
import { toUtc } from "../reading/moment.ts";
import type { OpenedBody } from "./bodyShape.ts";

/** Log alerts of the first version with the common schema off, in their envelope. */
export function logAlert({ whole, data, schemaId }: OpenedBody, receivedAtUtc: string): AlertBody | null {
  return schemaId === "microsoft.insights/logalert" && looksLikeLogAlert(data)
    ? legacyLogAlert("logAlert", data, whole, receivedAtUtc)
    : null;
}

/** The same without any envelope, as Log Analytics sends it: not even a schemaId. */
export function flatLogAlert({ whole, schemaId }: OpenedBody, receivedAtUtc: string): AlertBody | null {
  return schemaId === "" && looksLikeLogAlert(whole)
    ? legacyLogAlert("flatLogAlert", whole, whole, receivedAtUtc)
    : null;
}

function looksLikeLogAlert(alert: JsonRecord): boolean {
  return textOf(alert, "AlertRuleName") !== null && fieldOf(alert, "SearchQuery") !== undefined;
}

function legacyLogAlert(
  shape: AlertShape,
  alert: JsonRecord,
  whole: JsonRecord,
  receivedAtUtc: string,
): AlertBody {
  const resourceId = textOf(alert, "ResourceId");
  return {
    shape,
    family: "logV1",
    monitoringService: null,
    alertId: null,
    originAlertId: null,
    ruleName: textOf(alert, "AlertRuleName"),
    ruleId: null,
    severity: fieldOf(alert, "Severity"),
    // It is never told that a log alert of the first version is over.
    condition: "fired",
    targetIds: resourceId === null ? [] : [resourceId],
    configurationItems: [],
    subscriptionId: textOf(alert, "SubscriptionId")?.toLowerCase() ?? null,
    firedAtUtc: toUtc(fieldOf(alert, "SearchIntervalEndtimeUtc")),
    resolvedAtUtc: null,
    receivedAtUtc,
    description: textOf(alert, "Description"),
    customProperties: null,
    context: alert,
    links: [],
    whole,
  };
}
