import { commonAlert } from "./commonSchema.ts";
import { contoso, resourceId } from "./contoso.ts";
import { sevenDigitsUtc, shiftUtc, type Occurrence } from "./occurrence.ts";

type Body = Record<string, unknown>;

const policyAssignment = "require-cost-centre";

/** Somebody restarted a machine. */
export function activity(o: Occurrence): Body {
  const target = resourceId(o, contoso.shop, "Microsoft.Compute/virtualMachines", `vm-web-${o.serial}`);
  const action = "Microsoft.Compute/virtualMachines/restart/action";
  return activityLogAlert(o, {
    rule: "vm-restarted",
    service: "Activity Log - Administrative",
    target,
    description: "A production machine was restarted by hand.",
    event: {
      authorization: { action, scope: target },
      claims: JSON.stringify({ appid: o.uuid("application"), name: "Robin Meyer" }),
      caller: "robin.meyer@contoso.com",
      eventSource: "Administrative",
      level: "Informational",
      operationName: action,
      properties: {
        eventCategory: "Administrative",
        entity: target,
        message: action,
        hierarchy: `${o.tenantId}/mg-contoso/mg-production/${o.subscriptionId}`,
      },
      status: "Succeeded",
      subStatus: "",
    },
  });
}

/** A resource does not comply with a policy. */
export function policy(o: Occurrence): Body {
  const target = resourceId(
    o,
    contoso.data,
    "Microsoft.Storage/storageAccounts",
    `stcontosoexport${o.serial}`,
  );
  const assignmentId = `/subscriptions/${o.subscriptionId}/providers/Microsoft.Authorization/policyAssignments/${policyAssignment}`;
  return activityLogAlert(o, {
    rule: "policy-audit",
    service: "Activity Log - Policy",
    target,
    description: "A resource without a cost centre was found.",
    event: {
      authorization: { action: "Microsoft.Resources/checkPolicyCompliance/read", scope: target },
      caller: o.uuid("policy engine"),
      eventSource: "Policy",
      level: "Warning",
      operationName: "Microsoft.Authorization/policies/audit/action",
      properties: {
        isComplianceCheck: "True",
        resourceLocation: "westeurope",
        ancestors: `mg-production,mg-contoso,${o.tenantId}`,
        policies: JSON.stringify([
          {
            policyDefinitionId: `/providers/Microsoft.Authorization/policyDefinitions/${o.uuid("definition")}/`,
            policyDefinitionReferenceId: "storageAccountsNeedCostCentre",
            policyDefinitionName: o.uuid("definition"),
            policyDefinitionEffect: "audit",
            policyAssignmentId: `${assignmentId}/`,
            policyAssignmentName: policyAssignment,
            policyAssignmentScope: `/subscriptions/${o.subscriptionId}`,
            policyAssignmentParameters: {},
          },
        ]),
      },
      status: "Succeeded",
      subStatus: "",
    },
  });
}

/** Autoscale added machines, as an activity log alert. */
export function autoscaleActivity(o: Occurrence): Body {
  const target = resourceId(
    o,
    contoso.shop,
    "Microsoft.Compute/virtualMachineScaleSets",
    `vmss-cart-${o.serial}`,
  );
  const oldCount = o.between(2, 6, "machines");
  const newCount = oldCount + 2;
  return activityLogAlert(o, {
    rule: "cart-scaled",
    service: "Activity Log - Autoscale",
    target,
    description: "The machines of the shopping cart were scaled.",
    event: {
      claims: JSON.stringify({ spn: "Microsoft.Insights/autoscaleSettings" }),
      caller: "Microsoft.Insights/autoscaleSettings",
      eventSource: "Autoscale",
      level: "Informational",
      operationName: "Microsoft.Insights/AutoscaleSettings/Scaleup/Action",
      properties: {
        description: `The autoscale engine attempting to scale resource '${target}' from ${oldCount} instances count to ${newCount} instances count.`,
        resourceName: target,
        oldInstancesCount: String(oldCount),
        newInstancesCount: String(newCount),
        activeAutoscaleProfile: JSON.stringify({
          Name: "Working hours",
          Capacity: { Minimum: "2", Maximum: "12", Default: "2" },
        }),
        lastScaleActionTime: new Date(o.atUtc).toUTCString(),
      },
      status: "Succeeded",
    },
  });
}

