import { aCommonAlert } from "./commonAlert.ts";
import { aMetricContext, cpuCriterion } from "./metricAlerts.ts";

/** The bodies of "Test action group": made-up ids, the same in every test. */

const fixedSubscription = "11111111-1111-1111-1111-111111111111";
const fixedAlertId = `/subscriptions/${fixedSubscription}/providers/Microsoft.AlertsManagement/alerts/12345678-1234-1234-1234-1234567890ab`;

export function aMetricTest(firedDateTime = "2026-02-03T10:15:30.248Z") {
  return aCommonAlert({
    essentials: {
      alertId: fixedAlertId,
      alertRule: "test-metricAlertRule",
      severity: "Sev3",
      firedDateTime,
      description: "Alert rule description",
    },
    alertContext: aMetricContext([cpuCriterion]),
  });
}

/** Its story is always over, although nobody has seen it begin. */
export function aServiceHealthTest() {
  return aCommonAlert({
    essentials: {
      alertId: `/subscriptions/${fixedSubscription}/providers/Microsoft.AlertsManagement/alerts/${"1234abcd5678efgh".repeat(4)}`,
      alertRule: "test-ServiceHealthAlertRule",
      severity: "Sev4",
      monitoringService: "ServiceHealth",
      alertTargetIDs: [`/subscriptions/${fixedSubscription}`],
    },
    alertContext: {
      channels: 1,
      eventSource: 2,
      level: 3,
      eventTimestamp: "2026-02-03T10:15:30.248Z",
      operationName: "Microsoft.ServiceHealth/incident/action",
      properties: {
        title: "Test Action Group",
        incidentType: "Incident",
        trackingId: "TEST-TTT",
        impactedServices: [
          { ImpactedRegions: [{ RegionName: "Global" }], ServiceName: "Azure Service Name" },
        ],
        stage: "Resolved",
        IsSynthetic: "True",
      },
      status: "Resolved",
    },
  });
}

/** Its alert id is a rule's. */
export function anActivityLogTest() {
  return aCommonAlert({
    essentials: {
      alertId: `/subscriptions/${fixedSubscription}/resourceGroups/test-RG/providers/microsoft.insights/activityLogAlerts/Test_Alert`,
      alertRule: "test-activityLogAlertRule",
      severity: "Sev4",
      monitoringService: "Activity Log - Administrative",
    },
    alertContext: {
      eventSource: "Administrative",
      level: "Informational",
      operationName: "restart",
      status: "Succeeded",
    },
  });
}

export function aBudgetTest() {
  return aCommonAlert({
    essentials: {
      alertId: `/subscriptions/${fixedSubscription}/providers/Microsoft.CostManagement/alerts/Test_Alert`,
      alertRule: null,
      severity: null,
      monitorCondition: null,
      monitoringService: "CostAlerts",
      alertTargetIDs: null,
    },
    alertContext: {
      AlertCategory: "budgets",
      AlertData: { BudgetName: "Test_actual_cost_budget", SpentAmount: "$11,111.00" },
    },
  });
}

/** A log alert test with the common schema off: a common body in two `data`, under the legacy schemaId. */
export function aDoublyWrappedLogTest() {
  const { data } = aCommonAlert({
    essentials: {
      alertId: fixedAlertId,
      alertRule: "test-logAlertRule-v2",
      monitoringService: "Log Alerts V2",
    },
    alertContext: { conditionType: "LogQueryCriteria", condition: { allOf: [{ searchQuery: "Heartbeat" }] } },
  });
  return { schemaId: "Microsoft.Insights/LogAlert", data: { data } };
}

/** An availability test with the common schema off: no time, no alert id. */
export function aDoublyWrappedWebTest() {
  const id = `/subscriptions/${fixedSubscription}/resourcegroups/test-RG/providers/microsoft.insights/metricalerts/test-availability`;
  return {
    schemaId: "AzureMonitorMetricAlert",
    data: {
      data: {
        version: "2.0",
        status: "Activated",
        properties: { customKey1: "value1" },
        context: {
          id,
          name: "test-availability",
          conditionType: "WebtestLocationAvailabilityCriteria",
          severity: "1",
          condition: {
            allOf: [{ ...cpuCriterion, metricName: "Failed Location", webTestName: "test-availability" }],
          },
          subscriptionId: fixedSubscription,
          resourceGroupName: "test-RG",
          resourceId: id.replace("metricalerts", "webtests"),
        },
      },
    },
  };
}
