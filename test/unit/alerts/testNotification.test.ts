import { describe, expect, it } from "vitest";
import { aStaticMetricAlert, aLegacyMetricAlert } from "../../support/alertBodies/metricAlerts.ts";
import { aLogQueryAlert } from "../../support/alertBodies/logAlerts.ts";
import { alertIn, descriptionOf } from "../../support/alertBodies/recognised.ts";
import {
  aBudgetTest,
  aDoublyWrappedLogTest,
  aDoublyWrappedWebTest,
  aMetricTest,
  anActivityLogTest,
  aServiceHealthTest,
} from "../../support/alertBodies/testNotifications.ts";

describe("a test notification", () => {
  it.each([
    ["metric", aMetricTest(), "metric"],
    ["service health", aServiceHealthTest(), "serviceHealth"],
    ["activity log", anActivityLogTest(), "administrative"],
    ["budget", aBudgetTest(), "budget"],
    ["log alert in two data", aDoublyWrappedLogTest(), "logQuery"],
    ["availability test in two data", aDoublyWrappedWebTest(), "metric"],
  ])("of a %s is recognised, fires and says what it is", (_, body, family) => {
    // The service health test tells of a resolved story, but whoever sends it waits for a ticket.
    expect(alertIn(body)).toMatchObject({
      isTest: true,
      family,
      condition: "fired",
      identity: { orderedBy: "instance" },
    });
    expect(descriptionOf(body).title).toMatch(/^Test: /);
  });

  it("is another alert when it is sent a second time", () => {
    expect(alertIn(aMetricTest("2026-02-03T10:15:31.248Z")).identity).not.toEqual(
      alertIn(aMetricTest()).identity,
    );
  });

  it("is another alert when it is sent a second time and carries no time", () => {
    const second = alertIn(aDoublyWrappedWebTest(), "2026-02-03T10:17:00.000Z");
    expect(second.identity).not.toEqual(alertIn(aDoublyWrappedWebTest()).identity);
  });

  it("is the same alert when Azure repeats it", () => {
    expect(alertIn(aMetricTest(), "2026-02-03T10:17:00.000Z").identity).toEqual(
      alertIn(aMetricTest()).identity,
    );
  });

  it("of one kind is not that of another kind, although they share an id", () => {
    const fired = "2026-02-03T10:15:30.248Z";
    const log = aDoublyWrappedLogTest();
    Object.assign(log.data.data.essentials, { firedDateTime: fired });
    expect(alertIn(log).identity).not.toEqual(alertIn(aMetricTest(fired)).identity);
  });

  it("has no page in the portal to link to", () => {
    expect(descriptionOf(aMetricTest()).links.map(({ label }) => label)).not.toContain("Alert in the portal");
  });

  it.each([
    [
      "rule called test-something",
      aStaticMetricAlert({ alertRule: "test-metricAlertRule", description: "Alert rule description" }),
    ],
    ["log rule called test-something", aLogQueryAlert({ alertRule: "test-logAlertRule-v2" })],
    [
      "legacy rule called test-something in a group called test-RG",
      aLegacyMetricAlert({}, { name: "test-rule", resourceGroupName: "test-RG" }),
    ],
  ])("is not a real alert with a %s", (_, body) => {
    expect(alertIn(body).isTest).toBe(false);
  });
});
