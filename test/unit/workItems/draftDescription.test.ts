import { describe, expect, it } from "vitest";
import { draftDescription } from "../../../shared/workItems/draftDescription.ts";
import { aDescription, alertId, anAlert, correlationId, machineId } from "./draftBuilders.ts";

const describeIt = (
  alert: Parameters<typeof anAlert>[0],
  description: Parameters<typeof aDescription>[0] = {},
) => draftDescription({ alert: anAlert(alert), description: aDescription(description), correlationId });

const linesOf = (...args: Parameters<typeof describeIt>) => describeIt(...args).split("\n");

const databaseId =
  "/subscriptions/s-1/resourceGroups/rg-data/providers/Microsoft.Sql/servers/sql-shop/databases/db-orders";

describe("the description of a work item", () => {
  it("names each resource, then the ids whole", () => {
    const lines = linesOf({ targetIds: [machineId, databaseId] });
    expect(lines).toContain("Resource: vm-web-007 (virtual machine)");
    expect(lines).toContain("Resource: db-orders (SQL database on sql-shop)");
    expect(lines).toContain("Resource groups: rg-shop-prod, rg-data");
    expect(lines).toContain(`Resource id: ${databaseId}`);
  });

  it("counts the resources it does not name", () => {
    const targetIds = Array.from({ length: 12 }, (_, index) => `${machineId}-${index}`);
    const lines = linesOf({ targetIds });
    expect(lines.filter((line) => line.startsWith("Resource: "))).toHaveLength(5);
    expect(lines).toContain("(and 7 more resources)");
  });

  it("names a subscription once, however it is written", () => {
    const lines = linesOf({ subscriptionId: "S-1", targetIds: [databaseId] });
    expect(lines.filter((line) => line.startsWith("Subscription"))).toEqual(["Subscription: S-1"]);
  });

  it("says a subscription once, also when the alert is about all of it", () => {
    const lines = linesOf({ subscriptionId: "s-1", targetIds: ["/subscriptions/S-1"] });
    expect(lines.filter((line) => /s-1/iu.test(line))).toEqual(["Subscription: s-1"]);
  });

  it("repeats no fact and no dimension that only names rule and resource again", () => {
    const text = describeIt(
      {},
      {
        facts: [
          { label: "Rule", value: "vm-web-cpu-high" },
          { label: "Alert id", value: alertId },
          { label: "Resource", value: machineId.toUpperCase() },
          { label: "Resource type", value: "microsoft.compute/virtualmachines" },
          { label: "Resource", value: "another one" },
        ],
        dimensions: [
          { label: "microsoft.resourceId", value: machineId },
          { label: "Instance", value: "1" },
          { label: "Instance", value: "1" },
        ],
      },
    );
    expect(text).toContain(
      "\n\nResource: another one\n\nDimensions\n  Instance: 1\n\nAlert in the Azure portal",
    );
  });

  it("tells ids of the event from its own, and makes moments readable", () => {
    const facts = [
      { label: "Correlation id", value: "5f0c" },
      { label: "Window from/to", value: "2026-03-01T11:40:00.1234567Z to 2026-03-01T11:55:00Z" },
      { label: "Query", value: "where t > datetime(2026-03-01T11:40:00Z)" },
    ];
    const lines = linesOf({}, { facts });
    expect(lines).toContain("Event correlation id: 5f0c");
    expect(lines).toContain("Window from/to: 2026-03-01 11:40:00 UTC to 2026-03-01 11:55:00 UTC");
    expect(lines).toContain("Query: where t > datetime(2026-03-01T11:40:00Z)");
  });

  it("falls back on configuration items where there is no target", () => {
    expect(linesOf({ targetIds: [], configurationItems: ["budgets"] })).toContain(
      "Configuration item: budgets",
    );
  });

  it("says since when, and until when", () => {
    const lines = linesOf(
      { condition: "resolved", occurredAtUtc: "2026-03-01T12:30:00.1234567Z" },
      { resolvedAtUtc: "2026-03-01T12:30:00.1234567Z" },
    );
    expect(lines).toContain("Fired: 2026-03-01 11:58:00 UTC");
    expect(lines).toContain("Resolved: 2026-03-01 12:30:00 UTC");
  });

  it("has no line for what is not known", () => {
    const text = describeIt(
      {
        severity: null,
        ruleName: null,
        alertId: null,
        targetIds: [],
        configurationItems: [],
        subscriptionId: null,
      },
      { text: null, facts: [], links: [] },
    );
    expect(text).toBe(
      `Fired: 2026-03-01 11:58:00 UTC\n\nCorrelation id: ${correlationId}\nRaised by Azure Ticket Bridge`,
    );
  });

  it("indents the further lines of a value, so that none passes for a line of the bridge", () => {
    const value = "Heartbeat\n| count\nCorrelation id: forged";
    const lines = linesOf({}, { facts: [{ label: "Query", value }] });
    expect(lines).toContain("  | count");
    expect(lines.filter((line) => line.startsWith("Correlation id"))).toEqual([
      `Correlation id: ${correlationId}`,
    ]);
  });

  it("puts queries behind everything that is short", () => {
    const text = describeIt(
      { customProperties: { team: "web" } },
      {
        facts: [
          { label: "Query", value: "Heartbeat\n| count" },
          { label: "Window", value: "5 minutes" },
        ],
      },
    );
    expect(text).toContain(
      "\n\nWindow: 5 minutes\n\nCustom properties\n  team: web\n\nQuery:\n  Heartbeat\n  | count\n\n",
    );
  });

  it("shortens the rule's text first, then leaves out facts from the end, and says so", () => {
    const facts = Array.from({ length: 80 }, (_, index) => ({
      label: `Fact ${index}`,
      value: "x".repeat(60),
    }));
    const text = describeIt({}, { text: "It is bad. ".repeat(400), facts });
    expect(text.length).toBeLessThanOrEqual(4_000);
    expect(text.length).toBeGreaterThan(3_700);
    expect(text).toMatch(/It is bad\. .*…\n\nResource: vm-web-007/u);
    expect(text).toContain("Fact 0: x");
    expect(text).not.toContain("Fact 79");
    expect(text).toContain(
      "\n… (shortened)\n\nAlert in the Azure portal:\nhttps://portal.azure.com/#alert/7\n",
    );
  });

  it("leaves the rule's text whole when everything fits", () => {
    const sentence = "A long but bearable explanation. ".repeat(60).trim();
    expect(describeIt({}, { text: sentence })).toContain(sentence);
  });

  it("keeps the best link whole and says that others are left out", () => {
    const link = (letter: string) => ({
      label: "Results",
      url: `https://portal.azure.com/#${letter.repeat(1_900)}`,
    });
    const text = describeIt({}, { links: [link("a"), link("b"), link("c")] });
    expect(text).toContain(
      `Results:\n${link("a").url}\n(Links that are too long for this field are left out.)`,
    );
    expect(text).toContain("Value: 93.5");
    expect(text).not.toContain("bbb");
  });

  it("shows a link once, and none that a browser must not follow", () => {
    const url = "https://portal.azure.com/#alert/7";
    const text = describeIt(
      {},
      {
        links: [
          { label: "Alert", url },
          { label: "Again", url },
          { label: "Script", url: "javascript:alert(1)" },
          { label: "Broken", url: "https://portal.azure.com/a b\u202e<c>" },
        ],
      },
    );
    expect(text.split(url)).toHaveLength(2);
    expect(text).not.toContain("javascript:");
    expect(text).toContain("https://portal.azure.com/a%20b%E2%80%AE%3Cc%3E");
  });
});
