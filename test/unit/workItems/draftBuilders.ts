import type { Alert, AlertDescription } from "../../../shared/alerts/alert.ts";
import type { Route } from "../../../shared/routing/route.ts";
import { defaultSeverityLevels } from "../../../shared/workItems/severityLevels.ts";

const subscriptionId = "6f1d2c3b-0000-4000-a000-000000000001";

export const machineId = `/subscriptions/${subscriptionId}/resourcegroups/rg-shop-prod/providers/microsoft.compute/virtualmachines/vm-web-007`;
export const alertId = `/subscriptions/${subscriptionId}/providers/Microsoft.AlertsManagement/alerts/7c0e5a10-0000-4000-a000-000000000007`;
export const correlationId = "atb-0123456789abcdef0123456789abcdef";

/** A fired metric alert on a virtual machine; a test names only what matters to it. */
export function anAlert(overrides: Partial<Alert> = {}): Alert {
  return {
    shape: "commonAlertSchema",
    family: "metric",
    monitoringService: "Platform",
    identity: { key: ["alert", alertId.toLowerCase()], orderedBy: "instance" },
    condition: "fired",
    severity: 2,
    alertId,
    ruleName: "vm-web-cpu-high",
    ruleId: null,
    targetIds: [machineId],
    configurationItems: ["vm-web-007"],
    subscriptionId,
    occurredAtUtc: "2026-03-01T11:58:00.000Z",
    customProperties: {},
    isTest: false,
    ...overrides,
  };
}

export function aDescription(overrides: Partial<AlertDescription> = {}): AlertDescription {
  return {
    title: "Percentage CPU above 85 on vm-web-007",
    text: "The web tier answers slowly.",
    firedAtUtc: "2026-03-01T11:58:00.000Z",
    resolvedAtUtc: null,
    facts: [
      { label: "Metric", value: "Percentage CPU" },
      { label: "Value", value: "93.5, threshold: greater than 85" },
    ],
    dimensions: [],
    links: [{ label: "Alert in the Azure portal", url: "https://portal.azure.com/#alert/7" }],
    ...overrides,
  };
}

export const aRoute: Pick<Route, "workItemKind" | "severityLevels" | "defaults"> = {
  workItemKind: "incident",
  severityLevels: defaultSeverityLevels,
  defaults: {},
};
