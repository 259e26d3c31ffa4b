import { describe, expect, it } from "vitest";
import {
  advisorEvent,
  aLegacyActivityLogAlert,
  anActivityLogAlert,
  anAutoscaleNotification,
  autoscaleEvent,
  defenderEvent,
  policyEvent,
} from "../../support/alertBodies/activityLogAlerts.ts";
import { aCommonAlert, resolvedAt } from "../../support/alertBodies/commonAlert.ts";
import {
  aLegacyResourceHealthAlert,
  aLegacyServiceHealthAlert,
  aResourceHealthAlert,
  aServiceHealthAlert,
} from "../../support/alertBodies/healthAlerts.ts";
import { component, orderVm, subscription, workspace } from "../../support/alertBodies/ids.ts";
import {
  aFlatLogAlert,
  aLogQueryAlert,
  aLogV1Alert,
  anEnvelopedLogAlert,
  aSimpleLogAlert,
} from "../../support/alertBodies/logAlerts.ts";
import {
  aClassicMetricAlert,
  aDynamicMetricAlert,
  aLegacyMetricAlert,
  aMultiResourceMetricAlert,
  aPascalCaseMetricAlert,
  aStaticMetricAlert,
  aWebTestAlert,
} from "../../support/alertBodies/metricAlerts.ts";
import {
  aBackupAlert,
  aBudgetAlert,
  aFutureAlert,
  aLegacyBudgetAlert,
  anArmAlert,
  aPrometheusAlert,
  aSmartDetectorAlert,
  cluster,
} from "../../support/alertBodies/otherAlerts.ts";
import { alertIn, descriptionOf, receivedAtUtc } from "../../support/alertBodies/recognised.ts";

const vmInRows = orderVm;
const vmInDimension = orderVm.replace("/virtualmachines/", "/virtualMachines/");

