import { nameOf, resourceGroupOf, resourceTypeOf, targetId } from "./contoso.ts";
import { sevenDigitsUtc, type Occurrence } from "./occurrence.ts";

type CommonAlert = {
  readonly rule: string;
  readonly severity: "Sev0" | "Sev1" | "Sev2" | "Sev3" | "Sev4";
  readonly signalType: "Metric" | "Log" | "Activity Log";
  readonly monitoringService: string;
  /** What the alert is about; an id of a subscription for service health. */
  readonly target: string;
  readonly originAlertId: string;
  readonly description: string;
  readonly context: Record<string, unknown>;
  readonly contextVersion?: "1.0" | "1.1";
  readonly customProperties?: Record<string, string>;
  /** Essentials that only this service sends, or sends otherwise. */
  readonly essentials?: Record<string, unknown>;
};

/** A body of the common alert schema, with the keys that Azure sends in 2026. */
export function commonAlert(occurrence: Occurrence, alert: CommonAlert): Record<string, unknown> {
  const alertUuid = occurrence.uuid("alert");
  return {
    schemaId: "azureMonitorCommonAlertSchema",
    data: {
      essentials: {
        alertId: alertIdOf(occurrence, alertUuid),
        alertRule: alert.rule,
        severity: alert.severity,
        signalType: alert.signalType,
        monitorCondition: occurrence.isResolved ? "Resolved" : "Fired",
        monitoringService: alert.monitoringService,
        alertTargetIDs: [targetId(alert.target)],
        originAlertId: alert.originAlertId,
        firedDateTime: sevenDigitsUtc(occurrence.firedAtUtc),
        ...(occurrence.isResolved ? { resolvedDateTime: sevenDigitsUtc(occurrence.atUtc) } : {}),
        description: alert.description,
        essentialsVersion: "1.0",
        alertContextVersion: alert.contextVersion ?? "1.0",
        ...resourceEssentials(alert.target, alertUuid),
        ...alert.essentials,
      },
      alertContext: alert.context,
      customProperties: alert.customProperties ?? null,
    },
  };
}

export function alertIdOf({ subscriptionId }: Occurrence, uuid: string): string {
  return `/subscriptions/${subscriptionId}/providers/Microsoft.AlertsManagement/alerts/${uuid}`;
}

/** What Azure leaves out when the alert is about a whole subscription. */
function resourceEssentials(target: string, alertUuid: string): Record<string, unknown> {
  if (!target.includes("/providers/")) return {};
  return {
    configurationItems: [nameOf(target)],
    targetResourceType: resourceTypeOf(target),
    targetResourceGroup: resourceGroupOf(target),
    investigationLink: investigationLink(target, alertUuid),
  };
}

function investigationLink(target: string, alertUuid: string): string {
  const scope = target.split("/providers/")[0] ?? "";
  const id = encodeURIComponent(`${scope}/providers/Microsoft.AlertsManagement/alerts/${alertUuid}`);
  return `https://portal.azure.com/#view/Microsoft_Azure_Monitoring_Alerts/Issue.ReactView/alertId/${id}`;
}
