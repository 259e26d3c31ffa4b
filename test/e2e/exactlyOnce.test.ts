import { describe, expect, it } from "vitest";

import { anAlertSeries } from "../support/world/alerts.ts";
import { atOnce, sendLikeAzureMonitor } from "../support/world/azureMonitor.ts";
import { eventually } from "../support/world/eventually.ts";
import { useWorld } from "../support/world/useWorld.ts";

const world = useWorld();
const connections = 20;

async function sendAll(alerts: readonly unknown[]) {
  const sent = await atOnce(connections, alerts, (alert) =>
    sendLikeAzureMonitor(() => world().bridgeUrl, alert),
  );
  return sent.flatMap(({ deliveries }) => deliveries);
}

/** The same order in every run, and not that of the numbers. */
function shuffled<Item>(items: readonly Item[]): Item[] {
  let state = 20260315;
  const keyed = items.map((item) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return { item, key: state >>> 8 };
  });
  return keyed.sort((one, other) => one.key - other.key).map(({ item }) => item);
}

const numbers = (count: number) => Array.from({ length: count }, (_, place) => place + 1);

describe("one alert, one incident", () => {
  it("whoever posts the same alert 500 times over 20 connections", async () => {
    const { bridge } = world();
    const alert = anAlertSeries().fired();
    const deliveries = await sendAll(numbers(500).map(() => alert));
    expect(deliveries).toHaveLength(500);
    const [{ correlationId } = { correlationId: null }] = deliveries;
    expect(new Set(deliveries.map((delivery) => delivery.correlationId))).toEqual(new Set([correlationId]));

    const outcomes = await atOnce(connections, deliveries, async ({ id }) => {
      const { state, because } = await bridge.settled(id);
      return `${state}: ${because ?? ""}`;
    });
    expect(outcomes.filter((outcome) => outcome === "delivered: first of its kind")).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === "skipped: duplicate")).toHaveLength(499);
    expect(world().incidents(correlationId)).toHaveLength(1);
  });

  it("of 1,000 alerts over 20 connections, none twice and none missing", async () => {
    const series = anAlertSeries();
    const deliveries = await sendAll(numbers(1_000).map((sequence) => series.fired({ sequence })));
    const expected = new Set(deliveries.map(({ correlationId }) => correlationId));
    expect(expected.size).toBe(1_000);

    const made = () =>
      world()
        .sandbox.records("incident")
        .filter((row) => expected.has(row["correlation_id"] ?? null));
    await eventually(() => expect(made().length).toBeGreaterThanOrEqual(1_000));
    // Nothing waits any more that could still make another.
    const views = await atOnce(connections, deliveries, ({ id }) => world().bridge.settled(id));
    // A sender that waited too long repeats; its repeat is a duplicate, and that is all.
    expect(views.filter(({ state, because }) => state !== "delivered" && because !== "duplicate")).toEqual(
      [],
    );
    expect(made()).toHaveLength(1_000);
    expect(new Set(made().map((row) => row["correlation_id"])).size).toBe(1_000);
  });

  it("of 60 alerts that fire and resolve in any order, each resolved with code and notes", async () => {
    const { bridge } = world();
    const series = anAlertSeries();
    const alerts = numbers(60).flatMap((sequence) => [
      series.fired({ sequence }),
      series.resolved({ sequence }),
    ]);
    const deliveries = await sendAll(shuffled(alerts));
    await atOnce(connections, deliveries, ({ id }) => bridge.settled(id));

    const correlationIds = new Set(deliveries.map(({ correlationId }) => correlationId));
    expect(correlationIds.size).toBe(60);
    for (const correlationId of correlationIds) {
      expect(world().incidents(correlationId)).toMatchObject([
        {
          state: "6",
          close_code: "Solution provided",
          close_notes: expect.stringContaining("the problem is over") as unknown,
        },
      ]);
    }
  });
});
