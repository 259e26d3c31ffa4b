import { describe, expect, it } from "vitest";
import { identityHash } from "../../../shared/alerts/identityHash.ts";
import {
  aLegacyActivityLogAlert,
  anActivityLogAlert,
  anAutoscaleNotification,
} from "../../support/alertBodies/activityLogAlerts.ts";
import { aCommonAlert, resolvedAt } from "../../support/alertBodies/commonAlert.ts";
import {
  aLegacyResourceHealthAlert,
  aLegacyServiceHealthAlert,
  aResourceHealthAlert,
  aServiceHealthAlert,
} from "../../support/alertBodies/healthAlerts.ts";
import { alertGuid, alertIdOf, subscription } from "../../support/alertBodies/ids.ts";
import { aFlatLogAlert, anEnvelopedLogAlert } from "../../support/alertBodies/logAlerts.ts";
import {
  aClassicMetricAlert,
  aLegacyMetricAlert,
  aStaticMetricAlert,
} from "../../support/alertBodies/metricAlerts.ts";
import { aBudgetAlert, aLegacyBudgetAlert, anArmAlert } from "../../support/alertBodies/otherAlerts.ts";
import { alertIn } from "../../support/alertBodies/recognised.ts";

const later = "2026-02-03T12:00:00.000Z";
const otherGuid = "0d1e2f30-4152-4637-8495-a6b7c8d9eaf0";
const withoutId = (essentials: object) => aCommonAlert({ essentials: { alertId: null, ...essentials } });
const swapped = (dimensions: readonly object[]) => ({
  condition: { allOf: [{ metricName: "Percentage CPU", dimensions }] },
});
const role = { name: "Role", value: "api" };
const instance = { name: "INSTANCE", value: "0" };

