import { describe, expect, it } from "vitest";
import {
  advisorEvent,
  aLegacyActivityLogAlert,
  anActivityLogAlert,
  autoscaleEvent,
  defenderEvent,
  policyEvent,
} from "../../support/alertBodies/activityLogAlerts.ts";
import { aCommonAlert, resolvedAt } from "../../support/alertBodies/commonAlert.ts";
import {
  aLegacyServiceHealthAlert,
  aResourceHealthAlert,
  aServiceHealthAlert,
} from "../../support/alertBodies/healthAlerts.ts";
import { alertGuid, alertIdOf, orderVm, subscription } from "../../support/alertBodies/ids.ts";
import {
  aFlatLogAlert,
  aLogQueryAlert,
  aLogV1Alert,
  aSimpleLogAlert,
} from "../../support/alertBodies/logAlerts.ts";
import {
  aClassicMetricAlert,
  aDynamicMetricAlert,
  aLegacyMetricAlert,
  aMetricContext,
  aMultiResourceMetricAlert,
  aStaticMetricAlert,
  aWebTestAlert,
  cpuCriterion,
} from "../../support/alertBodies/metricAlerts.ts";
import {
  aBackupAlert,
  aBudgetAlert,
  aFutureAlert,
  anArmAlert,
  aPrometheusAlert,
  aSmartDetectorAlert,
} from "../../support/alertBodies/otherAlerts.ts";
import { descriptionOf, factsOf } from "../../support/alertBodies/recognised.ts";

