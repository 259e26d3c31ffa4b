import { activityLogAlert } from "./activityLogSamples.ts";
import { alertIdOf } from "./commonSchema.ts";
import { contoso, resourceId } from "./contoso.ts";
import { shiftUtc, type Occurrence } from "./occurrence.ts";

type Body = Record<string, unknown>;

/** An incident of Azure itself. Its resolve is another alert with the same tracking id and stage Resolved. */
export function serviceHealth(o: Occurrence): Body {
  return activityLogAlert(o, {
    rule: "azure-service-issues",
    service: "ServiceHealth",
    target: `/subscriptions/${o.subscriptionId}`,
    description: "Microsoft reports an issue with a service that production uses.",
    correlationId: o.uuid("communication"),
    event: {
      authorization: null,
      // Numbers, where the legacy body of the same event has words.
      channels: 1,
      claims: null,
      caller: null,
      eventSource: 2,
      httpRequest: null,
      level: 3,
      operationName: "Microsoft.ServiceHealth/incident/action",
      properties: serviceHealthProperties(o),
      status: o.isResolved ? "Resolved" : "Active",
      subStatus: null,
      ResourceType: null,
    },
    essentials: { alertId: alertIdOf(o, o.eventUuid("alert").replaceAll("-", "") + o.hex("alert", 32)) },
  });
}

/** What `properties` of a service health event says, in both schemas. */
export function serviceHealthProperties(o: Occurrence): Body {
  const title = o.isResolved
    ? "Resolved - Azure SQL Database - connection failures in West Europe"
    : "Azure SQL Database - connection failures in West Europe";
  const communication = [
    o.isResolved
      ? "<p><strong>Summary of impact:</strong> Some customers could not connect to databases in West Europe.</p>"
      : "<p><strong>Impact statement:</strong> You may be unable to connect to databases in West Europe.</p>",
    o.isResolved
      ? "<p><strong>Mitigation:</strong> A faulty configuration was taken back; connections succeed again.</p>"
      : "<p><strong>Current status:</strong> Engineers have found a faulty configuration and are taking it back.</p>",
    "<p>The next message follows within <em>60 minutes</em> or as events warrant.</p>",
  ].join("\n");
  return {
    title,
    service: "SQL Database",
    region: "West Europe",
    communication,
    incidentType: "Incident",
    trackingId: trackingIdOf(o),
    impactStartTime: shiftUtc(o.firedAtUtc, -12 * 60_000),
    ...(o.isResolved ? { impactMitigationTime: shiftUtc(o.atUtc, -5 * 60_000) } : {}),
    impactedServices: JSON.stringify([
      {
        ImpactedRegions: [{ RegionName: "West Europe", RegionId: "westeurope" }],
        ServiceName: "SQL Database",
        ServiceId: "sql-database",
        ServiceGuid: o.uuid("service"),
      },
    ]),
    impactedServicesTableRows:
      "<tr>\r\n<td align='center'>SQL Database</td>\r\n<td align='center'>West Europe</td>\r\n</tr>",
    defaultLanguageTitle: title,
    defaultLanguageContent: communication,
    stage: o.isResolved ? "Resolved" : "Active",
    communicationId: String(
      o.between(10_000_000, 99_999_999, o.isResolved ? "second message" : "first message"),
    ),
    isHIR: "false",
    isSynthetic: "False",
    impactType: "SubscriptionList",
    version: "0.1.1",
  };
}

/** Microsoft's are shorter (`ABCD-1E2`); in these no two of a long run are the same. */
function trackingIdOf(o: Occurrence): string {
  const letters = o.hex("tracking", 11).toUpperCase();
  return `${letters.slice(0, 8)}-${letters.slice(8)}`;
}

/** Azure says that one resource is not available. */
export function resourceHealth(o: Occurrence): Body {
  const target = resourceId(o, contoso.shop, "Microsoft.Compute/virtualMachines", `vm-web-${o.serial}`);
  return activityLogAlert(o, {
    rule: "vm-unavailable",
    service: "Resource Health",
    target,
    description: "A production machine is not available.",
    event: {
      channels: "Admin, Operation",
      eventSource: "ResourceHealth",
      level: o.isResolved ? "Informational" : "Critical",
      operationName: `Microsoft.Resourcehealth/healthevent/${o.isResolved ? "Resolved" : "Activated"}/action`,
      properties: resourceHealthProperties(o),
      status: o.isResolved ? "Resolved" : "Active",
      "Activity Log Event Description": null,
    },
    essentials: { alertId: alertIdOf(o, o.eventUuid("alert")) },
  });
}

function resourceHealthProperties(o: Occurrence): Body {
  return {
    title: o.isResolved ? "Available" : "Machine crashed",
    details: o.isResolved
      ? "There are no known problems that affect this virtual machine."
      : "The virtual machine stopped because of a failure on its host. It is being started on another one.",
    currentHealthStatus: o.isResolved ? "Available" : "Unavailable",
    previousHealthStatus: o.isResolved ? "Unavailable" : "Available",
    type: "Downtime",
    cause: "PlatformInitiated",
  };
}
