import { describe, expect, it } from "vitest";
import type { Sample, SampleInput } from "../../../../local/samples/sample.ts";
import { samples } from "../../../../local/samples/samples.ts";

const atUtc = "2026-03-15T07:19:50.918Z";
const input = (overrides: Partial<SampleInput> = {}): SampleInput => ({
  sequence: 7,
  seed: "demo",
  atUtc,
  condition: "fired",
  ...overrides,
});
const all = [...samples.values()];
const resolving = all.filter(({ canResolve }) => canResolve);
const textOf = (sample: Sample, overrides: Partial<SampleInput> = {}) =>
  JSON.stringify(sample.make(input(overrides)));

describe("the samples", () => {
  it("are these", () => {
    expect([...samples.keys()]).toEqual([
      "metric",
      "metric-dynamic",
      "metric-multi-resource",
      "availability",
      "log",
      "log-v1",
      "simple-log",
      "activity",
      "policy",
      "autoscale-activity",
      "security",
      "recommendation",
      "service-health",
      "resource-health",
      "smart-detector",
      "prometheus",
      "backup",
      "budget",
      "legacy-metric",
      "legacy-activity",
      "legacy-service-health",
      "legacy-log",
      "legacy-log-flat",
      "legacy-budget",
      "classic-metric",
      "autoscale",
      "arm-alert",
      "test-notification",
      "unknown",
    ]);
  });

  it.each(all)("$name is the same for the same input, and plain JSON", (sample) => {
    const body = sample.make(input());
    expect(sample.make(input())).toStrictEqual(body);
    expect(JSON.parse(JSON.stringify(body))).toStrictEqual(body);
  });

  it.each(all)("$name is another alert for another sequence, and in another run", (sample) => {
    expect(textOf(sample, { sequence: 8 })).not.toBe(textOf(sample));
    if (sample.name !== "test-notification")
      expect(textOf(sample, { seed: "other" })).not.toBe(textOf(sample));
  });

  it.each(all)("$name is about as large as a real one", (sample) => {
    expect(textOf(sample).length).toBeLessThan(8_000);
    if (sample.name.startsWith("metric")) expect(textOf(sample).length).toBeGreaterThan(1_800);
  });

  it.each(all.filter(({ canResolve }) => !canResolve))("$name has no resolve", (sample) => {
    expect(() => sample.make(input({ condition: "resolved" }))).toThrow(RangeError);
  });

  it.each(resolving)("$name differs when it resolves", (sample) => {
    expect(textOf(sample, { condition: "resolved" })).not.toBe(textOf(sample));
  });

  it("tell of a service issue's end in another alert with the same tracking id", () => {
    const serviceHealth = samples.get("service-health");
    const fired = serviceHealth?.make(input());
    const resolved = serviceHealth?.make(input({ condition: "resolved", atUtc: "2026-03-15T09:00:00.000Z" }));
    const of = (body: unknown) =>
      body as {
        data: {
          essentials: { alertId: string; monitorCondition: string };
          alertContext: { eventTimestamp: string; properties: { trackingId: string; stage: string } };
        };
      };
    expect(of(resolved).data.essentials.monitorCondition).toBe("Fired");
    expect(of(resolved).data.alertContext.properties.stage).toBe("Resolved");
    expect(of(resolved).data.alertContext.properties.trackingId).toBe(
      of(fired).data.alertContext.properties.trackingId,
    );
    expect(of(resolved).data.essentials.alertId).not.toBe(of(fired).data.essentials.alertId);
    expect(of(resolved).data.alertContext.eventTimestamp > of(fired).data.alertContext.eventTimestamp).toBe(
      true,
    );
  });
});
