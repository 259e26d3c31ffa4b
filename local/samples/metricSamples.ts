import { commonAlert } from "./commonSchema.ts";
import { contoso, resourceId, targetId } from "./contoso.ts";
import { sevenDigitsUtc, shiftUtc, type Occurrence } from "./occurrence.ts";

type Body = Record<string, unknown>;

const minuteMs = 60_000;

/** A static threshold on one virtual machine. */
export function metric(o: Occurrence): Body {
  const target = resourceId(o, contoso.shop, "Microsoft.Compute/virtualMachines", `vm-web-${o.serial}`);
  const rule = "vm-web-cpu-high";
  const properties = { team: "web-operations", runbook: "https://wiki.contoso.com/runbooks/vm-cpu" };
  return commonAlert(o, {
    rule,
    severity: "Sev2",
    signalType: "Metric",
    monitoringService: "Platform",
    target,
    originAlertId: metricOriginId(o, contoso.shop, rule),
    description: "The web tier answers slowly once a machine stays above 85 % for a quarter of an hour.",
    context: {
      properties,
      conditionType: "SingleResourceMultipleMetricCriteria",
      condition: {
        windowSize: "PT15M",
        allOf: [
          {
            metricName: "Percentage CPU",
            metricNamespace: "Microsoft.Compute/virtualMachines",
            operator: "GreaterThan",
            threshold: "85",
            timeAggregation: "Average",
            dimensions: [],
            metricValue: o.isResolved
              ? o.between(20, 60, "healthy") + 0.25
              : o.between(86, 99, "value") + 0.4375,
            webTestName: null,
          },
        ],
        ...windowOf(o, 15),
        staticThresholdFailingPeriods: { numberOfEvaluationPeriods: 0, minFailingPeriodsToAlert: 0 },
      },
    },
    customProperties: properties,
    essentials: { alertRuleID: metricRuleId(o, contoso.shop, rule) },
  });
}

/** A dynamic threshold, where Azure learns what is usual. */
export function metricDynamic(o: Occurrence): Body {
  const target = resourceId(
    o,
    contoso.data,
    "Microsoft.Storage/storageAccounts",
    `stcontosoorders${o.serial}`,
  );
  const rule = "storage-transactions-unusual";
  return commonAlert(o, {
    rule,
    severity: "Sev3",
    signalType: "Metric",
    monitoringService: "Platform",
    target,
    originAlertId: metricOriginId(o, contoso.data, rule),
    description: "More calls to the order archive than this hour of the week usually sees.",
    context: {
      properties: null,
      conditionType: "DynamicThresholdCriteria",
      condition: {
        windowSize: "PT5M",
        allOf: [
          {
            alertSensitivity: "Medium",
            failingPeriods: { numberOfEvaluationPeriods: 4, minFailingPeriodsToAlert: 3 },
            ignoreDataBefore: null,
            metricName: "Transactions",
            metricNamespace: "Microsoft.Storage/storageAccounts",
            operator: "GreaterThan",
            threshold: "1284.37",
            timeAggregation: "Total",
            dimensions: [{ name: "ApiName", value: "PutBlob" }],
            metricValue: o.isResolved ? 611 : o.between(1_400, 9_800, "value"),
            webTestName: null,
          },
        ],
        ...windowOf(o, 5),
      },
    },
  });
}

/** A rule over a whole resource group: Azure sends one notification for each resource. */
export function metricMultiResource(o: Occurrence): Body {
  const target = resourceId(
    o,
    contoso.payments,
    "Microsoft.Sql/servers/databases",
    "sql-payments-prod",
    `db-ledger-${o.serial}`,
  );
  const rule = "sql-dtu-and-deadlocks";
  const dimensions = [
    { name: "microsoft.resourceId", value: targetId(target) },
    { name: "microsoft.resourceType", value: "microsoft.sql/servers/databases" },
  ];
  const criterion = (
    metricName: string,
    threshold: string,
    metricValue: number,
    timeAggregation: string,
  ) => ({
    metricName,
    metricNamespace: "Microsoft.Sql/servers/databases",
    operator: "GreaterThan",
    threshold,
    timeAggregation,
    dimensions,
    metricValue,
    webTestName: null,
  });
  return commonAlert(o, {
    rule,
    severity: "Sev1",
    signalType: "Metric",
    monitoringService: "Platform",
    target,
    originAlertId: metricOriginId(o, contoso.payments, rule),
    description: "A ledger database is near its limit and transactions kill each other.",
    context: {
      properties: null,
      conditionType: "MultipleResourceMultipleMetricCriteria",
      condition: {
        windowSize: "PT5M",
        allOf: [
          criterion(
            "dtu_consumption_percent",
            "90",
            o.isResolved ? 41.5 : o.between(91, 100, "dtu"),
            "Average",
          ),
          criterion("deadlock", "0", o.isResolved ? 0 : o.between(1, 9, "deadlocks"), "Total"),
        ],
        ...windowOf(o, 5),
      },
    },
  });
}

/** A web test fails from several places. */
export function availability(o: Occurrence): Body {
  const target = resourceId(o, contoso.shop, "Microsoft.Insights/components", `appi-shop-${o.serial}`);
  const rule = `checkout-page-appi-shop-${o.serial}`;
  return commonAlert(o, {
    rule,
    severity: "Sev0",
    signalType: "Metric",
    monitoringService: "Platform",
    target,
    originAlertId: metricOriginId(o, contoso.shop, rule),
    description: "Customers cannot reach the checkout page.",
    context: {
      properties: null,
      conditionType: "WebtestLocationAvailabilityCriteria",
      condition: {
        windowSize: "PT5M",
        allOf: [
          {
            metricName: "Failed Location",
            metricNamespace: null,
            operator: "GreaterThan",
            threshold: "2",
            timeAggregation: "Sum",
            dimensions: [],
            metricValue: o.isResolved ? 0 : o.between(3, 5, "locations"),
            webTestName: rule,
          },
        ],
        ...windowOf(o, 5),
      },
    },
  });
}

export function metricRuleId(
  o: Occurrence,
  group: (typeof contoso)[keyof typeof contoso],
  rule: string,
): string {
  return resourceId(o, group, "Microsoft.Insights/metricAlerts", rule);
}

/** Repeats with every firing of the same rule on the same series, as Azure's own does. */
function metricOriginId(o: Occurrence, group: string, rule: string): string {
  const series = o.between(100_000_000, 2_000_000_000, "series");
  return `${o.subscriptionId}_${group}_Microsoft.Insights_metricAlerts_${rule}_${series}`;
}

function windowOf(o: Occurrence, minutes: number): Record<string, string> {
  // Azure evaluates some two minutes after the window has closed.
  const endUtc = shiftUtc(o.atUtc, -2 * minuteMs);
  return {
    windowStartTime: sevenDigitsUtc(shiftUtc(endUtc, -minutes * minuteMs)),
    windowEndTime: sevenDigitsUtc(endUtc),
  };
}
