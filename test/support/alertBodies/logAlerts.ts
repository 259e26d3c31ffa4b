import { aCommonAlert } from "./commonAlert.ts";
import { component, orderVm, subscription, workspace } from "./ids.ts";

const resultsUi = "https://portal.azure.com#@fabrikam/blade/Microsoft_Azure_Monitoring_Logs/LogsBlade/q/eJyr";

const rowCountCriterion = {
  searchQuery: "Heartbeat | where Computer startswith 'vm-orders'",
  metricMeasureColumn: null as string | null,
  targetResourceTypes: "['Microsoft.OperationalInsights/workspaces']",
  operator: "LowerThan",
  threshold: "1",
  timeAggregation: "Count",
  dimensions: [
    { name: "_ResourceId", value: orderVm.replace("/virtualmachines/", "/virtualMachines/") },
  ] as readonly object[],
  metricValue: 0,
  failingPeriods: { numberOfEvaluationPeriods: 3, minFailingPeriodsToAlert: 2 },
  linkToSearchResultsUI: `${resultsUi}/all`,
  linkToFilteredSearchResultsUI: `${resultsUi}/filtered`,
  linkToSearchResultsAPI: "https://api.loganalytics.io/v1/workspaces/log-contoso/query",
  linkToFilteredSearchResultsAPI: "https://api.loganalytics.io/v1/workspaces/log-contoso/query",
};

/** Log Alerts V2: the rule looks at a workspace, the dimension says which machine. */
export function aLogQueryAlert(essentials: object = {}, criterion: object = {}) {
  return aCommonAlert({
    essentials: {
      alertRule: "Heartbeat missing",
      severity: "Sev1",
      signalType: "Log",
      monitoringService: "Log Alerts V2",
      alertTargetIDs: [workspace],
      configurationItems: [],
      originAlertId: "91d0c7f3-6a55-4b1e-8d21-f07be3a4c9d8",
      description: "",
      ...essentials,
    },
    alertContext: {
      properties: { team: "platform", escalation: { after: "15m" } },
      conditionType: "LogQueryCriteria",
      condition: {
        windowSize: "PT1H30M",
        allOf: [{ ...rowCountCriterion, ...criterion }],
        windowStartTime: "2026-02-03T08:45:00Z",
        windowEndTime: "2026-02-03T10:15:00Z",
      },
    },
    customProperties: { team: "orders" },
  });
}

/** A simple log alert: the row is in `event`, everything about thresholds is null. */
export function aSimpleLogAlert() {
  return aCommonAlert({
    essentials: {
      alertRule: "Payment exceptions",
      signalType: "Log",
      monitoringService: "Simple Log Alert",
      alertTargetIDs: [component],
      configurationItems: ["appi-orders"],
    },
    alertContext: {
      properties: {},
      conditionType: "LogQueryCriteria",
      condition: {
        windowSize: null,
        allOf: [
          {
            searchQuery: "exceptions | project timestamp, type, _ResourceId",
            operator: null,
            threshold: null,
            timeAggregation: null,
            dimensions: null,
            metricValue: 1,
            failingPeriods: null,
            linkToSearchResultsUI: `${resultsUi}/rows`,
            event: [
              [
                { name: "timestamp", value: "2026-02-03T10:14:59Z" },
                { name: "type", value: "Contoso.PaymentException" },
                { name: "_ResourceId", value: orderVm },
              ],
            ],
          },
        ],
        windowStartTime: null,
        windowEndTime: null,
      },
    },
  });
}

const searchResults = {
  tables: [
    {
      name: "PrimaryResult",
      columns: [
        { name: "Computer", type: "string" },
        { name: "_ResourceId", type: "string" },
      ],
      rows: [
        ["vm-orders-01", orderVm],
        ["nowhere", null],
      ],
    },
  ],
  dataSources: [{ resourceId: workspace, tables: ["Event"] }],
};

/** Log alerts of the first version in the common schema, with the first rows inside. */
export function aLogV1Alert(essentials: object = {}) {
  return aCommonAlert({
    essentials: {
      alertRule: "Spooler stopped",
      severity: "Sev2",
      signalType: "Log",
      monitoringService: "Log Analytics",
      alertTargetIDs: [workspace],
      configurationItems: null,
      alertContextVersion: "1.1",
      ...essentials,
    },
    alertContext: {
      SearchQuery: "Event | where EventID == 7036",
      SearchIntervalStartTimeUtc: "2/3/2026 9:36:33 AM",
      SearchIntervalEndtimeUtc: "2/3/2026 9:51:33 AM",
      ResultCount: 2,
      LinkToSearchResults: `${resultsUi}/v1`,
      SeverityDescription: "Warning",
      WorkspaceId: "5a0c7d1e-93b6-48f2-a4e7-06d81bc35f92",
      SearchIntervalDurationMin: "15",
      AffectedConfigurationItems: ["vm-orders-01"],
      SearchIntervalInMinutes: "15",
      Threshold: 0,
      Operator: "Greater Than",
      SearchResults: searchResults,
      IncludedSearchResults: "True",
      AlertType: "Number of results",
    },
  });
}

/** The same rule with the common schema off and no envelope at all. */
export function aFlatLogAlert(changes: object = {}) {
  return {
    SubscriptionId: subscription,
    AlertRuleName: "Spooler stopped",
    SearchQuery: "Event | where EventID == 7036",
    SearchIntervalStartTimeUtc: "2026-02-03T09:36:33",
    SearchIntervalEndtimeUtc: "2026-02-03T09:51:33",
    AlertThresholdOperator: "Greater Than",
    AlertThresholdValue: 0,
    ResultCount: 2,
    SearchIntervalInSeconds: 86400,
    LinkToSearchResults: `${resultsUi}/flat`,
    Description: "The print spooler has stopped",
    Severity: "Warning",
    SearchResult: searchResults,
    WorkspaceId: "5a0c7d1e-93b6-48f2-a4e7-06d81bc35f92",
    AlertType: "Metric measurement",
    Dimensions: [{ name: "Computer", value: "vm-orders-01" }],
    ...changes,
  };
}

/** The same in its envelope, as Application Insights sends it. */
export function anEnvelopedLogAlert(changes: object = {}) {
  return { schemaId: "Microsoft.Insights/LogAlert", data: aFlatLogAlert(changes) };
}
