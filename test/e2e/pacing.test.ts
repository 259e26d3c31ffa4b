import { describe, expect, it } from "vitest";

import { anAlertSeries } from "../support/world/alerts.ts";
import { atOnce, sendLikeAzureMonitor } from "../support/world/azureMonitor.ts";
import { eventually } from "../support/world/eventually.ts";
import { useWorld } from "../support/world/useWorld.ts";

type Sent = { readonly id: string; readonly correlationId: string | null };

const numbers = (count: number) => Array.from({ length: count }, (_, place) => place + 1);
const callsPerWindow = 100;
const windowSeconds = 5;

/** As the metric sample, but of this severity. */
function withSeverity(severity: string, alert: Record<string, unknown>): Record<string, unknown> {
  const { data } = alert as { readonly data: { readonly essentials: object } };
  return { ...alert, data: { ...data, essentials: { ...data.essentials, severity } } };
}

describe("two processes in front of a ServiceNow that allows a hundred calls in a window", () => {
  const world = useWorld({ settings: { SERVICENOW_GRANT: "basic" } });

  const send = async (alerts: readonly unknown[]): Promise<readonly Sent[]> => {
    const sent = await atOnce(20, alerts, (alert) => sendLikeAzureMonitor(() => world().bridgeUrl, alert));
    return sent.flatMap(({ deliveries }) => deliveries);
  };
  const made = () => world().sandbox.records("incident");

  it("are refused at most once in each, and make what is critical before the ordinary that still waits", async () => {
    await world().startMoreFunctions();
    const { sandbox } = world();
    // Nothing goes through until everything waits, so that there is something to come before.
    sandbox.faults.set({ id: "away", kind: "unavailable" });
    const series = anAlertSeries();
    const ordinary = await send(
      numbers(180).map((sequence) => withSeverity("Sev3", series.fired({ sequence }))),
    );
    const critical = await send(
      numbers(20).map((place) => withSeverity("Sev1", series.fired({ sequence: 180 + place }))),
    );
    sandbox.faults.set({ id: "limit", kind: "rateLimit", limitPerHour: callsPerWindow, windowSeconds });
    sandbox.faults.clear("away");
    const expected = new Set([...ordinary, ...critical].map(({ correlationId }) => correlationId));
    expect(expected.size).toBe(200);

    await eventually(() => expect(made().length).toBeGreaterThanOrEqual(200), { withinMs: 180_000 });
    expect(new Set(made().map((row) => row["correlation_id"] ?? null))).toEqual(expected);
    expect(made()).toHaveLength(200);

    const secondsOf = (row: Readonly<Record<string, string>>) =>
      Date.parse(`${row["sys_created_on"]?.replace(" ", "T") ?? ""}Z`) / 1000;
    const windowOf = (row: Readonly<Record<string, string>>) => Math.floor(secondsOf(row) / windowSeconds);
    const windows = new Set(made().map(windowOf));
    const refused = sandbox.faults.list().find(({ id }) => id === "limit")?.struck ?? 0;
    expect(refused).toBeLessThanOrEqual(windows.size);

    // The first window goes to whoever comes; what is critical is made at the latest when the next one has begun.
    const places = made()
      .sort((one, other) => ((one["number"] ?? "") < (other["number"] ?? "") ? -1 : 1))
      .map((row) => row["correlation_id"] ?? null);
    const lastCritical = Math.max(...critical.map(({ correlationId }) => places.indexOf(correlationId)));
    expect(lastCritical).toBeLessThan(callsPerWindow + critical.length + 30);
  }, 240_000);
});

describe.each(["unavailable", "hibernating"] as const)("a ServiceNow that is %s for seconds", (kind) => {
  const world = useWorld({ settings: { SERVICENOW_GRANT: "basic" } });

  it("is asked a handful of times meanwhile, and then makes all tickets, each once", async () => {
    const { sandbox, bridge } = world();
    const outage = sandbox.faults.set({ kind });
    const series = anAlertSeries();
    const sent = await atOnce(10, numbers(60), (sequence) => bridge.send(series.fired({ sequence })));
    // One after the other tries in ever longer steps; it is back once several have.
    const tries = () => sandbox.faults.list().find(({ id }) => id === outage.id)?.struck ?? 0;
    await eventually(() => expect(tries()).toBeGreaterThanOrEqual(5));
    const views = await atOnce(10, sent, ([{ id }]) => bridge.delivery(id));
    expect(views.every(({ state }) => state === "waiting" || state === "retrying")).toBe(true);
    const triesBefore = tries();
    sandbox.faults.clear(outage.id);

    const settled = await atOnce(10, sent, ([{ id }]) => bridge.settled(id));
    // A duplicate: its sender was not answered in time on a busy machine, and has repeated it.
    const ends = settled.map(({ state, because }) => (because === "duplicate" ? because : state));
    expect(ends.filter((end) => end !== "delivered" && end !== "duplicate")).toEqual([]);
    expect(sandbox.records("incident")).toHaveLength(60);
    // The first ones go together: four places for each of two queues, before anybody knows.
    expect(triesBefore).toBeLessThan(20);
    expect((await bridge.deadLetters()).deadLetters).toEqual([]);
  });
});