describe("the identity of an alert", () => {
  it.each([
    ["an alert fired and resolved", "instance", aStaticMetricAlert(), aStaticMetricAlert(resolvedAt(later))],
    [
      "an alert id in another case",
      "instance",
      aStaticMetricAlert(),
      aStaticMetricAlert({ alertId: alertIdOf(alertGuid).toUpperCase() }),
    ],
    ["the webhook's alert and the ARM object", "instance", aStaticMetricAlert(), anArmAlert("Fired")],
    [
      "a bare GUID and the whole id",
      "instance",
      aStaticMetricAlert(),
      aStaticMetricAlert({ alertId: alertGuid }),
    ],
    [
      "an alert whose name is no GUID, in two scopes",
      "instance",
      aCommonAlert({ essentials: { alertId: alertIdOf("prom-1") } }),
      aCommonAlert({
        essentials: {
          alertId: `/subscriptions/${subscription}/resourceGroups/Rg/providers/microsoft.alertsmanagement/alerts/PROM-1/`,
        },
      }),
    ],
    ["an alert without id, fired and resolved", "instance", withoutId({}), withoutId(resolvedAt(later))],
    [
      "a service story's first and last update",
      "time",
      aServiceHealthAlert(),
      aServiceHealthAlert({ stage: "Resolved" }, later),
    ],
    [
      "a service story in both schemas",
      "time",
      aServiceHealthAlert(),
      aLegacyServiceHealthAlert({ trackingId: "qn4t-7vg" }),
    ],
    [
      "a resource that falls ill and recovers",
      "time",
      aResourceHealthAlert(),
      aResourceHealthAlert("Resolved"),
    ],
    ["a resource's health in both schemas", "time", aResourceHealthAlert(), aLegacyResourceHealthAlert()],
    [
      "a budget's threshold with other spending",
      "time",
      aBudgetAlert(),
      aBudgetAlert({ SpentAmount: "$9,500.00" }, { alertId: "/x/y" }),
    ],
    [
      "a legacy budget whose start is written in another way",
      "time",
      aLegacyBudgetAlert(),
      aLegacyBudgetAlert({ BudgetStartDate: "2026-02-01T08:00:00Z" }),
    ],
    [
      "a legacy metric alert fired and resolved",
      "time",
      aLegacyMetricAlert(),
      aLegacyMetricAlert({ status: "Deactivated" }, { timestamp: later }),
    ],
    [
      "a legacy metric alert with its dimensions in another order and case",
      "time",
      aLegacyMetricAlert({}, swapped([role, { ...instance, name: "Instance" }])),
      aLegacyMetricAlert({}, swapped([instance, role])),
    ],
    [
      "a log alert flat and enveloped",
      "time",
      aFlatLogAlert(),
      anEnvelopedLogAlert({ AlertRuleName: "SPOOLER STOPPED" }),
    ],
    ["a classic alert fired and resolved", "time", aClassicMetricAlert(), aClassicMetricAlert("Resolved")],
    [
      "an autoscale setting that scales out and in",
      "time",
      anAutoscaleNotification(),
      anAutoscaleNotification("Scale In"),
    ],
    [
      "an event of the legacy activity log in another case",
      "instance",
      aLegacyActivityLogAlert(),
      aLegacyActivityLogAlert({ eventDataId: "e1f7a2c4-05b8-4d93-8a6e-7c20f9d3b516" }),
    ],
    [
      "an operation whose events have no id",
      "time",
      aLegacyActivityLogAlert({ eventDataId: null, status: "Started" }),
      aLegacyActivityLogAlert({ eventDataId: null }),
    ],
    [
      "the same content in another order of keys",
      "instance",
      {
        schemaId: "azureMonitorCommonAlertSchema",
        data: { essentials: { severity: "Sev1", description: "x" } },
      },
      {
        data: { essentials: { description: "x", severity: "Sev1" } },
        schemaId: "azureMonitorCommonAlertSchema",
      },
    ],
  ] as const)("is one for %s", (_, orderedBy, one, other) => {
    expect(alertIn(other).identity).toEqual(alertIn(one).identity);
    expect(alertIn(one).identity.orderedBy).toBe(orderedBy);
  });

  it.each([
    ["alerts", aStaticMetricAlert(), aStaticMetricAlert({ alertId: alertIdOf(otherGuid) })],
    ["firings of an alert without id", withoutId({}), withoutId({ firedDateTime: later })],
    ["service stories", aServiceHealthAlert(), aServiceHealthAlert({ trackingId: "QN4T-7VH" })],
    [
      "subscriptions of one story",
      aServiceHealthAlert(),
      aLegacyServiceHealthAlert({}).data.context.activityLog.subscriptionId === subscription
        ? JSON.parse(
            JSON.stringify(aServiceHealthAlert()).replaceAll(new RegExp(subscription, "gi"), otherGuid),
          )
        : undefined,
    ],
    ["thresholds of a budget", aBudgetAlert(), aBudgetAlert({ NotificationThresholdAmount: "$5,000.00" })],
    ["threshold types of a budget", aBudgetAlert(), aBudgetAlert({ ThresholdType: "Forecasted" })],
    ["periods of a budget", aBudgetAlert(), aBudgetAlert({ BudgetStartDate: "2026-03-01" })],
    [
      "series of a legacy metric alert",
      aLegacyMetricAlert({}, swapped([role])),
      aLegacyMetricAlert({}, swapped([{ name: "Role", value: "web" }])),
    ],
    [
      "computers of a flat log alert",
      aFlatLogAlert(),
      aFlatLogAlert({ Dimensions: [{ name: "Computer", value: "vm-orders-02" }] }),
    ],
    ["workspaces of a flat log alert", aFlatLogAlert(), aFlatLogAlert({ WorkspaceId: otherGuid })],
    [
      "events of the legacy activity log",
      aLegacyActivityLogAlert(),
      aLegacyActivityLogAlert({ eventDataId: otherGuid }),
    ],
    [
      "events of the common activity log",
      anActivityLogAlert(),
      anActivityLogAlert({}, { alertId: alertIdOf(otherGuid) }),
    ],
  ])("is not one for two %s", (_, one, other) => {
    expect(alertIn(other).identity).not.toEqual(alertIn(one).identity);
  });

  it("holds no wording that an author may edit", () => {
    const edited = aStaticMetricAlert({ description: "edited", alertRule: "renamed", severity: "Sev0" });
    expect(alertIn(edited).identity).toEqual(alertIn(aStaticMetricAlert()).identity);
  });

  it("never depends on when the body was received", () => {
    const bodies = [
      withoutId({ firedDateTime: null }),
      aLegacyMetricAlert({}, { timestamp: null }),
      aLegacyBudgetAlert(),
    ];
    for (const body of bodies) expect(alertIn(body, later).identity).toEqual(alertIn(body).identity);
  });
});

describe("the hash of an identity", () => {
  it("is 32 hex digits and the same for the same key", () => {
    const hash = identityHash({ key: ["alert", alertGuid], orderedBy: "instance" });
    expect(hash).toMatch(/^[0-9a-f]{32}$/);
    expect(identityHash({ key: ["alert", alertGuid], orderedBy: "time" })).toBe(hash);
  });

  it("keeps apart what only reads the same", () => {
    expect(identityHash({ key: ["ab", "c"], orderedBy: "time" })).not.toBe(
      identityHash({ key: ["a", "bc"], orderedBy: "time" }),
    );
  });
});
