import { contoso, nameOf, portalLink, resourceGroupOf, resourceId } from "./contoso.ts";
import { serviceHealthProperties } from "./healthSamples.ts";
import { queryLinks, rowsOf } from "./logSamples.ts";
import { metricRuleId } from "./metricSamples.ts";
import { sevenDigitsUtc, shiftUtc, type Occurrence } from "./occurrence.ts";

type Body = Record<string, unknown>;

/** A metric alert with the common schema off. */
export function legacyMetric(o: Occurrence): Body {
  const target = resourceId(o, contoso.shop, "Microsoft.Web/sites", `app-catalogue-${o.serial}`);
  const rule = "app-server-errors";
  return {
    schemaId: "AzureMonitorMetricAlert",
    data: {
      version: "2.0",
      properties: { team: "web-operations" },
      status: o.isResolved ? "Deactivated" : "Activated",
      context: {
        timestamp: sevenDigitsUtc(o.atUtc),
        id: metricRuleId(o, contoso.shop, rule),
        name: rule,
        description: "The catalogue answers with server errors.",
        conditionType: "SingleResourceMultipleMetricCriteria",
        severity: "1",
        condition: {
          windowSize: "PT5M",
          allOf: [
            {
              metricName: "Http5xx",
              metricNamespace: "Microsoft.Web/sites",
              operator: "GreaterThan",
              threshold: "10",
              timeAggregation: "Total",
              dimensions: [{ name: "Instance", value: `RD${o.hex("instance", 12).toUpperCase()}` }],
              metricValue: o.isResolved ? 0 : o.between(11, 400, "errors"),
              webTestName: null,
            },
          ],
        },
        ...placeOf(o, target, "Microsoft.Web/sites"),
        portalLink: portalLink(target),
      },
    },
  };
}

/** A metric alert of the retired kind. */
export function classicMetric(o: Occurrence): Body {
  const target = resourceId(o, contoso.shop, "Microsoft.Web/sites", `app-newsletter-${o.serial}`);
  return {
    status: o.isResolved ? "Resolved" : "Activated",
    context: {
      timestamp: sevenDigitsUtc(o.atUtc),
      id: resourceId(o, contoso.shop, "microsoft.insights/alertrules", "newsletter-requests"),
      name: "newsletter-requests",
      description: "Many more requests than the newsletter usually sees.",
      conditionType: "Metric",
      condition: {
        metricName: "Requests",
        metricUnit: "Count",
        metricValue: o.isResolved ? "120" : String(o.between(5_001, 20_000, "requests")),
        threshold: "5000",
        windowSize: "15",
        timeAggregation: "Total",
        operator: "GreaterThanOrEqual",
      },
      ...placeOf(o, target, "microsoft.web/sites"),
      resourceRegion: "westeurope",
      portalLink: portalLink(target),
    },
    properties: { team: "marketing" },
  };
}

/** What autoscale posts by itself, without an action group. */
export function autoscale(o: Occurrence): Body {
  const target = resourceId(o, contoso.shop, "Microsoft.Web/serverfarms", `plan-catalogue-${o.serial}`);
  const name = `scale-catalogue-${o.serial}`;
  const capacity = o.between(1, 8, "capacity");
  return {
    version: "1.0",
    status: "Activated",
    operation: "Scale Out",
    context: {
      timestamp: sevenDigitsUtc(o.atUtc),
      id: resourceId(o, contoso.shop, "microsoft.insights/autoscalesettings", name),
      name,
      details: `Autoscale successfully started scale operation for resource '${nameOf(target)}' from capacity '${capacity}' to capacity '${capacity + 1}'`,
      ...placeOf(o, target, "microsoft.web/serverfarms"),
      resourceRegion: "West Europe",
      portalLink: portalLink(target),
      oldCapacity: String(capacity),
      newCapacity: String(capacity + 1),
    },
    properties: {},
  };
}

/** An administrative event with the common schema off: no rule, no severity, no alert id. */
export function legacyActivity(o: Occurrence): Body {
  const target = resourceId(
    o,
    contoso.payments,
    "Microsoft.Network/networkSecurityGroups",
    `nsg-payments-${o.serial}`,
  );
  const action = "Microsoft.Network/networkSecurityGroups/write";
  return legacyActivityLog(o, {
    authorization: { action, scope: target },
    channels: "Operation",
    claims: "{}",
    caller: "kim.larsen@contoso.com",
    description: "",
    eventSource: "Administrative",
    level: "Informational",
    operationName: action,
    properties: { eventCategory: "Administrative", entity: target, message: action },
    resourceId: target,
    resourceGroupName: contoso.payments,
    resourceProviderName: "Microsoft.Network",
    resourceType: "Microsoft.Network/networkSecurityGroups",
    status: "Succeeded",
    subStatus: "",
  });
}