describe("the facts of an alert", () => {
  it.each([
    [
      "a metric",
      aStaticMetricAlert(),
      {
        Condition: "Average of Percentage CPU is 93.4; alerts when greater than 85",
        Window: "5 minutes",
        "Window from/to": "2026-02-03T10:07:00.000Z to 2026-02-03T10:12:00.000Z",
        Rule: "Orders CPU high",
        Resource: orderVm,
        "Resource type": "microsoft.compute/virtualmachines",
        "Resource group": "rg-orders",
        Subscription: subscription,
      },
    ],
    [
      "a dynamic threshold",
      aDynamicMetricAlert(),
      {
        Condition: "Total of Requests is 1020; alerts when outside the dynamic threshold 412.7",
        Sensitivity: "Medium",
        "Failing periods": "3 of 4",
      },
    ],
    [
      "several conditions",
      aMultiResourceMetricAlert(),
      {
        "Condition 1": "Average of Percentage CPU is 93.4; alerts when greater than 85",
        "Condition 2": "Average of Available Memory Bytes: no value; alerts when less than 500000000",
      },
    ],
    ["a web test", aWebTestAlert(), { "Web test": "shop-front" }],
    [
      "a classic metric",
      aClassicMetricAlert(),
      {
        Condition: "Average of Requests is 140 Count; alerts when greater than or equal to 100",
        Window: "15 minutes",
      },
    ],
    [
      "a log query",
      aLogQueryAlert(),
      {
        Condition: "Count of rows is 0; alerts when less than 1",
        "Failing periods": "2 of 3",
        Window: "1 hour 30 minutes",
        Query: "Heartbeat | where Computer startswith 'vm-orders'",
      },
    ],
    [
      "a simple log alert",
      aSimpleLogAlert(),
      { type: "Contoso.PaymentException", timestamp: "2026-02-03T10:14:59Z" },
    ],
    [
      "a log alert of the first version",
      aLogV1Alert(),
      {
        Results: "2",
        Condition: "number of results greater than 0",
        "Search interval": "15 minutes",
      },
    ],
    [
      "a flat log alert",
      aFlatLogAlert(),
      { Condition: "measurement greater than 0", "Search interval": "1 day" },
    ],
    [
      "an operation",
      anActivityLogAlert(),
      {
        Operation: "Microsoft.Compute/virtualMachines/restart/action",
        Status: "Failed",
        "Sub-status": "Conflict",
        Level: "Error",
      },
    ],
    [
      "a policy",
      anActivityLogAlert(policyEvent),
      {
        Policy: "diskEncryption",
        Effect: "AuditIfNotExists",
        Caller: "9b1c6f20-4ad7-4e58-b3f9-62d0817ac5e4",
      },
    ],
    [
      "autoscale",
      anActivityLogAlert(autoscaleEvent),
      {
        "Instances before": "3",
        "Instances after": "5",
        Caller: "Microsoft.Insights/autoscaleSettings",
      },
    ],
    [
      "Defender",
      anActivityLogAlert(defenderEvent),
      {
        "Compromised entity": "vm-orders-01",
        Intent: "Persistence",
        "Remediation steps": "Rotate the keys; Check the sign-in log",
      },
    ],
    ["Advisor", anActivityLogAlert(advisorEvent), { Category: "Cost", Impact: "High" }],
    [
      "a service story",
      aServiceHealthAlert(),
      {
        "Tracking id": "QN4T-7VG",
        Stage: "Active",
        "Impacted services": "Storage (West Europe, North Europe)",
        Level: "Warning",
      },
    ],
    [
      "a service story whose services are a list",
      aServiceHealthAlert({
        impactedServices: [{ ImpactedRegions: [{ RegionName: "Global" }], ServiceName: "DNS" }],
      }),
      { "Impacted services": "DNS (Global)" },
    ],
    [
      "a resource's health",
      aResourceHealthAlert(),
      {
        Health: "Unavailable",
        "Health before": "Available",
        Cause: "PlatformInitiated",
      },
    ],
    [
      "smart detection",
      aSmartDetectorAlert(),
      {
        "Detected failure rate": "41.2% (103/250 requests)",
        "Normal failure rate": "0.4% (over the last 40 minutes)",
        Occurred: "2026-02-03T10:00:00Z",
      },
    ],
    ["smart detection with its misspelling", anArmAlert(), { Occurred: "2026-02-03T10:00:00Z" }],
    [
      "Prometheus",
      aPrometheusAlert(),
      {
        Summary: "A pod restarts again and again",
        Value: "12.7m",
        Expression: "rate(kube_pod_container_status_restarts_total[10m]) > 0",
        For: "15 minutes",
        "Rule group": "orders rules",
      },
    ],
    [
      "a backup",
      aBackupAlert(),
      {
        "Protected item": "SQLDataBase MSSQLSERVER Orders",
        "Recommended actions": "Start a full backup.",
        Job: "5e0d8f3b-17c4-4a92-bd60-c8213fa79e54",
      },
    ],
    [
      "a budget",
      aBudgetAlert(),
      { Spent: "$9,120.00", "Alert threshold": "$9,000.00", "Budget amount": "$10,000.00" },
    ],
    [
      "a service that nobody knows",
      aFutureAlert(),
      { finding: "odd", count: "42", "Monitoring service": "Some Future Service" },
    ],
  ])("say what matters of %s", (_, body, facts) => {
    expect(factsOf(body)).toMatchObject(facts);
  });

  it.each([
    ["an operation", anActivityLogAlert()],
    ["an operation in the legacy schema", aLegacyActivityLogAlert()],
    ["a guest's operation", anActivityLogAlert({ caller: "robin_contoso.com#EXT#fabrikam" })],
    ["a domain account's operation", anActivityLogAlert({ caller: "CONTOSO\\robin" })],
    ["Defender", anActivityLogAlert(defenderEvent)],
    ["a budget", aBudgetAlert()],
    ["a service that nobody knows", aFutureAlert()],
  ])("name no person: %s", (_, body) => {
    expect(JSON.stringify(descriptionOf(body))).not.toMatch(/robin|203\.0\.113/i);
  });

  it("cut long queries with a mark and leave the links whole", () => {
    const url = `https://portal.azure.com#@fabrikam/q/${"x".repeat(2500)}`;
    const body = aLogQueryAlert({}, { searchQuery: "y".repeat(5000), linkToFilteredSearchResultsUI: url });
    expect(factsOf(body)["Query"]).toBe(`${"y".repeat(1000)}… (cut)`);
    expect(descriptionOf(body).links).toContainEqual({ label: "Query results", url });
  });

  it("say how many are left out of very many", () => {
    const body = aCommonAlert({
      alertContext: aMetricContext(Array.from({ length: 500 }, () => cpuCriterion)),
    });
    const { facts } = descriptionOf(body);
    expect(facts.length).toBeLessThan(80);
    expect(facts).toContainEqual({ label: "More", value: "443 more not shown" });
    expect(facts.at(-1)?.label).toBe("Alert id");
  });
});

describe("the dimensions of an alert", () => {
  it.each([
    [
      "a metric",
      aLegacyMetricAlert(),
      [
        { label: "Role", value: "api" },
        { label: "Instance", value: "0" },
      ],
    ],
    ["a flat log alert", aFlatLogAlert(), [{ label: "Computer", value: "vm-orders-01" }]],
    ["Prometheus", aPrometheusAlert({ labels: { pod: "p" } }), [{ label: "pod", value: "p" }]],
  ])("are those of %s", (_, body, dimensions) => {
    expect(descriptionOf(body).dimensions).toEqual(dimensions);
  });
});

describe("the text of an alert", () => {
  it.each([
    ["the rule's description", aStaticMetricAlert(), "CPU of the order machines"],
    ["nothing where the rule has none", aLogQueryAlert(), null],
    [
      "the event's before the rule's",
      anActivityLogAlert({ "Activity Log Event Description": "It broke" }),
      "It broke",
    ],
    [
      "the rule's where the event has none",
      anActivityLogAlert({ "Activity Log Event Description": null }),
      "Somebody works on machines",
    ],
    ["the annotation of a Prometheus rule", aPrometheusAlert(), "Pod orders-7d9f is crash looping."],
    [
      "a service story's communication without its HTML",
      aServiceHealthAlert(),
      "Summary: Storage is slow & retries help.\n- Read more (https://status.contoso.com/x?a=1&b=2)",
    ],
    [
      "a service story's description where there is no communication",
      aLegacyServiceHealthAlert({ communication: "" }),
      "Active: Storage - West Europe",
    ],
  ])("is %s", (_, body, text) => {
    expect(descriptionOf(body).text).toBe(text);
  });
});

