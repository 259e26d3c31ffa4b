import { describe, expect, it } from "vitest";

import { anAlertSeries } from "../support/world/alerts.ts";
import { atOnce, sendLikeAzureMonitor } from "../support/world/azureMonitor.ts";
import { stepsOf } from "../support/world/bridgeApi.ts";
import { eventually } from "../support/world/eventually.ts";
import { useWorld } from "../support/world/useWorld.ts";
import type { World } from "../support/world/world.ts";

const numbers = (count: number) => Array.from({ length: count }, (_, place) => place + 1);

/** Fast enough to wait for, slow enough that a busy machine is not taken for a dead process or partner. */
const shortTimes = {
  SERVICENOW_TIMEOUT_SECONDS: "3",
  BRIDGE_CLAIM_SECONDS: "6",
  BRIDGE_PARTNER_WORKING_SECONDS: "8",
  BRIDGE_DEAD_AFTER_SECONDS: "8",
};

function incidentsOf({ sandbox }: World, correlationIds: ReadonlySet<string | null>) {
  return sandbox.records("incident").filter((row) => correlationIds.has(row["correlation_id"] ?? null));
}

describe("functions that are killed ten times while 300 alerts arrive", () => {
  // As if the host handed messages out again soon; in Azure that takes ten minutes, or the sweep.
  const world = useWorld({
    settings: shortTimes,
    sandbox: { processingDelayMs: 40 },
    hostFlags: ["--message-lease-ms", "3000"],
  });

  it("make 300 incidents, none twice and none missing", { timeout: 240_000 }, async () => {
    const series = anAlertSeries();
    let accepted = 0;
    const sending = atOnce(12, numbers(300), async (sequence) => {
      const sent = await sendLikeAzureMonitor(() => world().bridgeUrl, series.fired({ sequence }));
      accepted += 1;
      return sent;
    });

    const kills = 10;
    for (let kill = 1; kill <= kills; kill++) {
      // Somewhere in the midst of taking in and delivering: after another share of alerts was taken in.
      await eventually(() => expect(accepted).toBeGreaterThanOrEqual(kill * 25), { everyMs: 7 });
      await world().killFunctions();
      await world().startFunctions();
    }
    const sent = await sending;
    const deliveries = sent.flatMap((one) => one.deliveries);
    const correlationIds = new Set(deliveries.map(({ correlationId }) => correlationId));
    expect(correlationIds.size).toBe(300);

    await atOnce(12, deliveries, ({ id }) => world().bridge.settled(id));
    const made = incidentsOf(world(), correlationIds);
    expect(new Set(made.map((row) => row["correlation_id"])).size).toBe(300);
    expect(made).toHaveLength(300);
  });
});

describe("functions that are killed, where messages stay hidden for ten minutes", () => {
  const world = useWorld({ settings: shortTimes });

  it("have the sweep bring back what they had begun", async () => {
    const { bridge, sandbox } = world();
    const match = { method: "POST", pathContains: "/table/incident" };
    // One alert whose incident exists already when the process dies, and one whose does not.
    sandbox.faults.set({ id: "stored", kind: "commitSlow", delayMs: 2_000, times: 1, match });
    sandbox.faults.set({ id: "not stored", kind: "slow", delayMs: 60_000, times: 1, match });
    const series = anAlertSeries();
    const [stored] = await bridge.send(series.fired({ sequence: 1 }));
    await eventually(() => expect(world().incidents(stored.correlationId)).toHaveLength(1));
    const [lost] = await bridge.send(series.fired({ sequence: 2 }));
    await eventually(() => expect(sandbox.stats().inFlight).toBeGreaterThan(0));
    await eventually(async () => {
      const { ticket } = await bridge.ticket(lost.correlationId ?? "");
      expect(ticket.pending).not.toBeNull();
    });
    await world().killFunctions();
    sandbox.faults.clear();
    await world().startFunctions();

    const found = await bridge.settled(stored.id);
    expect(found).toMatchObject({ state: "delivered", ticket: { kind: "incident" } });
    expect(stepsOf(found, "recovered").at(-1)).toMatchObject({ action: "create" });
    expect(stepsOf(found, "recovered").at(-1)?.found).toMatch(/^done: INC/);

    const repeated = await bridge.settled(lost.id);
    expect(repeated).toMatchObject({ state: "delivered", because: "first of its kind" });
    expect(stepsOf(repeated, "recovered").at(-1)).toMatchObject({ action: "create", found: "not done" });

    expect(world().incidents(stored.correlationId)).toHaveLength(1);
    expect(world().incidents(lost.correlationId)).toHaveLength(1);
    expect(world().log.join("\n")).toMatch(/"event":"delivery\.putBack"/);
    expect(world().log.join("\n")).toMatch(/"event":"process\.buried"/);
  });
});

describe("functions that are asked to end", () => {
  const world = useWorld({ settings: shortTimes });

  it("finish what they have begun, and the next ones go on", async () => {
    const { bridge } = world();
    const series = anAlertSeries();
    const sent = await Promise.all(
      numbers(40).map((sequence) =>
        sendLikeAzureMonitor(() => world().bridgeUrl, series.fired({ sequence })),
      ),
    );
    expect(await world().stopFunctions()).toBe(0);
    await world().startFunctions();

    const deliveries = sent.flatMap((one) => one.deliveries);
    const views = await Promise.all(deliveries.map(({ id }) => bridge.settled(id)));
    expect(new Set(views.map(({ because }) => because))).toEqual(new Set(["first of its kind"]));
    const made = incidentsOf(world(), new Set(deliveries.map(({ correlationId }) => correlationId)));
    expect(made).toHaveLength(40);
  });
});