/** Microsoft Defender for Cloud saw something. */
export function security(o: Occurrence): Body {
  const machine = `vm-jump-${o.serial}`;
  const target = resourceId(o, contoso.monitoring, "Microsoft.Compute/virtualMachines", machine);
  return activityLogAlert(o, {
    rule: "defender-alerts",
    service: "Activity Log - Security",
    target,
    description: "Defender for Cloud raised an alert in a production subscription.",
    event: {
      eventSource: "Security",
      level: "Informational",
      operationName: "Microsoft.Security/locations/alerts/activate/action",
      properties: {
        category: "BruteForce",
        severity: "High",
        actionTaken: "Detected",
        compromisedEntity: machine,
        attackedResourceType: "Virtual Machine",
        resourceType: "Virtual Machine",
        remediationSteps: JSON.stringify([
          "Allow remote sign-in only through Bastion.",
          "Change the passwords of the accounts that were tried.",
        ]),
      },
      status: "Active",
      "Activity Log Event Description":
        "Many failed sign-ins. Several addresses tried to sign in with the names of accounts that do not exist.",
    },
    correlationId: o.uuid("defender alert"),
  });
}

/** Azure Advisor has an idea. */
export function recommendation(o: Occurrence): Body {
  const target = resourceId(
    o,
    contoso.data,
    "Microsoft.DBforPostgreSQL/flexibleServers",
    `psql-orders-${o.serial}`,
  );
  const type = o.uuid("recommendation type");
  return activityLogAlert(o, {
    rule: "advisor-performance",
    service: "Activity Log - Recommendation",
    target,
    description: "Azure Advisor has a new recommendation.",
    event: {
      claims: JSON.stringify({ emailaddress: "Microsoft.Advisor" }),
      caller: "Microsoft.Advisor",
      eventSource: "Recommendation",
      level: "Informational",
      operationName: "Microsoft.Advisor/recommendations/available/action",
      properties: {
        recommendationSchemaVersion: "1.0",
        recommendationCategory: "Performance",
        recommendationImpact: "Medium",
        recommendationName: "Move the server to a size with more memory",
        recommendationResourceLink: `https://portal.azure.com/#blade/Microsoft_Azure_Expert/RecommendationListBlade/source/ActivityLog/recommendationTypeId/${type}/resourceId/${encodeURIComponent(target)}`,
        recommendationType: type,
      },
      status: "Active",
      subStatus: "",
    },
  });
}

type ActivityLogAlert = {
  readonly rule: string;
  readonly service: string;
  readonly target: string;
  readonly description: string;
  readonly event: Body;
  /** Of the story that the event belongs to; by default one of its own. */
  readonly correlationId?: string;
  readonly essentials?: Body;
};

/** A body of the activity log family: always Fired, every event an alert of its own. */
export function activityLogAlert(o: Occurrence, alert: ActivityLogAlert): Body {
  const eventDataId = o.eventUuid("event");
  // The family never says Resolved: what is over is said inside the event.
  const fired: Occurrence = { ...o, isResolved: false, firedAtUtc: o.atUtc };
  return commonAlert(fired, {
    rule: alert.rule,
    severity: "Sev4",
    signalType: "Activity Log",
    monitoringService: alert.service,
    target: alert.target,
    originAlertId: `${eventDataId}_${o.hex("origin", 32)}`,
    description: alert.description,
    context: {
      channels: "Operation",
      correlationId: alert.correlationId ?? o.uuid("story"),
      eventTimestamp: sevenDigitsUtc(shiftUtc(o.atUtc, -45_000)),
      eventDataId,
      operationId: o.eventUuid("operation"),
      submissionTimestamp: sevenDigitsUtc(shiftUtc(o.atUtc, -20_000)),
      // The event's own text stands here since 2021; most events have none.
      "Activity Log Event Description": "",
      ...alert.event,
    },
    ...(alert.essentials === undefined ? {} : { essentials: alert.essentials }),
  });
}
