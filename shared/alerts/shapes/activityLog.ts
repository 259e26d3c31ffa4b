import { activityFamily } from "../contexts/activityLog/activityFamily.ts";
import type { AlertBody } from "../reading/alertBody.ts";
import { subscriptionOf } from "../reading/armId.ts";
import { conditionOf } from "../reading/condition.ts";
import { fieldOf, isRecord, recordOf, textOf } from "../reading/json.ts";
import { toUtc } from "../reading/moment.ts";
import type { OpenedBody } from "./bodyShape.ts";

/** Activity log alerts with the common schema off. They name no rule; `data.status` is always Activated. */
export function activityLog({ whole, data, schemaId }: OpenedBody, receivedAtUtc: string): AlertBody | null {
  const event = fieldOf(recordOf(data, "context"), "activityLog");
  if (schemaId !== "microsoft.insights/activitylogs" || !isRecord(event)) return null;
  const resourceId = textOf(event, "resourceId");
  const family = activityFamily(event) ?? "administrative";
  const customProperties = fieldOf(data, "properties");
  return {
    shape: "activityLog",
    family,
    monitoringService: null,
    alertId:
      family === "serviceHealth"
        ? textOf(recordOf(event, "properties"), "trackingId")
        : textOf(event, "eventDataId"),
    originAlertId: null,
    ruleName: null,
    ruleId: null,
    severity: isRecord(customProperties) ? fieldOf(customProperties, "severity") : null,
    condition: conditionOf(fieldOf(data, "status")),
    targetIds: resourceId === null ? [] : [resourceId],
    configurationItems: [],
    subscriptionId: textOf(event, "subscriptionId")?.toLowerCase() ?? subscriptionOf(resourceId),
    firedAtUtc: toUtc(fieldOf(event, "eventTimestamp")) ?? toUtc(fieldOf(event, "submissionTimestamp")),
    resolvedAtUtc: null,
    receivedAtUtc,
    description: textOf(event, "description"),
    customProperties,
    context: event,
    links: [],
    whole,
  };
}