describe("recognising a body", () => {
  it.each`
    what                         | body                                                                                     | shape                      | family              | condition     | severity | title
    ${"metric, static"}          | ${aStaticMetricAlert()}                                                                  | ${"commonAlertSchema"}     | ${"metric"}         | ${"fired"}    | ${2}     | ${"Percentage CPU greater than 85 on vm-orders-01 (Sev2)"}
    ${"metric, resolved"}        | ${aStaticMetricAlert(resolvedAt("2026-02-03T11:00:00Z"))}                                | ${"commonAlertSchema"}     | ${"metric"}         | ${"resolved"} | ${2}     | ${"Percentage CPU greater than 85 on vm-orders-01 (Sev2)"}
    ${"metric, dynamic"}         | ${aDynamicMetricAlert()}                                                                 | ${"commonAlertSchema"}     | ${"metric"}         | ${"fired"}    | ${3}     | ${"Requests outside the dynamic threshold 412.7 on vm-orders-01 (Sev3)"}
    ${"metric, many"}            | ${aMultiResourceMetricAlert()}                                                           | ${"commonAlertSchema"}     | ${"metric"}         | ${"fired"}    | ${2}     | ${"Percentage CPU greater than 85 on vm-orders-01 and 1 more condition (Sev2)"}
    ${"web test"}                | ${aWebTestAlert()}                                                                       | ${"commonAlertSchema"}     | ${"metric"}         | ${"fired"}    | ${1}     | ${"Failed Location greater than 2 on web test shop-front (Sev1)"}
    ${"metric, legacy"}          | ${aLegacyMetricAlert()}                                                                  | ${"metricAlert"}           | ${"metric"}         | ${"fired"}    | ${3}     | ${"Percentage CPU greater than 85 on vm-orders-01 (Sev3)"}
    ${"metric, PascalCase"}      | ${aPascalCaseMetricAlert()}                                                              | ${"metricAlert"}           | ${"metric"}         | ${"resolved"} | ${null}  | ${"QueueLength greater than 10 on vm-orders-01"}
    ${"metric, classic"}         | ${aClassicMetricAlert()}                                                                 | ${"classicMetricAlert"}    | ${"metric"}         | ${"fired"}    | ${null}  | ${"Requests greater than or equal to 100 on Contoso-Orders"}
    ${"log query"}               | ${aLogQueryAlert()}                                                                      | ${"commonAlertSchema"}     | ${"logQuery"}       | ${"fired"}    | ${1}     | ${"Heartbeat missing: Count of rows less than 1 on vm-orders-01 (Sev1)"}
    ${"simple log"}              | ${aSimpleLogAlert()}                                                                     | ${"commonAlertSchema"}     | ${"simpleLog"}      | ${"fired"}    | ${2}     | ${"Payment exceptions: a row matches on vm-orders-01 (Sev2)"}
    ${"log, first version"}      | ${aLogV1Alert()}                                                                         | ${"commonAlertSchema"}     | ${"logV1"}          | ${"fired"}    | ${2}     | ${"Spooler stopped: number of results greater than 0 on vm-orders-01 (Sev2)"}
    ${"log, flat"}               | ${aFlatLogAlert()}                                                                       | ${"flatLogAlert"}          | ${"logV1"}          | ${"fired"}    | ${2}     | ${"Spooler stopped: measurement greater than 0 on vm-orders-01 (Sev2)"}
    ${"log, enveloped"}          | ${anEnvelopedLogAlert({ Severity: "High" })}                                             | ${"logAlert"}              | ${"logV1"}          | ${"fired"}    | ${1}     | ${"Spooler stopped: measurement greater than 0 on vm-orders-01 (Sev1)"}
    ${"administrative"}          | ${anActivityLogAlert()}                                                                  | ${"commonAlertSchema"}     | ${"administrative"} | ${"fired"}    | ${1}     | ${"Microsoft.Compute/virtualMachines/restart/action (Failed) on vm-orders-01 (Sev1)"}
    ${"administrative, legacy"}  | ${aLegacyActivityLogAlert()}                                                             | ${"activityLog"}           | ${"administrative"} | ${"fired"}    | ${1}     | ${"Microsoft.Compute/virtualMachines/restart/action (Failed) on vm-orders-01 (Sev1)"}
    ${"policy"}                  | ${anActivityLogAlert(policyEvent)}                                                       | ${"commonAlertSchema"}     | ${"policy"}         | ${"fired"}    | ${2}     | ${"Policy AuditIfNotExists of diskEncryption on vm-orders-01 (Sev2)"}
    ${"autoscale"}               | ${anActivityLogAlert(autoscaleEvent)}                                                    | ${"commonAlertSchema"}     | ${"autoscale"}      | ${"fired"}    | ${3}     | ${"Autoscale from 3 to 5 instances on vm-orders-01 (Sev3)"}
    ${"autoscale, its own"}      | ${anAutoscaleNotification()}                                                             | ${"autoscaleNotification"} | ${"autoscale"}      | ${"fired"}    | ${null}  | ${"Scale Out from 1 to 2 instances on plan-orders"}
    ${"Defender"}                | ${anActivityLogAlert(defenderEvent)}                                                     | ${"commonAlertSchema"}     | ${"security"}       | ${"fired"}    | ${1}     | ${"Suspicious sign-in to a machine on vm-orders-01 (Sev1)"}
    ${"Advisor"}                 | ${anActivityLogAlert(advisorEvent)}                                                      | ${"commonAlertSchema"}     | ${"recommendation"} | ${"fired"}    | ${2}     | ${"Advisor (Cost): Shut down unused machines on vm-orders-01 (Sev2)"}
    ${"Advisor, legacy"}         | ${aLegacyActivityLogAlert(advisorEvent)}                                                 | ${"activityLog"}           | ${"recommendation"} | ${"fired"}    | ${2}     | ${"Advisor (Cost): Shut down unused machines on vm-orders-01 (Sev2)"}
    ${"service health"}          | ${aServiceHealthAlert()}                                                                 | ${"commonAlertSchema"}     | ${"serviceHealth"}  | ${"fired"}    | ${1}     | ${"Service issue: Storage - West Europe (QN4T-7VG) (Sev1)"}
    ${"service health, legacy"}  | ${aLegacyServiceHealthAlert()}                                                           | ${"activityLog"}           | ${"serviceHealth"}  | ${"fired"}    | ${1}     | ${"Service issue: Storage - West Europe (QN4T-7VG) (Sev1)"}
    ${"resource health"}         | ${aResourceHealthAlert()}                                                                | ${"commonAlertSchema"}     | ${"resourceHealth"} | ${"fired"}    | ${1}     | ${"vm-orders-01 is unavailable: Stopped by the platform (Sev1)"}
    ${"resource health, legacy"} | ${aLegacyResourceHealthAlert()}                                                          | ${"activityLog"}           | ${"resourceHealth"} | ${"fired"}    | ${1}     | ${"VM-ORDERS-01 is unavailable: Stopped by the platform (Sev1)"}
    ${"smart detection"}         | ${aSmartDetectorAlert()}                                                                 | ${"commonAlertSchema"}     | ${"smartDetector"}  | ${"fired"}    | ${3}     | ${"An abnormal rise in failed request rate in appi-orders (Sev3)"}
    ${"ARM object"}              | ${anArmAlert()}                                                                          | ${"armAlert"}              | ${"smartDetector"}  | ${"resolved"} | ${3}     | ${"An abnormal rise in failed request rate in appi-orders (Sev3)"}
    ${"Prometheus"}              | ${aPrometheusAlert()}                                                                    | ${"commonAlertSchema"}     | ${"prometheus"}     | ${"fired"}    | ${3}     | ${"KubePodCrashLooping on aks-orders (orders-7d9f) (Sev3)"}
    ${"backup"}                  | ${aBackupAlert()}                                                                        | ${"commonAlertSchema"}     | ${"backup"}         | ${"fired"}    | ${1}     | ${"Backup Failure: The last full backup has failed on vm-orders-01 (Sev1)"}
    ${"budget"}                  | ${aBudgetAlert()}                                                                        | ${"commonAlertSchema"}     | ${"budget"}         | ${"fired"}    | ${null}  | ${"Budget orders: spend $9,120.00 exceeds the threshold $9,000.00"}
    ${"budget, forecast"}        | ${aBudgetAlert({ ThresholdType: "Forecasted", ForecastedTotalForPeriod: "$11,000.00" })} | ${"commonAlertSchema"}     | ${"budget"}         | ${"fired"}    | ${null}  | ${"Budget orders: forecast $11,000.00 exceeds the threshold $9,000.00"}
    ${"budget, legacy"}          | ${aLegacyBudgetAlert()}                                                                  | ${"budgetNotification"}    | ${"budget"}         | ${"fired"}    | ${null}  | ${"Budget orders: spend 9120.4 exceeds the threshold 9000.0"}
    ${"unknown service"}         | ${aFutureAlert()}                                                                        | ${"commonAlertSchema"}     | ${"other"}          | ${"fired"}    | ${2}     | ${"Something new on vm-orders-01 (Sev2)"}
    ${"nothing but essentials"}  | ${{ schemaId: "azureMonitorCommonAlertSchema", data: { essentials: {} } }}               | ${"commonAlertSchema"}     | ${"other"}          | ${"fired"}    | ${null}  | ${"Azure Monitor alert"}
  `("$what", ({ body, title, ...expected }: { body: unknown; title: string }) => {
    const { shape, family, condition, severity, isTest } = alertIn(body);
    const { what: _, ...parts } = expected as unknown as Record<string, unknown>;
    expect({ shape, family, condition, severity }).toEqual(parts);
    expect(isTest).toBe(false);
    expect(descriptionOf(body).title).toBe(title);
  });

  it.each([
    [
      "the machine of a metric's dimension before the target",
      aMultiResourceMetricAlert(),
      [orderVm.replace("resourcegroups", "resourceGroups")],
    ],
    [
      "the machine of a log query's dimension before the workspace",
      aLogQueryAlert(),
      [vmInDimension, workspace],
    ],
    [
      "a configuration item that is an id before the workspace",
      aLogQueryAlert({ configurationItems: [component, "short"] }, { dimensions: [] }),
      [component, workspace],
    ],
    ["the machine of the matching row before the application", aSimpleLogAlert(), [vmInRows, component]],
    ["the machine of the embedded rows before the workspace", aLogV1Alert(), [vmInRows, workspace]],
    ["the machine of the rows of a flat log alert", aFlatLogAlert(), [vmInRows]],
    [
      "the cluster before the Azure Monitor workspace",
      aPrometheusAlert(),
      [cluster, expect.stringContaining("amw-contoso")],
    ],
    [
      "the backed-up machine before the vault",
      aBackupAlert(),
      [orderVm, expect.stringContaining("rsv-contoso")],
    ],
    ["the subscription of a budget", aBudgetAlert(), [`/subscriptions/${subscription}`]],
    [
      "the resource group of a legacy budget",
      aLegacyBudgetAlert(),
      [`/subscriptions/${subscription}/resourceGroups/rg-orders`],
    ],
    [
      "a single text where a list was expected",
      aCommonAlert({ essentials: { alertTargetIDs: orderVm } }),
      [orderVm],
    ],
    ["nothing where there are no targets", aCommonAlert({ essentials: { alertTargetIDs: null } }), []],
  ])("takes as target %s", (_, body, targets) => {
    expect(alertIn(body).targetIds).toEqual(targets);
  });

  it.each([
    ["as sent", aStaticMetricAlert(), ["vm-orders-01"]],
    ["of the log's affected items", aLogV1Alert(), ["vm-orders-01"]],
    ["of the backed-up machine first", aBackupAlert(), ["vm-orders-01", "rsv-contoso"]],
    [
      "of the compromised entity",
      anActivityLogAlert(defenderEvent, { configurationItems: null }),
      ["vm-orders-01"],
    ],
    ["of Prometheus' cluster label", aPrometheusAlert({}, { configurationItems: null }), ["aks-orders"]],
    ["without the word that stands in every budget", aBudgetAlert(), []],
  ])("offers configuration items %s", (_, body, items) => {
    expect(alertIn(body).configurationItems).toEqual(items);
  });

  it.each([
    ["when it fired", aStaticMetricAlert(), "2026-02-03T10:15:30.123Z"],
    [
      "when it resolved",
      aStaticMetricAlert(resolvedAt("2026-02-03T11:00:00.12Z")),
      "2026-02-03T11:00:00.120Z",
    ],
    [
      "when a resolved was received that does not say when",
      aStaticMetricAlert({ monitorCondition: "Resolved" }),
      receivedAtUtc,
    ],
    [
      "UTC where there is no zone",
      aStaticMetricAlert({ firedDateTime: "2026-02-03T10:15:30.0623172" }),
      "2026-02-03T10:15:30.062Z",
    ],
    [
      "the event's time of a service health update, not the alert's",
      aServiceHealthAlert(),
      "2026-02-03T09:00:00.000Z",
    ],
    ["the event's time of a resource health event", aResourceHealthAlert(), "2026-02-03T09:15:00.123Z"],
    ["the end of a flat log alert's search", aFlatLogAlert(), "2026-02-03T09:51:33.000Z"],
    [
      "the end of a search in American",
      anEnvelopedLogAlert({ SearchIntervalEndtimeUtc: "2/3/2026 9:51:33 PM" }),
      "2026-02-03T21:51:33.000Z",
    ],
    [
      "the receipt of a legacy budget, which has only the start of its period",
      aLegacyBudgetAlert(),
      receivedAtUtc,
    ],
  ])("occurred: %s", (_, body, occurredAtUtc) => {
    expect(alertIn(body).occurredAtUtc).toBe(occurredAtUtc);
  });

  it.each([
    ["of the envelope", aStaticMetricAlert(), { team: "orders" }],
    [
      "of both places, the envelope's first, nested ones as JSON",
      aLogQueryAlert(),
      { team: "orders", escalation: '{"after":"15m"}' },
    ],
    ["of a legacy alert", aLegacyMetricAlert(), { team: "orders", severity: "1" }],
    [
      "of a classic alert, nested",
      aClassicMetricAlert(),
      { team: "orders", contact: '{"desk":"4","hours":[8,17]}' },
    ],
    [
      "never out of an event's properties",
      anActivityLogAlert({}, {}, { team: "orders" }),
      { team: "orders" },
    ],
    ["none where there are none", anActivityLogAlert(), {}],
  ])("reads custom properties %s", (_, body, customProperties) => {
    expect(alertIn(body).customProperties).toEqual(customProperties);
  });

  it("knows a rule's id in both spellings", () => {
    const ids = ["alertRuleId", "alertRuleID"].map(
      (name) => alertIn(aCommonAlert({ essentials: { [name]: "/rules/1" } })).ruleId,
    );
    expect(ids).toEqual(["/rules/1", "/rules/1"]);
  });

  it.each([
    ["in capitals", { ...aStaticMetricAlert(), schemaId: "AZUREMONITORCOMMONALERTSCHEMA" }],
    ["as the last key", Object.fromEntries(Object.entries(aStaticMetricAlert()).reverse())],
    ["inside a JSON string", JSON.stringify(aStaticMetricAlert())],
    [
      "in a runbook's wrapper",
      { WebhookName: "x", RequestBody: JSON.stringify(aStaticMetricAlert()), RequestHeader: {} },
    ],
    [
      "in two nested data",
      { schemaId: "azureMonitorCommonAlertSchema", data: { data: aStaticMetricAlert().data } },
    ],
    ["without a schemaId", { data: aStaticMetricAlert().data }],
    [
      "with the context as a JSON string",
      aCommonAlert({
        alertContext: JSON.stringify({ conditionType: "x", condition: { allOf: [{ metricName: "m" }] } }),
      }),
    ],
  ])("understands a common alert %s", (_, body) => {
    expect(alertIn(body)).toMatchObject({ shape: "commonAlertSchema", family: "metric", severity: 2 });
  });

  it.each(["Resource Health", "ResourceHealth", "resource-health"])(
    "takes the service %s as a hint",
    (monitoringService) => {
      const body = aCommonAlert({ essentials: { monitoringService }, alertContext: {} });
      expect(alertIn(body)).toMatchObject({ family: "resourceHealth", monitoringService });
    },
  );

  it("believes the context more than the service's name", () => {
    expect(alertIn(aLogQueryAlert({ monitoringService: "Platform" })).family).toBe("logQuery");
  });

  it("reads levels and sources of events as names and as numbers", () => {
    const named = anActivityLogAlert({ level: "Critical", eventSource: "ServiceHealth" });
    const numbered = anActivityLogAlert({ level: 1, eventSource: 2 });
    expect(alertIn(numbered).family).toBe(alertIn(named).family);
    expect(alertIn(anActivityLogAlert({ level: 1 })).severity).toBe(0);
  });
});
