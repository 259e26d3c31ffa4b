import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { AlertSeverity } from "../../../shared/alerts/alert.ts";
import { draftWorkItem } from "../../../shared/workItems/draftWorkItem.ts";
import { aDescription, alertId, anAlert, aRoute, correlationId, machineId } from "./draftBuilders.ts";

const draft = (
  alert: Parameters<typeof anAlert>[0] = {},
  description: Parameters<typeof aDescription>[0] = {},
  route = aRoute,
) => draftWorkItem({ alert: anAlert(alert), description: aDescription(description), route, correlationId });

/** ServiceNow's own priority lookup: impact down, urgency across. */
const servicePriority = [
  [1, 2, 3],
  [2, 3, 4],
  [3, 4, 5],
];

describe("a drafted work item", () => {
  it("reads from top to bottom: what, where, since when, facts, links, ids", () => {
    expect(
      draft(
        { customProperties: { team: "web-operations" } },
        { dimensions: [{ label: "Instance", value: "RD0001" }] },
      ),
    ).toEqual({
      kind: "incident",
      correlationId,
      shortDescription: "Percentage CPU above 85 on vm-web-007",
      impact: 2,
      urgency: 2,
      description: `The web tier answers slowly.

Resource: vm-web-007 (virtual machine)
Resource group: rg-shop-prod
Subscription: 6f1d2c3b-0000-4000-a000-000000000001
Fired: 2026-03-01 11:58:00 UTC
Severity: Sev2 (warning)
Alert rule: vm-web-cpu-high

Metric: Percentage CPU
Value: 93.5, threshold: greater than 85

Dimensions
  Instance: RD0001

Custom properties
  team: web-operations

Alert in the Azure portal:
https://portal.azure.com/#alert/7

Resource id: ${machineId}
Alert id: ${alertId}
Correlation id: ${correlationId}
Raised by Azure Ticket Bridge`,
    });
  });

  it.each<{ severity: AlertSeverity | null; priority: number }>([
    { severity: 0, priority: 1 },
    { severity: 1, priority: 2 },
    { severity: 2, priority: 3 },
    { severity: 3, priority: 4 },
    { severity: 4, priority: 5 },
    { severity: null, priority: 4 },
  ])("of severity $severity has priority $priority in ServiceNow by default", ({ severity, priority }) => {
    const { impact, urgency } = draft({ severity });
    expect(servicePriority[impact - 1]?.[urgency - 1]).toBe(priority);
  });

  it("carries the route's defaults and levels", () => {
    const route = {
      ...aRoute,
      severityLevels: { ...aRoute.severityLevels, "2": { impact: 1, urgency: 3 } as const },
      defaults: { assignmentGroup: "Web operations", callerId: "azure.monitor", category: "software" },
    };
    expect(draft({}, {}, route)).toMatchObject({ ...route.defaults, impact: 1, urgency: 3 });
  });

  it("leaves out what the route does not name", () => {
    expect(draft()).not.toHaveProperty("assignmentGroup");
  });

  it("cuts a long title between words and gives it whole at the top of the description", () => {
    const title = `Disk nearly full on ${"a machine of the shop, ".repeat(9)}and the last`;
    const { shortDescription, description } = draft({}, { title });
    expect(shortDescription).toMatch(/^Disk nearly full on a machine .*[a-z]…$/u);
    expect(shortDescription.length).toBeGreaterThan(140);
    expect(title.startsWith(shortDescription.slice(0, -1))).toBe(true);
    expect(description.split("\n")[0]).toBe(title);
  });

  it("names the rule when there is no title", () => {
    expect(draft({}, { title: " \n" }).shortDescription).toBe("Azure Monitor alert of rule vm-web-cpu-high");
    expect(draft({ ruleName: null }, { title: "" }).shortDescription).toBe(
      "Azure Monitor alert without a name",
    );
  });

  it("says that a test notification is one", () => {
    expect(draft({ isTest: true }).description).toMatch(/^This is a test notification/u);
  });

  const hostileText = fc.string({ unit: "binary", maxLength: 400 });
  const facts = fc.array(fc.record({ label: hostileText, value: hostileText }), { maxLength: 40 });
  const webUrl = fc.webUrl({ size: "large", withFragments: true, withQueryParameters: true });
  const longUrl = fc.tuple(webUrl, fc.nat(2_500)).map(([url, more]) => `${url}${"x".repeat(more)}`);
  const anything = fc.record({
    alert: fc.record(
      {
        ruleName: hostileText,
        alertId: hostileText,
        targetIds: fc.array(fc.oneof(hostileText, fc.constant(machineId)), { maxLength: 20 }),
        customProperties: fc.dictionary(hostileText, hostileText, { maxKeys: 30 }),
      },
      { requiredKeys: [] },
    ),
    description: fc.record({
      title: fc.oneof(hostileText, fc.string({ unit: "grapheme", maxLength: 400 })),
      text: fc.oneof(fc.constant(null), fc.string({ unit: "binary", maxLength: 6_000 })),
      facts,
      dimensions: facts,
      links: fc.array(fc.record({ label: hostileText, url: fc.oneof(longUrl, hostileText) }), {
        maxLength: 6,
      }),
    }),
  });

  it("is never too long, whatever the alert says", () => {
    fc.assert(
      fc.property(anything, ({ alert, description }) => {
        const got = draft(alert, description);
        expect(got.shortDescription.length).toBeLessThanOrEqual(160);
        expect(got.shortDescription).not.toBe("");
        expect(got.description.length).toBeLessThanOrEqual(4_000);
      }),
    );
  });

  it("contains no control characters, no direction overrides and no broken characters", () => {
    fc.assert(
      fc.property(anything, ({ alert, description }) => {
        const got = draft(alert, description);
        expect(got.shortDescription).not.toMatch(/[\p{Cc}\p{Surrogate}\u202a-\u202e\u2066-\u2069\u200b]/u);
        expect(got.description).not.toMatch(/(?!\n)[\p{Cc}\p{Surrogate}\u202a-\u202e\u2066-\u2069\u200b]/u);
      }),
    );
  });

  it("keeps every link whole that it keeps, and the best one always unless it is enormous", () => {
    fc.assert(
      fc.property(
        anything,
        fc.array(longUrl, { minLength: 1, maxLength: 4 }),
        ({ alert, description }, urls) => {
          const links = urls.map((url) => ({ label: "Results", url }));
          const lines = draft(alert, { ...description, links }).description.split("\n");
          for (const line of lines.filter((line) => line.startsWith("http"))) expect(urls).toContain(line);
          if ((urls[0]?.length ?? 0) < 1_500) expect(lines).toContain(urls[0]);
        },
      ),
    );
  });

  it("keeps its ids whole", () => {
    fc.assert(
      fc.property(anything, ({ alert: { alertId: _, ...alert }, description }) => {
        const lines = draft(alert, description).description.split("\n");
        expect(lines.slice(-3)).toEqual([
          `Alert id: ${alertId}`,
          `Correlation id: ${correlationId}`,
          "Raised by Azure Ticket Bridge",
        ]);
      }),
    );
  });

  it("is the same for the same alert", () => {
    fc.assert(
      fc.property(anything, ({ alert, description }) => {
        expect(draft(alert, description)).toEqual(
          draft(structuredClone(alert), structuredClone(description)),
        );
      }),
      { numRuns: 20 },
    );
  });
});