describe("the moments of an alert", () => {
  const moments = (body: unknown) => {
    const { firedAtUtc, resolvedAtUtc } = descriptionOf(body);
    return [firedAtUtc, resolvedAtUtc];
  };

  it.each([
    ["fired", aStaticMetricAlert(), "2026-02-03T10:15:30.123Z", null],
    [
      "resolved",
      aStaticMetricAlert(resolvedAt("2026-02-03T11:00:00Z")),
      "2026-02-03T10:15:30.123Z",
      "2026-02-03T11:00:00.000Z",
    ],
    [
      "legacy, resolved: nobody says when it fired",
      aLegacyMetricAlert({ status: "Deactivated" }),
      null,
      "2026-02-03T10:15:30.171Z",
    ],
    ["a service story: since the impact", aServiceHealthAlert(), "2026-02-03T08:00:00.000Z", null],
    [
      "a service story that is over",
      aServiceHealthAlert({ stage: "Resolved" }, "2026-02-03T12:00:00Z"),
      "2026-02-03T08:00:00.000Z",
      "2026-02-03T11:30:00.000Z",
    ],
    [
      "maintenance still to come",
      aServiceHealthAlert({
        incidentType: "Maintenance",
        stage: "Planned",
        impactStartTime: "2026-03-01T00:00:00Z",
      }),
      "2026-02-03T09:00:00.000Z",
      null,
    ],
    [
      "a resource that recovered: nobody says since when",
      aResourceHealthAlert("Resolved"),
      null,
      "2026-02-03T09:15:00.123Z",
    ],
  ])("%s", (_, body, firedAtUtc, resolvedAtUtc) => {
    expect(moments(body)).toEqual([firedAtUtc, resolvedAtUtc]);
  });
});

describe("the links of an alert", () => {
  const labels = (body: unknown) => descriptionOf(body).links.map(({ label }) => label);

  it("lead to the alert, the investigation and the resource in the portal, the nearest first", () => {
    const body = aStaticMetricAlert({ investigationLink: "https://portal.azure.com/#view/x" });
    expect(descriptionOf(body).links).toEqual([
      {
        label: "Alert in the portal",
        url: `https://portal.azure.com/#blade/Microsoft_Azure_Monitoring/AlertDetailsTemplateBlade/alertId/${encodeURIComponent(alertIdOf(alertGuid))}`,
      },
      { label: "Investigate in the portal", url: "https://portal.azure.com/#view/x" },
      { label: "Resource in the portal", url: `https://portal.azure.com/#resource${orderVm}` },
    ]);
  });

  it("lead to the filtered results of a query, else to all results", () => {
    const filtered = descriptionOf(aLogQueryAlert()).links.find(({ label }) => label === "Query results");
    expect(filtered?.url).toMatch(/\/filtered$/);
    const all = descriptionOf(aLogQueryAlert({}, { linkToFilteredSearchResultsUI: null })).links;
    expect(all.find(({ label }) => label === "Query results")?.url).toMatch(/\/all$/);
  });

  it("lead to runbook and recommendation", () => {
    expect(descriptionOf(aPrometheusAlert()).links).toContainEqual({
      label: "Runbook",
      url: "https://runbooks.contoso.com/crashloop",
    });
    expect(labels(anActivityLogAlert(advisorEvent))).toContain("Recommendation");
  });

  it("lead to the resource once, by the sender's own link", () => {
    expect(descriptionOf(aLegacyMetricAlert()).links).toEqual([
      { label: "Resource in the portal", url: `https://portal.azure.com/#resource${orderVm}` },
    ]);
  });

  it.each([
    "javascript:alert(1)",
    "data:text/html,x",
    "https://portal.azure.com@evil.example/",
    "/relative",
    "http://",
    "\ud800",
  ])("never lead to %s", (runbook_url) => {
    expect(labels(aPrometheusAlert({ annotations: { runbook_url } }))).not.toContain("Runbook");
  });
});

describe("the title of an alert", () => {
  it("is one line, whatever the rule is called", () => {
    const body = aCommonAlert({
      essentials: { alertRule: "Line one\r\nX-Header: \u0000two" },
      alertContext: {},
    });
    expect(descriptionOf(body).title).toBe("Line one X-Header: two (vm-orders-01) (Sev2)");
  });

  it("is not cut", () => {
    const alertRule = "r".repeat(3000);
    expect(descriptionOf(aCommonAlert({ essentials: { alertRule } })).title).toContain(alertRule);
  });
});
