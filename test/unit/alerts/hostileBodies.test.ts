import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { identityHash } from "../../../shared/alerts/identityHash.ts";
import { recogniseAlert } from "../../../shared/alerts/recogniseAlert.ts";
import {
  aLegacyActivityLogAlert,
  anActivityLogAlert,
  anAutoscaleNotification,
  advisorEvent,
  autoscaleEvent,
  defenderEvent,
  policyEvent,
} from "../../support/alertBodies/activityLogAlerts.ts";
import { aCommonAlert } from "../../support/alertBodies/commonAlert.ts";
import {
  aLegacyResourceHealthAlert,
  aLegacyServiceHealthAlert,
  aResourceHealthAlert,
  aServiceHealthAlert,
} from "../../support/alertBodies/healthAlerts.ts";
import {
  aFlatLogAlert,
  aLogQueryAlert,
  aLogV1Alert,
  anEnvelopedLogAlert,
  aSimpleLogAlert,
} from "../../support/alertBodies/logAlerts.ts";
import {
  aClassicMetricAlert,
  aLegacyMetricAlert,
  aMultiResourceMetricAlert,
  aPascalCaseMetricAlert,
  aStaticMetricAlert,
} from "../../support/alertBodies/metricAlerts.ts";
import {
  aBackupAlert,
  aBudgetAlert,
  aLegacyBudgetAlert,
  anArmAlert,
  aPrometheusAlert,
  aSmartDetectorAlert,
} from "../../support/alertBodies/otherAlerts.ts";
import { receivedAtUtc } from "../../support/alertBodies/recognised.ts";
import { aMetricTest, aServiceHealthTest } from "../../support/alertBodies/testNotifications.ts";

const validBodies = [
  aStaticMetricAlert(),
  aMultiResourceMetricAlert(),
  aLegacyMetricAlert(),
  aPascalCaseMetricAlert(),
  aClassicMetricAlert(),
  aLogQueryAlert(),
  aSimpleLogAlert(),
  aLogV1Alert(),
  aFlatLogAlert(),
  anEnvelopedLogAlert(),
  anActivityLogAlert(),
  anActivityLogAlert(policyEvent),
  anActivityLogAlert(autoscaleEvent),
  anActivityLogAlert(defenderEvent),
  anActivityLogAlert(advisorEvent),
  aLegacyActivityLogAlert(),
  anAutoscaleNotification(),
  aServiceHealthAlert(),
  aLegacyServiceHealthAlert(),
  aResourceHealthAlert(),
  aLegacyResourceHealthAlert(),
  aPrometheusAlert(),
  aSmartDetectorAlert(),
  anArmAlert(),
  aBackupAlert(),
  aBudgetAlert(),
  aLegacyBudgetAlert(),
  aMetricTest(),
  aServiceHealthTest(),
].map((body) => JSON.stringify(body));

vi.setConfig({ testTimeout: 30_000 });

