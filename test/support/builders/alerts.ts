import type { Alert, AlertDescription, Recognition } from "../../../shared/alerts/alert.ts";

export const firedAtUtc = "2026-03-01T11:59:00.000Z";
const subscriptionId = "6f1d2c3b-0000-4000-a000-000000000001";

/** A fired metric alert with an id of its own; a test names only what matters to it. */
export function anAlert(overrides: Partial<Alert> = {}): Alert {
  return {
    shape: "commonAlertSchema",
    family: "metric",
    monitoringService: "Platform",
    identity: { key: ["alert", "contoso-1"], orderedBy: "instance" },
    condition: "fired",
    severity: 2,
    alertId: "/subscriptions/6f1d2c3b/providers/Microsoft.AlertsManagement/alerts/contoso-1",
    ruleName: "Orders CPU high",
    ruleId: null,
    targetIds: [
      `/subscriptions/${subscriptionId}/resourceGroups/rg-orders/providers/Microsoft.Compute/virtualMachines/vm-1`,
    ],
    configurationItems: ["vm-1"],
    subscriptionId,
    occurredAtUtc: firedAtUtc,
    customProperties: {},
    isTest: false,
    ...overrides,
  };
}

/** Alerts of one rule, each an instance of its own: what a route groups. */
export function anInstance(name: string, overrides: Partial<Alert> = {}): Partial<Alert> {
  return { identity: { key: ["alert", name], orderedBy: "instance" }, alertId: name, ...overrides };
}

/** An alert without an instance id: the newest moment decides. */
export function aSeries(occurredAtUtc: string, overrides: Partial<Alert> = {}): Partial<Alert> {
  return { identity: { key: ["series", "vm-1"], orderedBy: "time" }, occurredAtUtc, ...overrides };
}

/** The body that `recogniseBody` understands as an alert with these differences from `anAlert`. */
export function bodyOf(overrides: Partial<Alert> = {}): string {
  return JSON.stringify({ contoso: overrides });
}

/** Stands in for recognition, whose own tests are elsewhere: a body says in our words what alert it is. */
export function recogniseBody(body: unknown): Recognition {
  if (typeof body !== "object" || body === null || !("contoso" in body)) {
    return { kind: "unknown", problems: ["It is not from contoso", "Its key is x"] };
  }
  const alert = anAlert(body.contoso as Partial<Alert>);
  return { kind: "recognised", alert, describe: () => description };
}

const description: AlertDescription = {
  title: "CPU above 85 on vm-1",
  text: null,
  firedAtUtc,
  resolvedAtUtc: null,
  facts: [],
  dimensions: [],
  links: [],
};
