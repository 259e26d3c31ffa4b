import { aCommonAlert } from "./commonAlert.ts";
import { component, orderVm, subscription } from "./ids.ts";

export const cpuCriterion = {
  metricName: "Percentage CPU",
  metricNamespace: "Microsoft.Compute/virtualMachines",
  operator: "GreaterThan",
  threshold: "85",
  timeAggregation: "Average",
  dimensions: [] as readonly object[],
  metricValue: 93.4 as number | null,
  webTestName: null as string | null,
};

export function aMetricContext(
  allOf: readonly object[],
  conditionType = "SingleResourceMultipleMetricCriteria",
) {
  return {
    properties: null as unknown,
    conditionType,
    condition: {
      windowSize: "PT5M",
      allOf,
      windowStartTime: "2026-02-03T10:07:00.000Z",
      windowEndTime: "2026-02-03T10:12:00.000Z",
    },
  };
}

/** Static threshold, as it came in 2026: link for investigation, `alertRuleID`, failing periods 0 of 0. */
export function aStaticMetricAlert(essentials: object = {}, customProperties: unknown = { team: "orders" }) {
  const context = aMetricContext([cpuCriterion]);
  return aCommonAlert({
    essentials: {
      alertRuleID: `/subscriptions/${subscription}/resourcegroups/rg-orders/providers/Microsoft.Insights/metricAlerts/Orders CPU high`,
      investigationLink:
        "https://portal.azure.com/#view/Microsoft_Azure_Monitoring_Alerts/Issue.ReactView/alertId/%2fsubscriptions%2fabc",
      targetResourceType: "microsoft.compute/virtualmachines",
      ...essentials,
    },
    alertContext: {
      ...context,
      condition: {
        ...context.condition,
        staticThresholdFailingPeriods: { numberOfEvaluationPeriods: 0, minFailingPeriodsToAlert: 0 },
      },
    },
    customProperties,
  });
}

export function aDynamicMetricAlert() {
  return aCommonAlert({
    essentials: { alertRule: "Orders requests unusual", severity: "Sev3" },
    alertContext: aMetricContext(
      [
        {
          ...cpuCriterion,
          metricName: "Requests",
          metricNamespace: "Microsoft.Web/sites",
          operator: "GreaterOrLessThan",
          threshold: "412.7",
          timeAggregation: "Total",
          metricValue: 1020,
          alertSensitivity: "Medium",
          failingPeriods: { numberOfEvaluationPeriods: 4, minFailingPeriodsToAlert: 3 },
          ignoreDataBefore: null,
        },
      ],
      "DynamicThresholdCriteria",
    ),
  });
}

/** One rule over many machines: the resource is in a dimension, whose entries carry keys of the rule's definition, too. */
export function aMultiResourceMetricAlert() {
  const resourceDimension = {
    name: "microsoft.resourceId",
    value: orderVm.replace("resourcegroups", "resourceGroups"),
    type: null,
    values: null,
    operator: null,
  };
  return aCommonAlert({
    alertContext: aMetricContext(
      [
        { ...cpuCriterion, dimensions: [resourceDimension] },
        {
          ...cpuCriterion,
          metricName: "Available Memory Bytes",
          operator: "LessThan",
          threshold: "500000000",
          metricValue: null,
        },
      ],
      "MultipleResourceMultipleMetricCriteria",
    ),
  });
}

export function aWebTestAlert() {
  return aCommonAlert({
    essentials: {
      alertRule: "Shop unreachable",
      severity: "Sev1",
      alertTargetIDs: [component],
      configurationItems: ["appi-orders"],
    },
    alertContext: aMetricContext(
      [
        {
          ...cpuCriterion,
          metricName: "Failed Location",
          metricNamespace: null,
          threshold: "2",
          timeAggregation: "Sum",
          metricValue: 4,
          webTestName: "shop-front",
        },
      ],
      "WebtestLocationAvailabilityCriteria",
    ),
  });
}

/** The common schema off. `status` Deactivated is its "resolved". */
export function aLegacyMetricAlert(data: object = {}, context: object = {}) {
  return {
    schemaId: "AzureMonitorMetricAlert",
    data: {
      version: "2.0",
      properties: { team: "orders", severity: "1" } as unknown,
      status: "Activated",
      context: {
        timestamp: "2026-02-03T10:15:30.1714014Z",
        id: `/subscriptions/${subscription}/resourceGroups/rg-orders/providers/microsoft.insights/metricAlerts/Orders%20CPU`,
        name: "Orders CPU",
        description: "CPU of the order machines",
        conditionType: "SingleResourceMultipleMetricCriteria",
        severity: "3",
        condition: {
          windowSize: "PT5M",
          allOf: [
            {
              ...cpuCriterion,
              dimensions: [
                { name: "Role", value: "api" },
                { name: "Instance", value: "0" },
              ],
            },
          ],
        },
        subscriptionId: subscription,
        resourceGroupName: "rg-orders",
        resourceName: "vm-orders-01",
        resourceType: "Microsoft.Compute/virtualMachines",
        resourceId: orderVm,
        portalLink: `https://portal.azure.com/#resource${orderVm}`,
        ...context,
      },
      ...data,
    },
  };
}

/** As reported in 2018: every key in PascalCase, `MetricValue` null, no severity. */
export function aPascalCaseMetricAlert() {
  return {
    schemaId: "AzureMonitorMetricAlert",
    data: {
      Version: "2.0",
      Status: "Deactivated",
      Context: {
        Timestamp: "2018-11-05T09:00:00.0000000Z",
        Id: `/subscriptions/${subscription}/resourceGroups/rg-orders/providers/microsoft.insights/metricAlerts/Queue`,
        Name: "Queue",
        ConditionType: "SingleResourceMultipleMetricCriteria",
        Condition: {
          WindowSize: "PT5M",
          AllOf: [
            {
              MetricName: "QueueLength",
              Operator: "GreaterThan",
              Threshold: "10",
              TimeAggregation: "PT5M",
              MetricValue: null,
            },
          ],
        },
        SubscriptionId: subscription,
        ResourceName: "vm-orders-01",
        ResourceId: orderVm,
        PortalLink: `https://portal.azure.com/#resource${orderVm}`,
      },
    },
  };
}

/** Retired, without any envelope. Properties may be nested. */
export function aClassicMetricAlert(status = "Activated") {
  return {
    status,
    context: {
      timestamp: "2016-04-01T08:30:00.5000000Z",
      id: `/subscriptions/${subscription}/resourceGroups/rg-orders/providers/microsoft.insights/alertrules/orders-requests`,
      name: "orders-requests",
      description: "Too many requests",
      conditionType: "Metric",
      condition: {
        metricName: "Requests",
        metricUnit: "Count",
        metricValue: "140",
        threshold: "100",
        windowSize: "15",
        timeAggregation: "Average",
        operator: "GreaterThanOrEqual",
      },
      subscriptionId: subscription,
      resourceGroupName: "rg-orders",
      resourceName: "contoso-orders",
      resourceType: "microsoft.web/sites",
      resourceId: `/subscriptions/${subscription}/resourceGroups/rg-orders/providers/Microsoft.Web/sites/Contoso-Orders`,
      portalLink: "https://portal.azure.com/#resource/subscriptions/x",
    },
    properties: { team: "orders", contact: { desk: "4", hours: [8, 17] } },
  };
}
