import { aCommonAlert } from "./commonAlert.ts";
import { orderVm, subscription } from "./ids.ts";

const personalClaims = JSON.stringify({
  name: "Robin Example",
  upn: "robin@contoso.com",
  ipaddr: "203.0.113.9",
});

const restartEvent = {
  authorization: { action: "Microsoft.Compute/virtualMachines/restart/action", scope: orderVm },
  channels: "Operation" as string | number,
  claims: personalClaims,
  caller: "robin@contoso.com",
  correlationId: "3d9a41f0-7b26-4c85-9e13-a05fd7c26b84",
  eventSource: "Administrative" as string | number,
  eventTimestamp: "2026-02-03T10:15:00.1234567+01:00",
  httpRequest: '{"clientIpAddress":"203.0.113.9"}',
  eventDataId: "E1F7A2C4-05B8-4D93-8A6E-7C20F9D3B516",
  level: "Error" as string | number,
  operationName: "Microsoft.Compute/virtualMachines/restart/action",
  operationId: "3d9a41f0-7b26-4c85-9e13-a05fd7c26b84",
  properties: { eventCategory: "Administrative", entity: orderVm } as unknown,
  status: "Failed",
  subStatus: "Conflict",
  submissionTimestamp: "2026-02-03T09:15:20.000Z",
};

/** An activity log event in the common schema, always Sev4 and Fired. */
export function anActivityLogAlert(
  event: object = {},
  essentials: object = {},
  customProperties: unknown = null,
) {
  return aCommonAlert({
    essentials: {
      alertRule: "Machine operations",
      severity: "Sev4",
      signalType: "Activity Log",
      monitoringService: "Activity Log - Administrative",
      originAlertId: "e1f7a2c4-05b8-4d93-8a6e-7c20f9d3b516_0a1b2c3d",
      firedDateTime: "2026-02-03T09:16:02.5Z",
      description: "Somebody works on machines",
      ...essentials,
    },
    alertContext: { ...restartEvent, ...event },
    customProperties,
  });
}

/** The same event with the common schema off. */
export function aLegacyActivityLogAlert(event: object = {}, properties: unknown = {}) {
  return {
    schemaId: "Microsoft.Insights/activityLogs",
    data: {
      status: "Activated",
      context: {
        activityLog: {
          ...restartEvent,
          description: "",
          resourceId: orderVm,
          resourceGroupName: "rg-orders",
          resourceType: "Microsoft.Compute/virtualMachines",
          subscriptionId: subscription,
          ...event,
        },
      },
      properties,
    },
  };
}

export const policyEvent = {
  eventSource: "Policy",
  level: "Warning",
  caller: "9b1c6f20-4ad7-4e58-b3f9-62d0817ac5e4",
  operationName: "Microsoft.Authorization/policies/audit/action",
  status: "Succeeded",
  properties: {
    isComplianceCheck: "False",
    resourceLocation: "westeurope",
    policies: JSON.stringify([
      {
        policyDefinitionId: "/providers/Microsoft.Authorization/policyDefinitions/1f2e3d",
        policyDefinitionReferenceId: "diskEncryption",
        policyDefinitionEffect: "AuditIfNotExists",
        policyAssignmentId: `/subscriptions/${subscription}/providers/Microsoft.Authorization/policyAssignments/baseline`,
      },
    ]),
  },
};

export const autoscaleEvent = {
  eventSource: "Autoscale",
  level: "Informational",
  caller: "Microsoft.Insights/autoscaleSettings",
  operationName: "Microsoft.Insights/AutoscaleSettings/Scaleup/Action",
  status: "Succeeded",
  properties: { oldInstancesCount: "3", newInstancesCount: "5", resourceName: orderVm },
};

export const defenderEvent = {
  authorization: undefined,
  claims: undefined,
  caller: undefined,
  eventSource: "Security",
  level: "Informational",
  operationName: "Microsoft.Security/locations/alerts/activate/action",
  status: "Active",
  "Activity Log Event Description":
    "Suspicious sign-in to a machine. Somebody signed in from an unusual place.",
  properties: {
    severity: "High",
    compromisedEntity: "vm-orders-01",
    actionTaken: "Detected",
    attackedResourceType: "Virtual Machine",
    intent: '["Persistence"]',
    remediationSteps: '["Rotate the keys","Check the sign-in log"]',
    accountsUsed: '["robin"]',
  },
};

export const advisorEvent = {
  claims: '{"emailaddress":"Microsoft.Advisor"}',
  caller: "Microsoft.Advisor",
  eventSource: "Recommendation",
  level: "Informational",
  operationName: "Microsoft.Advisor/recommendations/available/action",
  status: "Active",
  properties: {
    recommendationCategory: "Cost",
    recommendationImpact: "High",
    recommendationName: "Shut down unused machines",
    recommendationResourceLink:
      "https://portal.azure.com/#blade/Microsoft_Azure_Expert/RecommendationListBlade",
  },
};

/** What autoscale itself posts. */
export function anAutoscaleNotification(operation = "Scale Out") {
  return {
    version: "1.0",
    status: "Activated",
    operation,
    context: {
      timestamp: "2026-02-03T07:01:47.8926726Z",
      id: `/subscriptions/${subscription}/resourceGroups/rg-orders/providers/microsoft.insights/autoscalesettings/orders-plan`,
      name: "orders-plan",
      details: "Autoscale started to scale 'plan-orders' from capacity '1' to capacity '2'",
      subscriptionId: subscription,
      resourceGroupName: "rg-orders",
      resourceName: "plan-orders",
      resourceType: "microsoft.web/serverfarms",
      resourceId: `/subscriptions/${subscription}/resourceGroups/rg-orders/providers/Microsoft.Web/serverfarms/plan-orders`,
      portalLink: `https://portal.azure.com/#resource/subscriptions/${subscription}`,
      oldCapacity: "1",
      newCapacity: "2",
    },
    properties: { team: "orders" },
  };
}