/** A service health event with the common schema off. */
export function legacyServiceHealth(o: Occurrence): Body {
  return legacyActivityLog(o, {
    channels: "Admin",
    description: "Microsoft reports an issue with a service that production uses.",
    eventSource: "ServiceHealth",
    level: "Warning",
    operationName: "Microsoft.ServiceHealth/incident/action",
    properties: serviceHealthProperties(o),
    status: o.isResolved ? "Resolved" : "Active",
  });
}

function legacyActivityLog(o: Occurrence, event: Body): Body {
  return {
    schemaId: "Microsoft.Insights/activityLogs",
    data: {
      status: "Activated",
      context: {
        activityLog: {
          correlationId: o.uuid("story"),
          eventTimestamp: sevenDigitsUtc(o.atUtc),
          eventDataId: o.eventUuid("event"),
          operationId: o.eventUuid("operation"),
          subscriptionId: o.subscriptionId,
          submissionTimestamp: sevenDigitsUtc(shiftUtc(o.atUtc, 20_000)),
          ...event,
        },
      },
      properties: { team: "platform" },
    },
  };
}

/** A log rule from before 2021 on Application Insights, common schema off. */
export function legacyLog(o: Occurrence): Body {
  const component = resourceId(
    o,
    contoso.payments,
    "microsoft.insights/components",
    `appi-payments-${o.serial}`,
  );
  const query =
    'requests | where resultCode == "500" | summarize AggregatedValue = count() by bin(timestamp, 5m), cloud_RoleName';
  return {
    schemaId: "Microsoft.Insights/LogAlert",
    data: {
      ...legacyLogFields(o, "payment-requests-failing", query, component),
      Description: "The payment service answers with errors.",
      Severity: "Error",
      ApplicationId: o.uuid("application"),
      AlertType: "Metric measurement",
      Dimensions: [{ name: "cloud_RoleName", value: `payments-api-${o.serial}` }],
    },
  };
}

/** The same kind of rule on Log Analytics: no envelope at all. */
export function legacyLogFlat(o: Occurrence): Body {
  const workspace = resourceId(
    o,
    contoso.monitoring,
    "Microsoft.OperationalInsights/workspaces",
    `log-branches-${o.serial}`,
  );
  const query = 'ConfigurationData | where SvcName == "Spooler" and SvcState == "Stopped"';
  return {
    ...legacyLogFields(o, "print-spooler-stopped", query, workspace),
    Description: "The print spooler of a branch stopped.",
    Severity: "3",
    WorkspaceId: o.uuid("workspace"),
    AlertType: "Number of results",
  };
}

function legacyLogFields(o: Occurrence, rule: string, query: string, scope: string): Body {
  const computer = `print-${o.serial}.corp.contoso.com`;
  const links = queryLinks(o, scope, query, `Computer == "${computer}"`);
  return {
    SubscriptionId: o.subscriptionId,
    AlertRuleName: rule,
    SearchQuery: query,
    SearchIntervalStartTimeUtc: shiftUtc(o.atUtc, -15 * 60_000),
    SearchIntervalEndtimeUtc: o.atUtc,
    AlertThresholdOperator: "Greater Than",
    AlertThresholdValue: 0,
    ResultCount: 1,
    SearchIntervalInSeconds: 900,
    LinkToSearchResults: links.linkToSearchResultsUI,
    LinkToFilteredSearchResultsUI: links.linkToFilteredSearchResultsUI,
    LinkToSearchResultsAPI: links.linkToSearchResultsAPI,
    LinkToFilteredSearchResultsAPI: links.linkToFilteredSearchResultsAPI,
    ResourceId: scope,
    SearchResult: rowsOf(o, computer, scope),
  };
}

/** A budget with the common schema off. */
export function legacyBudget(o: Occurrence): Body {
  return {
    schemaId: "AIP Budget Notification",
    data: {
      SubscriptionName: "Contoso Production",
      SubscriptionId: o.subscriptionId,
      EnrollmentNumber: "",
      DepartmentName: "Retail",
      AccountName: "Contoso Retail",
      BillingAccountId: "",
      BillingProfileId: "",
      InvoiceSectionId: "",
      ResourceGroup: contoso.data,
      SpendingAmount: "8123.45",
      BudgetStartDate: `${o.atUtc.slice(0, 7)}-01T00:00:00.000Z`,
      Budget: "10000",
      Unit: "EUR",
      BudgetCreator: "finance@contoso.com",
      BudgetName: `budget-data-${o.serial}`,
      BudgetType: "Cost",
      NotificationThresholdAmount: "8000.0",
    },
  };
}

function placeOf(o: Occurrence, target: string, resourceType: string): Body {
  return {
    subscriptionId: o.subscriptionId,
    resourceGroupName: resourceGroupOf(target),
    resourceName: nameOf(target),
    resourceType,
    resourceId: target,
  };
}
