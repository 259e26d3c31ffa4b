import { aLegacyActivityLogAlert, anActivityLogAlert } from "./activityLogAlerts.ts";
import { orderVm, subscription } from "./ids.ts";

const communication =
  "<p><strong>Summary</strong>: Storage is slow &amp; retries help.</p><ul><li>Read <a href='https://status.contoso.com/x?a=1&amp;b=2'>more</a></li></ul><script>alert(1)</script>";

function storyProperties(changes: object): object {
  return {
    title: "Storage - West Europe",
    service: "Storage",
    region: "West Europe",
    communication,
    incidentType: "Incident",
    trackingId: "QN4T-7VG",
    impactStartTime: "2026-02-03T08:00:00Z",
    impactMitigationTime: "2026-02-03T11:30:00.0000000Z",
    impactedServices: JSON.stringify([
      {
        ImpactedRegions: [{ RegionName: "West Europe" }, { RegionName: "North Europe" }],
        ServiceName: "Storage",
      },
    ]),
    stage: "Active",
    isHIR: "false",
    version: "0.1.1",
    ...changes,
  };
}

const event = (changes: object, eventTimestamp: string) => ({
  authorization: null,
  claims: null,
  caller: null,
  httpRequest: null,
  operationName: "Microsoft.ServiceHealth/incident/action",
  status: "Active",
  subStatus: null,
  eventTimestamp,
  properties: storyProperties(changes),
});

/** One update of a service health story, common schema: enumerations are numbers, the alert's id is new every time. */
export function aServiceHealthAlert(
  changes: object = {},
  eventTimestamp = "2026-02-03T09:00:00.0000000+00:00",
) {
  return anActivityLogAlert(
    { ...event(changes, eventTimestamp), channels: 1, eventSource: 2, level: 3 },
    {
      alertId: `/subscriptions/${subscription}/providers/Microsoft.AlertsManagement/alerts/${"ab".repeat(32)}`,
      monitoringService: "ServiceHealth",
      signalType: "ActivityLog",
      alertTargetIDs: [`/subscriptions/${subscription.toUpperCase()}`],
      configurationItems: undefined,
    },
  );
}

/** The same with the common schema off: enumerations are names. */
export function aLegacyServiceHealthAlert(changes: object = {}, eventTimestamp = "2026-02-03T09:00:00Z") {
  return aLegacyActivityLogAlert({
    ...event(changes, eventTimestamp),
    channels: "Admin",
    eventSource: "ServiceHealth",
    level: "Warning",
    resourceId: undefined,
    description: "Active: Storage - West Europe",
  });
}

const healthEvent = (status: string, properties: object) => ({
  authorization: undefined,
  claims: undefined,
  caller: undefined,
  channels: "Admin, Operation",
  eventSource: "ResourceHealth",
  level: "Informational",
  operationName: `Microsoft.Resourcehealth/healthevent/${status === "Active" ? "Activated" : status}/action`,
  status,
  properties: {
    title: "Stopped by the platform",
    details: null,
    currentHealthStatus: "Unavailable",
    previousHealthStatus: "Available",
    type: "Downtime",
    cause: "PlatformInitiated",
    ...properties,
  },
});

export function aResourceHealthAlert(status = "Active", properties: object = {}) {
  return anActivityLogAlert(healthEvent(status, properties), { monitoringService: "Resource Health" });
}

export function aLegacyResourceHealthAlert(status = "Active", properties: object = {}) {
  return aLegacyActivityLogAlert({ ...healthEvent(status, properties), resourceId: orderVm.toUpperCase() });
}
