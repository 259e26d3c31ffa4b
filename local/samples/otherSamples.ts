import { alertIdOf, commonAlert } from "./commonSchema.ts";
import { contoso, portalLink, resourceId, targetId } from "./contoso.ts";
import { sevenDigitsUtc, shiftUtc, type Occurrence } from "./occurrence.ts";

type Body = Record<string, unknown>;

/** Application Insights noticed a change of behaviour by itself. */
export function smartDetector(o: Occurrence): Body {
  const target = resourceId(o, contoso.shop, "Microsoft.Insights/components", `appi-shop-${o.serial}`);
  return commonAlert(o, {
    rule: `Failure Anomalies - appi-shop-${o.serial}`,
    severity: "Sev3",
    signalType: "Log",
    monitoringService: "SmartDetector",
    target,
    originAlertId: o.hex("origin", 64),
    description: "Tells of an unusual rise in the rate of failed requests or calls to dependencies.",
    context: smartDetectorContext(o),
  });
}

function smartDetectorContext(o: Occurrence): Body {
  const failed = o.between(20, 60, "failed");
  return {
    DetectionSummary: "An abnormal rise in failed request rate",
    FormattedOccurrenceTime: shiftUtc(o.firedAtUtc, -10 * 60_000),
    DetectedFailureRate: `${failed}.0% (${failed * 4}/400 requests)`,
    NormalFailureRate: "0.4% (over the last 30 minutes)",
    SmartDetectorId: "FailureAnomaliesDetector",
    SmartDetectorName: "Failure Anomalies",
    AnalysisTimestamp: sevenDigitsUtc(o.firedAtUtc),
  };
}

/** A rule of managed Prometheus on a cluster. */
export function prometheus(o: Occurrence): Body {
  const cluster = `aks-shop-${o.serial}`;
  const group = "kubernetes-pods";
  const workspace = resourceId(o, contoso.monitoring, "Microsoft.Monitor/accounts", "amw-contoso-prod");
  return commonAlert(o, {
    rule: `${group}/KubePodCrashLooping`,
    severity: "Sev3",
    signalType: "Metric",
    monitoringService: "Prometheus",
    target: workspace,
    originAlertId: o.uuid("origin"),
    description: "A pod starts again and again.",
    context: {
      interval: "PT1M",
      expression:
        'max_over_time(kube_pod_container_status_waiting_reason{reason="CrashLoopBackOff", job="kube-state-metrics"}[5m]) >= 1',
      expressionValue: o.isResolved ? "0" : "1",
      for: "PT15M",
      labels: {
        alertname: "KubePodCrashLooping",
        cluster,
        container: "checkout",
        namespace: "shop",
        pod: `checkout-${o.hex("pod", 9)}-${o.hex("replica", 5)}`,
        reason: "CrashLoopBackOff",
        "microsoft.resourceid": resourceId(
          o,
          contoso.shop,
          "Microsoft.ContainerService/managedClusters",
          cluster,
        ).toLowerCase(),
      },
      annotations: { summary: "The container checkout has crashed repeatedly for a quarter of an hour." },
      ruleGroup: resourceId(o, contoso.monitoring, "Microsoft.AlertsManagement/prometheusRuleGroups", group),
    },
    essentials: { configurationItems: [cluster] },
  });
}

/** A backup job failed. It is about the machine, the target is the vault. */
export function backup(o: Occurrence): Body {
  const vault = resourceId(o, contoso.data, "Microsoft.RecoveryServices/vaults", "rsv-contoso-prod");
  const machineName = `vm-sql-${o.serial}`;
  const machine = resourceId(o, contoso.payments, "Microsoft.Compute/virtualMachines", machineName);
  const container = `iaasvmcontainerv2;${contoso.payments};${machineName}`;
  const item = `${vault}/backupFabrics/Azure/protectionContainers/${container}/protectedItems/vm;${container}`;
  return commonAlert(o, {
    rule: "Backup Failure",
    severity: "Sev1",
    signalType: "Log",
    monitoringService: "Azure Backup",
    target: vault,
    originAlertId: `${o.between(100_000_000, 999_999_999, "origin")}_0_${o.hex("origin", 32)}usererrorvmnotindesirablestate`,
    description: "The machine was in a state in which it cannot be backed up.",
    context: {
      category: "Jobs",
      sourceId: machine,
      sourceType: "AzureVM",
      sourceVersion: "IaaSVMContainer",
      affectedItems: machine,
      protectedItemId: item,
      linkedResourceId: machine,
      linkedResourceName: machineName,
      formattedSourceType: "AzureVM",
      alertVersionNumber: "V2020_10",
      firstLevelContainerId: container,
      secondLevelContainerId: null,
      extendedInfo: {
        jobId: o.uuid("job"),
        possibleCauses: null,
        occurrenceCount: 1,
        recommendedActions:
          "Start the machine, or wait until its current operation has ended, and run the backup again.",
      },
    },
    essentials: { region: "westeurope" },
  });
}

