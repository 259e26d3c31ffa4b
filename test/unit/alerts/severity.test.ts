import { describe, expect, it } from "vitest";
import { severityOf } from "../../../shared/alerts/reading/severity.ts";
import {
  advisorEvent,
  anActivityLogAlert,
  defenderEvent,
} from "../../support/alertBodies/activityLogAlerts.ts";
import {
  aLegacyServiceHealthAlert,
  aResourceHealthAlert,
  aServiceHealthAlert,
} from "../../support/alertBodies/healthAlerts.ts";
import { aLegacyMetricAlert } from "../../support/alertBodies/metricAlerts.ts";
import { aBudgetAlert } from "../../support/alertBodies/otherAlerts.ts";
import { alertIn } from "../../support/alertBodies/recognised.ts";

describe("a severity's word", () => {
  it.each([
    ["Sev0", 0],
    ["sev3", 3],
    ["SEV4", 4],
    ["Sev 2", 2],
    ["3", 3],
    [3, 3],
    [" 1 ", 1],
    ["Critical", 0],
    ["Error", 1],
    ["High", 1],
    ["Warning", 2],
    ["Medium", 2],
    ["Low", 3],
    ["Informational", 3],
    ["Verbose", 4],
    ["Sev5", null],
    ["5", null],
    [-1, null],
    [1.5, null],
    ["", null],
    [null, null],
    [undefined, null],
    [{}, null],
    [[], null],
    ["constructor", null],
    ["x".repeat(1_000_000), null],
  ])("%o is %o", (word, severity) => {
    expect(severityOf(word)).toBe(severity);
  });
});

describe("the severity of an alert", () => {
  it.each`
    level              | severity
    ${"Critical"}      | ${0}
    ${"Error"}         | ${1}
    ${"Warning"}       | ${2}
    ${"Informational"} | ${3}
    ${"Verbose"}       | ${4}
    ${2}               | ${1}
    ${null}            | ${4}
  `(
    "is $severity for an event of level $level, which the common schema calls Sev4",
    ({ level, severity }: { level: unknown; severity: number }) => {
      expect(alertIn(anActivityLogAlert({ level })).severity).toBe(severity);
    },
  );

  it.each`
    incidentType        | level              | severity
    ${"Incident"}       | ${"Critical"}      | ${0}
    ${"Incident"}       | ${"Error"}         | ${0}
    ${"Incident"}       | ${"Warning"}       | ${1}
    ${"Incident"}       | ${"Informational"} | ${1}
    ${"Security"}       | ${"Warning"}       | ${1}
    ${"ActionRequired"} | ${"Warning"}       | ${2}
    ${"Maintenance"}    | ${"Error"}         | ${3}
    ${"Billing"}        | ${"Warning"}       | ${3}
    ${"Informational"}  | ${"Warning"}       | ${4}
    ${"Information"}    | ${"Warning"}       | ${4}
  `(
    "is $severity for a service story of kind $incidentType, level $level",
    ({ incidentType, level, severity }: { incidentType: string; level: string; severity: number }) => {
      const body = aLegacyServiceHealthAlert({ incidentType });
      Object.assign(body.data.context.activityLog, { level });
      expect(alertIn(body).severity).toBe(severity);
    },
  );

  it("is the envelope's for a service story of a kind that nobody knows", () => {
    expect(alertIn(aServiceHealthAlert({ incidentType: "Unheard" })).severity).toBe(4);
  });

  it.each`
    health           | severity
    ${"Unavailable"} | ${1}
    ${"Degraded"}    | ${2}
    ${"Unknown"}     | ${3}
    ${"Available"}   | ${4}
    ${null}          | ${3}
  `(
    "is $severity for a resource that is $health",
    ({ health, severity }: { health: string | null; severity: number }) => {
      expect(alertIn(aResourceHealthAlert("Active", { currentHealthStatus: health })).severity).toBe(
        severity,
      );
    },
  );

  it.each([
    ["High", 1],
    ["Medium", 2],
    ["Low", 3],
  ])("is by Defender's severity %s: %i", (word, severity) => {
    const properties = { ...defenderEvent.properties, severity: word };
    expect(alertIn(anActivityLogAlert({ ...defenderEvent, properties })).severity).toBe(severity);
  });

  it.each([
    ["High", 2],
    ["Medium", 3],
    ["Low", 4],
  ])("is by Advisor's impact %s: %i", (impact, severity) => {
    const properties = { ...advisorEvent.properties, recommendationImpact: impact };
    expect(alertIn(anActivityLogAlert({ ...advisorEvent, properties })).severity).toBe(severity);
  });

  it("is null for a budget", () => {
    expect(alertIn(aBudgetAlert()).severity).toBeNull();
  });

  it("is a custom property's where a legacy metric alert has none of its own", () => {
    expect(alertIn(aLegacyMetricAlert({}, { severity: undefined })).severity).toBe(1);
    expect(alertIn(aLegacyMetricAlert({ properties: null }, { severity: undefined })).severity).toBeNull();
  });
});
