import { commonAlert } from "./commonSchema.ts";
import { contoso, resourceId } from "./contoso.ts";
import { sevenDigitsUtc, shiftUtc, type Occurrence } from "./occurrence.ts";

type Body = Record<string, unknown>;

const minuteMs = 60_000;

const stoppedServicesQuery = [
  "Heartbeat",
  '| where ResourceGroup == "rg-shop-prod"',
  "| summarize LastSeen = max(TimeGenerated) by Computer, _ResourceId",
  "| where LastSeen < ago(10m)",
  "| project Computer, _ResourceId, MinutesSilent = datetime_diff('minute', now(), LastSeen)",
].join("\n");

/** A log search rule of today (`Log Alerts V2`), split by machine. */
export function log(o: Occurrence): Body {
  const computer = `vm-web-${o.serial}`;
  const workspace = resourceId(
    o,
    contoso.monitoring,
    "Microsoft.OperationalInsights/workspaces",
    "log-contoso-prod",
  );
  return commonAlert(o, {
    rule: "machine-silent",
    severity: "Sev2",
    signalType: "Log",
    monitoringService: "Log Alerts V2",
    target: workspace,
    originAlertId: o.uuid("origin"),
    description: "A machine of the shop has not reported for ten minutes.",
    context: {
      properties: { team: "web-operations" },
      conditionType: "LogQueryCriteria",
      condition: {
        windowSize: "PT10M",
        allOf: [
          {
            searchQuery: stoppedServicesQuery,
            metricMeasureColumn: "MinutesSilent",
            targetResourceTypes: "['Microsoft.OperationalInsights/workspaces']",
            operator: "GreaterThan",
            threshold: "10",
            timeAggregation: "Maximum",
            dimensions: [
              { name: "Computer", value: computer },
              {
                name: "_ResourceId",
                value: resourceId(
                  o,
                  contoso.shop,
                  "Microsoft.Compute/virtualMachines",
                  computer,
                ).toLowerCase(),
              },
            ],
            metricValue: o.isResolved ? 0 : o.between(11, 20, "minutes"),
            failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 },
            ...queryLinks(o, workspace, stoppedServicesQuery, `Computer == "${computer}"`),
          },
        ],
        windowStartTime: shiftUtc(o.atUtc, -10 * minuteMs),
        windowEndTime: o.atUtc,
      },
    },
    customProperties: { team: "web-operations" },
    essentials: { configurationItems: [computer] },
  });
}

const exceptionsQuery =
  "exceptions | where timestamp > ago(5m) | project timestamp, operation_Name, type, outerMessage, cloud_RoleName";

