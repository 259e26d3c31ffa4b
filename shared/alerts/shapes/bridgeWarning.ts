import { warningSchemaId } from "../../selfWarnings/condition.ts";
import type { AlertBody } from "../reading/alertBody.ts";
import { conditionOf } from "../reading/condition.ts";
import { textOf } from "../reading/json.ts";
import { toUtc } from "../reading/moment.ts";
import type { OpenedBody } from "./bodyShape.ts";

/** What the bridge says about itself. */
export function bridgeWarning(
  { whole, data, schemaId }: OpenedBody,
  receivedAtUtc: string,
): AlertBody | null {
  const alertId = textOf(data, "alertId");
  if (schemaId !== warningSchemaId.toLowerCase() || alertId === null) return null;
  const condition = conditionOf(data["monitorCondition"]);
  return {
    shape: "bridgeWarning",
    family: "selfWarning",
    monitoringService: "Azure Ticket Bridge",
    alertId,
    originAlertId: null,
    ruleName: textOf(data, "alertRule"),
    ruleId: null,
    severity: data["severity"],
    condition,
    targetIds: [],
    configurationItems: [],
    subscriptionId: null,
    firedAtUtc: toUtc(data["firedDateTime"]),
    resolvedAtUtc: condition === "resolved" ? toUtc(data["resolvedDateTime"]) : null,
    receivedAtUtc,
    description: textOf(data, "description"),
    customProperties: null,
    context: data,
    links: [],
    whole,
  };
}