/** Does everything that the bridge does with a body, and checks what it always relies on. */
function survive(body: unknown): void {
  const recognition = recogniseAlert(body, receivedAtUtc);
  if (recognition.kind === "unknown") {
    expect(recognition.problems.length).toBeGreaterThan(0);
    return;
  }
  const { alert } = recognition;
  expect(Number.isNaN(Date.parse(alert.occurredAtUtc))).toBe(false);
  expect(alert.occurredAtUtc).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  expect(alert.identity.key.every((part) => typeof part === "string")).toBe(true);
  expect(Object.values(alert.customProperties).every((value) => typeof value === "string")).toBe(true);
  identityHash(alert.identity);
  const description = recognition.describe();
  expect(description.title).not.toMatch(/[\r\n]/);
  expect(description.facts.every(({ value }) => value.length <= 1010)).toBe(true);
  expect(description.links.every(({ url }) => /^https?:\/\//i.test(url))).toBe(true);
}

const oddValue = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom(
    null,
    "",
    " ",
    [],
    {},
    0,
    -1,
    true,
    "{",
    "[",
    '{"a":',
    "[[[[",
    "/subscriptions/",
    "/subscriptions//",
    "https://",
    "\ud800",
    "9999-12-31T23:59:59.9999999-14:00",
    "0000-01-01T00:00:00+14:00",
    "2026-02-30T10:00:00Z",
    "<a<b<c>",
    "&#xffffff;",
    "x".repeat(5000),
  ),
);

/** Every place in a JSON value where something can be changed. */
function places(value: unknown, found: { holder: Record<string, unknown>; key: string }[] = []) {
  if (typeof value !== "object" || value === null) return found;
  const holder = value as Record<string, unknown>;
  for (const key of Object.keys(holder)) {
    found.push({ holder, key });
    places(holder[key], found);
  }
  return found;
}

describe("recognising and describing never throws", () => {
  it("on any JSON", () => {
    fc.assert(fc.property(fc.jsonValue(), survive), { numRuns: 1000 });
  });

  it("on any text", () => {
    fc.assert(fc.property(fc.string({ unit: "binary" }), survive));
  });

  it("on valid bodies with keys dropped, moved and filled with something else", () => {
    const change = fc.record({
      place: fc.nat(),
      how: fc.constantFrom("drop", "replace", "upper", "stringify"),
      value: oddValue,
    });
    fc.assert(
      fc.property(
        fc.constantFrom(...validBodies),
        fc.array(change, { minLength: 1, maxLength: 6 }),
        (text, changes) => {
          const body: unknown = JSON.parse(text);
          for (const { place, how, value } of changes) {
            const all = places(body);
            const { holder, key } = all[place % Math.max(all.length, 1)] ?? {};
            if (holder === undefined || key === undefined) continue;
            const former = holder[key];
            if (how === "replace") holder[key] = value;
            else if (how === "stringify") holder[key] = JSON.stringify(former);
            else if (!Array.isArray(holder)) {
              Reflect.deleteProperty(holder, key);
              if (how === "upper") holder[key.charAt(0).toUpperCase() + key.slice(1)] = former;
            }
          }
          survive(body);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it("on every single key missing or null, in every body", () => {
    for (const text of validBodies) {
      const count = places(JSON.parse(text)).length;
      for (let place = 0; place < count; place += 1) {
        for (const value of [undefined, null]) {
          const body: unknown = JSON.parse(text);
          const { holder, key } = places(body)[place]!;
          holder[key] = value;
          survive(JSON.parse(JSON.stringify(body)));
        }
      }
    }
  });

  it.each(["__proto__", "constructor", "prototype", "toString", "hasOwnProperty"])(
    "on keys called %s",
    (name) => {
      const properties = `{"${name}":{"polluted":"yes"},"team":"orders"}`;
      const text = JSON.stringify(aStaticMetricAlert({}, "PROPERTIES")).replace('"PROPERTIES"', properties);
      survive(JSON.parse(text));
      for (const valid of validBodies) survive(JSON.parse(valid.replace(/^\{/, `{"${name}":{"data":1},`)));
      expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
    },
  );

  it("on a body nested as deep as a megabyte allows", () => {
    const deep = `${"[".repeat(400_000)}${"]".repeat(400_000)}`;
    survive(JSON.parse(deep));
    const everywhere = `{"alertId":${deep},"alertRule":null,"alertTargetIDs":${deep}}`;
    survive(
      JSON.parse(
        `{"data":{"essentials":${everywhere},"alertContext":{"x":${deep}},"customProperties":{"a":${deep}}}}`,
      ),
    );
    survive(JSON.parse(`{"schemaId":"azureMonitorCommonAlertSchema","data":{"essentials":{"x":${deep}}}}`));
  });
});

describe("the work for a hostile megabyte stays in proportion", () => {
  const megabyte = 1_000_000;
  const many = (part: string) => part.repeat(megabyte / part.length);
  const manyKeys = Object.fromEntries(Array.from({ length: 60_000 }, (_, n) => [`key${n}`, n]));

  // Anything worse than linear takes minutes here and runs into the tests' time limit.
  it.each([
    ["open tags", aServiceHealthAlert({ communication: many("<") })],
    ["tags that never end", aServiceHealthAlert({ communication: many("<a ") })],
    ["open tags before one end", aServiceHealthAlert({ communication: `${many("< ")}>` })],
    ["scripts that never end", aServiceHealthAlert({ communication: many("<script>") })],
    ["ends of tags in a script", aServiceHealthAlert({ communication: `<script>${many("</")}` })],
    ["half an attribute", aServiceHealthAlert({ communication: `<a ${many(" href=")}>` })],
    ["entities", aServiceHealthAlert({ communication: many("&amp") })],
    ["white space in HTML", aServiceHealthAlert({ communication: many(" \t") + "x" })],
    ["white space in a rule", aCommonAlert({ essentials: { alertRule: `a${many(" ")}b` } })],
    ["white space in a name of a service", aCommonAlert({ essentials: { monitoringService: many(" x") } })],
    [
      "slashes in ids",
      aCommonAlert({ essentials: { alertId: many("/subscriptions/"), alertTargetIDs: [many("/")] } }),
    ],
    [
      "targets",
      aCommonAlert({
        essentials: { alertTargetIDs: Array.from({ length: 50_000 }, (_, n) => `/subscriptions/${n}`) },
      }),
    ],
    ["keys in the essentials", aCommonAlert({ essentials: manyKeys })],
    ["keys in the context", aCommonAlert({ alertContext: manyKeys })],
    ["keys in the custom properties", aStaticMetricAlert({}, manyKeys)],
    ["labels", aPrometheusAlert({ labels: manyKeys, annotations: manyKeys })],
    [
      "conditions",
      aCommonAlert({
        alertContext: {
          condition: {
            allOf: Array.from({ length: 50_000 }, () => ({
              metricName: "m",
              dimensions: [{ name: "resourceId", value: "/subscriptions/x/providers/y" }],
            })),
          },
        },
      }),
    ],
    [
      "impacted services",
      aServiceHealthAlert({ impactedServices: Array.from({ length: 50_000 }, () => ({ ServiceName: "s" })) }),
    ],
    ["a moment", aCommonAlert({ essentials: { firedDateTime: many("2026-02-03T10:15:30.1") } })],
    [
      "a duration",
      aCommonAlert({
        alertContext: { condition: { windowSize: `P${many("1D")}`, allOf: [{ metricName: "m" }] } },
      }),
    ],
    ["a link", aPrometheusAlert({ annotations: { runbook_url: `https://${many("a.")}` } })],
    [
      "a first sentence",
      anActivityLogAlert({ ...defenderEvent, "Activity Log Event Description": many("a ") }),
    ],
  ])("%s", (_, body) => {
    survive(JSON.parse(JSON.stringify(body)));
  });
});