/** A simple log search rule: every row of the result is an alert of its own. */
export function simpleLog(o: Occurrence): Body {
  const target = resourceId(
    o,
    contoso.payments,
    "Microsoft.Insights/components",
    `appi-payments-${o.serial}`,
  );
  return commonAlert(o, {
    rule: "payment-exceptions",
    severity: "Sev3",
    signalType: "Log",
    monitoringService: "Simple Log Alert",
    target,
    originAlertId: o.uuid("origin"),
    description: "The payment service threw an exception.",
    context: {
      properties: {},
      conditionType: "LogQueryCriteria",
      condition: {
        windowSize: null,
        allOf: [
          {
            searchQuery: exceptionsQuery,
            metricMeasureColumn: null,
            targetResourceTypes: null,
            operator: null,
            threshold: null,
            timeAggregation: null,
            dimensions: null,
            metricValue: 1,
            failingPeriods: null,
            ...queryLinks(o, target, exceptionsQuery, `itemId == "${o.uuid("item")}"`),
            event: [
              [
                { name: "timestamp", value: sevenDigitsUtc(shiftUtc(o.atUtc, -minuteMs)) },
                { name: "operation_Name", value: "POST /api/payments" },
                { name: "type", value: "System.TimeoutException" },
                { name: "outerMessage", value: "The card network did not answer within 15 seconds." },
                { name: "cloud_RoleName", value: "payments-api" },
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

/** A log search rule from before 2021 with the common schema on: rows are embedded, keys are PascalCase. */
export function logV1(o: Occurrence): Body {
  const workspace = resourceId(
    o,
    contoso.monitoring,
    "Microsoft.OperationalInsights/workspaces",
    "log-contoso-prod",
  );
  const query = 'ConfigurationData | where SvcName == "Spooler" and SvcState == "Stopped"';
  const computer = `print-${o.serial}.corp.contoso.com`;
  const links = queryLinks(o, workspace, query, `Computer == "${computer}"`);
  return commonAlert(o, {
    rule: "print-spooler-stopped",
    severity: "Sev3",
    signalType: "Log",
    monitoringService: "Log Analytics",
    target: workspace,
    originAlertId: o.uuid("origin"),
    description: "The print spooler of a branch stopped.",
    contextVersion: "1.1",
    context: {
      SearchQuery: query,
      SearchIntervalStartTimeUtc: shiftUtc(o.atUtc, -15 * minuteMs),
      SearchIntervalEndtimeUtc: shiftUtc(o.atUtc, -5 * minuteMs),
      ResultCount: 1,
      LinkToSearchResults: links.linkToSearchResultsUI,
      LinkToFilteredSearchResultsUI: links.linkToFilteredSearchResultsUI,
      SeverityDescription: "Informational",
      WorkspaceId: o.uuid("workspace"),
      SearchIntervalDurationMin: "10",
      SearchIntervalInMinutes: "10",
      AffectedConfigurationItems: [computer],
      AlertType: "Number of results",
      Threshold: 0,
      Operator: "Greater Than",
      IncludeSearchResults: true,
      SearchResults: rowsOf(o, computer, workspace),
    },
    essentials: { configurationItems: [computer] },
  });
}

/** The one row of a log v1 result, as tables with columns. */
export function rowsOf(o: Occurrence, computer: string, workspace: string): Body {
  return {
    tables: [
      {
        name: "PrimaryResult",
        columns: [
          { name: "Computer", type: "string" },
          { name: "SvcName", type: "string" },
          { name: "SvcState", type: "string" },
          { name: "TimeGenerated", type: "datetime" },
        ],
        rows: [[computer, "Spooler", "Stopped", shiftUtc(o.atUtc, -6 * minuteMs)]],
      },
    ],
    dataSources: [
      { resourceId: workspace.toLowerCase(), region: "westeurope", tables: ["ConfigurationData"] },
    ],
  };
}

type QueryLinks = Record<
  | "linkToSearchResultsUI"
  | "linkToFilteredSearchResultsUI"
  | "linkToSearchResultsAPI"
  | "linkToFilteredSearchResultsAPI",
  string
>;

/** The four links that a log alert carries, about as long as real ones. */
export function queryLinks(o: Occurrence, scope: string, query: string, filter: string): QueryLinks {
  const span = encodeURIComponent(`${shiftUtc(o.atUtc, -10 * minuteMs)}/${o.atUtc}`);
  const page = (text: string) => {
    const resources = encodeURIComponent(JSON.stringify({ resources: [{ resourceId: scope }] }));
    // The portal packs the query; its length is what matters here.
    const packed = encodeURIComponent(Buffer.from(text).toString("base64"));
    return (
      `https://portal.azure.com#@${o.tenantId}/blade/Microsoft_Azure_Monitoring_Logs/LogsBlade` +
      `/source/Alerts.EmailLinks/scope/${resources}/q/${packed}/prettify/1/timespan/${span}`
    );
  };
  const api = (text: string) =>
    `https://api.loganalytics.io/v1${scope}/query?query=${encodeURIComponent(text)}&timespan=${span}`;
  const filtered = `${query}\n| where ${filter}`;
  return {
    linkToSearchResultsUI: page(query),
    linkToFilteredSearchResultsUI: page(filtered),
    linkToSearchResultsAPI: api(query),
    linkToFilteredSearchResultsAPI: api(filtered),
  };
}
