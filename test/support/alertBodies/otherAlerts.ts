import { aCommonAlert } from "./commonAlert.ts";
import { alertGuid, component, orderVm, resource, subscription } from "./ids.ts";

export const cluster = resource("rg-aks", "microsoft.containerservice/managedclusters", "aks-orders");
const vault = resource("rg-backup", "microsoft.recoveryservices/vaults", "rsv-contoso");
const monitorWorkspace = resource("rg-monitoring", "microsoft.monitor/accounts", "amw-contoso");

export function aPrometheusAlert(context: object = {}, essentials: object = {}) {
  return aCommonAlert({
    essentials: {
      alertRule: "orders-rules/KubePodCrashLooping",
      severity: "Sev3",
      monitoringService: "Prometheus",
      alertTargetIDs: [monitorWorkspace],
      configurationItems: ["aks-orders"],
      originAlertId: "2b7e91c4-08fd-4b36-a5d1-7f40c9e2d863",
      description: undefined,
      ...essentials,
    },
    alertContext: {
      interval: "PT1M",
      expression: "rate(kube_pod_container_status_restarts_total[10m]) > 0",
      expressionValue: "12.7m",
      for: "PT15M",
      labels: {
        alertname: "KubePodCrashLooping",
        cluster: "aks-orders",
        namespace: "orders",
        pod: "orders-7d9f",
        severity: "critical",
        "microsoft.resourceid": cluster,
      },
      annotations: {
        summary: "A pod restarts again and again",
        description: "Pod orders-7d9f is crash looping.",
        runbook_url: "https://runbooks.contoso.com/crashloop",
      },
      ruleGroup: `/subscriptions/${subscription}/resourcegroups/rg-monitoring/providers/Microsoft.AlertsManagement/prometheusRuleGroups/orders%20rules`,
      ...context,
    },
    customProperties: null,
  });
}

export function aSmartDetectorAlert() {
  return aCommonAlert({
    essentials: {
      alertRule: "Failure Anomalies - appi-orders",
      severity: "Sev3",
      signalType: "Log",
      monitoringService: "SmartDetector",
      alertTargetIDs: [component],
      configurationItems: ["appi-orders"],
    },
    alertContext: {
      DetectionSummary: "An abnormal rise in failed request rate",
      FormattedOccurrenceTime: "2026-02-03T10:00:00Z",
      DetectedFailureRate: "41.2% (103/250 requests)",
      NormalFailureRate: "0.4% (over the last 40 minutes)",
      SmartDetectorId: "FailureAnomaliesDetector",
      SmartDetectorName: "Failure Anomalies",
      AnalysisTimestamp: "2026-02-03T10:14:00Z",
    },
  });
}

/** The alert as an ARM object, scoped to its target, as smart detection was documented to post it. */
export function anArmAlert(monitorCondition = "Resolved") {
  return {
    id: `${component}/providers/Microsoft.AlertsManagement/alerts/${alertGuid.toUpperCase()}`,
    type: "Microsoft.AlertsManagement/alerts",
    name: "Failure Anomalies - appi-orders",
    properties: {
      essentials: {
        severity: "Sev3",
        signalType: "Log",
        alertState: "New",
        monitorCondition,
        monitorService: "Smart Detector",
        targetResource: component,
        targetResourceName: "appi-orders",
        sourceCreatedId: "1a0a5b6436a9b2a1",
        alertRule: resource(
          "rg-orders",
          "microsoft.alertsmanagement/smartdetectoralertrules",
          "failure anomalies - appi-orders",
        ),
        startDateTime: "2026-02-03T10:14:02.5802978Z",
        monitorConditionResolvedDateTime: "2026-02-03T18:25:26.4440603Z",
        description: "An unusual rise in the rate of failed requests.",
      },
      context: {
        DetectionSummary: "An abnormal rise in failed request rate",
        FormattedOccurenceTime: "2026-02-03T10:00:00Z",
        DetectedFailureRate: "41.2% (103/250 requests)",
        SmartDetectorName: "Failure Anomalies",
      },
    },
  };
}

export function aBackupAlert() {
  return aCommonAlert({
    essentials: {
      alertRule: "Backup Failure",
      severity: "Sev1",
      signalType: "Log",
      monitoringService: "Azure Backup",
      alertTargetIDs: [vault],
      configurationItems: ["rsv-contoso"],
      description: "The last full backup has failed.",
    },
    alertContext: {
      category: "Jobs",
      sourceId: `${orderVm}/providers/Microsoft.RecoveryServices/backupProtectedItem/SQLDataBase;MSSQLSERVER;Orders`,
      sourceType: "SQLDataBase",
      extendedInfo: {
        jobId: "5e0d8f3b-17c4-4a92-bd60-c8213fa79e54",
        possibleCauses: null,
        occurrenceCount: 2,
        recommendedActions: "Start a full backup.",
      },
      protectedItemId: `${vault}/backupFabrics/Azure/protectionContainers/VMAppContainer;x/protectedItems/SQLDataBase;MSSQLSERVER;Orders`,
      linkedResourceId: orderVm,
      linkedResourceName: "vm-orders-01",
      formattedSourceType: "AzureVmSQL",
    },
    customProperties: null,
  });
}

/** Budgets: nearly everything in the essentials is null. */
export function aBudgetAlert(data: object = {}, essentials: object = {}) {
  return aCommonAlert({
    essentials: {
      alertId: `/subscriptions/${subscription}/providers/Microsoft.CostManagement/alerts/orders-2026-02`,
      alertRule: null,
      severity: null,
      signalType: null,
      monitorCondition: null,
      monitoringService: "CostAlerts",
      alertTargetIDs: null,
      configurationItems: ["budgets"],
      originAlertId: null,
      description: "Your spend for budget orders is now $9,120.00.",
      ...essentials,
    },
    alertContext: {
      AlertCategory: "budgets",
      AlertData: {
        Scope: `/subscriptions/${subscription}/`,
        ThresholdType: "Actual",
        BudgetType: "Cost",
        BudgetThreshold: "$10,000.00",
        NotificationThresholdAmount: "$9,000.00",
        BudgetName: "orders",
        BudgetId: `/subscriptions/${subscription}/providers/Microsoft.Consumption/budgets/orders`,
        BudgetStartDate: "2026-02-01",
        BudgetCreator: "robin@contoso.com",
        Unit: "USD",
        SpentAmount: "$9,120.00",
        ...data,
      },
    },
  });
}

export function aLegacyBudgetAlert(data: object = {}) {
  return {
    schemaId: "AIP Budget Notification",
    data: {
      SubscriptionName: "contoso-prod",
      SubscriptionId: subscription,
      ResourceGroup: "rg-orders",
      SpendingAmount: "9120.4",
      BudgetStartDate: "2/1/2026 12:00:00 AM -08:00",
      Budget: "10000",
      Unit: "USD",
      BudgetCreator: "robin@contoso.com",
      BudgetName: "orders",
      BudgetType: "Cost",
      NotificationThresholdAmount: "9000.0",
      ...data,
    },
  };
}

/** A service that nobody knows yet. */
export function aFutureAlert() {
  return aCommonAlert({
    essentials: {
      monitoringService: "Some Future Service",
      signalType: "Unknown",
      alertRule: "Something new",
    },
    alertContext: { finding: "odd", count: 42, nested: { deep: true }, caller: "robin@contoso.com" },
  });
}