/** A budget is nearly spent. Budgets have no rule, no severity and no target. */
export function budget(o: Occurrence): Body {
  const name = `budget-shop-${o.serial}`;
  return {
    schemaId: "azureMonitorCommonAlertSchema",
    data: {
      essentials: {
        monitoringService: "CostAlerts",
        firedDateTime: sevenDigitsUtc(o.firedAtUtc),
        description: `Your spend for budget ${name} is now $4,212.80 exceeding your specified threshold $4,000.00.`,
        essentialsVersion: "1.0",
        alertContextVersion: "1.0",
        alertId: `/subscriptions/${o.subscriptionId}/providers/Microsoft.CostManagement/alerts/${o.uuid("alert")}`,
        alertRule: null,
        severity: null,
        signalType: null,
        monitorCondition: "Fired",
        alertTargetIDs: null,
        configurationItems: ["budgets"],
        originAlertId: null,
      },
      alertContext: {
        AlertCategory: "budgets",
        AlertData: {
          Scope: `/subscriptions/${o.subscriptionId}/`,
          ThresholdType: "Actual",
          BudgetType: "Cost",
          BudgetThreshold: "$5,000.00",
          NotificationThresholdAmount: "$4,000.00",
          BudgetName: name,
          BudgetId: `/subscriptions/${o.subscriptionId}/providers/Microsoft.Consumption/budgets/${name}`,
          BudgetStartDate: `${o.atUtc.slice(0, 7)}-01`,
          BudgetCreator: "finance@contoso.com",
          Unit: "USD",
          SpentAmount: "$4,212.80",
        },
      },
    },
  };
}

/** The object that the Alerts Management API returns, which smart detection also posts. Its names differ. */
export function armAlert(o: Occurrence): Body {
  const component = resourceId(o, contoso.shop, "Microsoft.Insights/components", `appi-search-${o.serial}`);
  const rule = `Failure Anomalies - appi-search-${o.serial}`;
  return {
    properties: {
      essentials: {
        severity: "Sev3",
        signalType: "Log",
        alertState: "New",
        monitorCondition: o.isResolved ? "Resolved" : "Fired",
        monitorService: "Smart Detector",
        targetResource: targetId(component),
        targetResourceName: `appi-search-${o.serial}`,
        targetResourceGroup: contoso.shop,
        targetResourceType: "microsoft.insights/components",
        sourceCreatedId: o.hex("origin", 64),
        alertRule: resourceId(o, contoso.shop, "microsoft.alertsmanagement/smartDetectorAlertRules", rule),
        startDateTime: sevenDigitsUtc(o.firedAtUtc),
        lastModifiedDateTime: sevenDigitsUtc(o.atUtc),
        ...(o.isResolved ? { monitorConditionResolvedDateTime: sevenDigitsUtc(o.atUtc) } : {}),
        lastModifiedUserName: "System",
        actionStatus: { isSuppressed: false },
        description: "Tells of an unusual rise in the rate of failed requests or calls to dependencies.",
      },
      context: {
        ...smartDetectorContext(o),
        LinksTable: [
          { Link: `<a href="${portalLink(component)}" target="_blank">View in Application Insights</a>` },
        ],
      },
      egressConfig: { displayConfig: [] },
    },
    id: `${targetId(component)}${alertIdOf(o, o.uuid("alert")).replace(/^\/subscriptions\/[^/]+/u, "")}`,
    type: "Microsoft.AlertsManagement/alerts",
    name: rule,
  };
}

/** What "Test action group" in the portal sends: the same ids in every test, only the moment differs. */
export function testNotification(o: Occurrence): Body {
  const subscription = "11111111-1111-1111-1111-111111111111";
  // Milliseconds for the sequence, because two tests never share the moment.
  const firedAtUtc = shiftUtc(o.firedAtUtc, o.sequence);
  return {
    schemaId: "azureMonitorCommonAlertSchema",
    data: {
      essentials: {
        alertId: `/subscriptions/${subscription}/providers/Microsoft.AlertsManagement/alerts/12345678-1234-1234-1234-1234567890ab`,
        alertRule: "test-metricAlertRule",
        severity: "Sev3",
        signalType: "Metric",
        monitorCondition: "Fired",
        monitoringService: "Platform",
        alertTargetIDs: [
          `/subscriptions/${subscription}/resourcegroups/test-RG/providers/Microsoft.Storage/storageAccounts/test-storageAccount`,
        ],
        configurationItems: ["test-storageAccount"],
        originAlertId: `${subscription}_test-RG_microsoft.insights_metricAlerts_test-metricAlertRule_1234567890`,
        firedDateTime: firedAtUtc,
        description: "Alert rule description",
        essentialsVersion: "1.0",
        alertContextVersion: "1.0",
      },
      alertContext: {
        properties: null,
        conditionType: "SingleResourceMultipleMetricCriteria",
        condition: {
          windowSize: "PT5M",
          allOf: [
            {
              metricName: "Transactions",
              metricNamespace: "Microsoft.Storage/storageAccounts",
              operator: "GreaterThan",
              threshold: "0",
              timeAggregation: "Total",
              dimensions: [{ name: "ApiName", value: "GetBlob" }],
              metricValue: 100,
              webTestName: null,
            },
          ],
          windowStartTime: firedAtUtc,
          windowEndTime: firedAtUtc,
        },
      },
      customProperties: { customKey1: "value1", customKey2: "value2" },
    },
  };
}

/** JSON that no known sender posts, such as the hand-written payload of an old log rule. */
export function unknown(o: Occurrence): Body {
  return {
    text: `Nightly import ${o.serial} of Contoso is late`,
    reportedAt: o.atUtc,
    ticket: o.uuid("ticket"),
  };
}
