import { describe, expect, it } from "vitest";

import { anAlertSeries } from "../support/world/alerts.ts";
import { sendLikeAzureMonitor } from "../support/world/azureMonitor.ts";
import { eventually } from "../support/world/eventually.ts";
import { useWorld } from "../support/world/useWorld.ts";

// Short, because what was handed out, or failed, when storage went away stays hidden for as long.
const world = useWorld({
  hostFlags: ["--message-lease-ms", "3000"],
  failedMessageHiddenFor: "00:00:01",
});

describe("while storage is away", () => {
  it("the sender is told to come back, and its repeats become one incident once storage is there", async () => {
    const { bridge } = world();
    const alert = anAlertSeries().fired();
    await world().stopStorage();

    const refused = await bridge.post("/api/alerts", alert);
    expect(refused).toMatchObject({ status: 503, body: { code: "STORAGE_UNAVAILABLE" } });
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(await bridge.ready()).toMatchObject({ status: 503, body: { status: "notReady" } });
    expect(await bridge.get("/api/tickets")).toMatchObject({ status: 503 });
    expect(await bridge.get("/api/health")).toMatchObject({ status: 200 });

    const sending = sendLikeAzureMonitor(() => world().bridgeUrl, alert);
    await world().startStorage();
    const { deliveries } = await sending;
    const view = await bridge.settled(deliveries[0]?.id ?? "");
    expect(view).toMatchObject({ state: "delivered" });
    expect(world().incidents(view.correlationId)).toHaveLength(1);
    await eventually(async () => expect(await bridge.ready()).toMatchObject({ status: 200 }));
  });

  it("what was being delivered is delivered afterwards, and nothing twice", async () => {
    const { bridge, sandbox } = world();
    const series = anAlertSeries();
    const match = { method: "POST", pathContains: "/table/incident" };
    sandbox.faults.set({ id: "slow", kind: "commitSlow", delayMs: 1_000, match });
    const sent = await Promise.all(
      Array.from({ length: 12 }, (_, sequence) => bridge.send(series.fired({ sequence }))),
    );
    const correlationIds = sent.map(([{ correlationId }]) => correlationId);
    const made = () => correlationIds.flatMap((correlationId) => world().incidents(correlationId));

    await eventually(() => expect(made().length).toBeGreaterThan(0));
    await world().stopStorage();
    await world().startStorage();

    const views = await Promise.all(sent.map(([{ id }]) => bridge.settled(id)));
    // Skipped: a copy of the message was first to find what the other had done.
    const ends = views.map(({ state, because }) => (state === "skipped" ? because : state));
    expect(ends.filter((end) => end !== "delivered" && end !== "duplicate")).toEqual([]);
    expect(made()).toHaveLength(12);
    expect(new Set(made().map((row) => row["correlation_id"]))).toEqual(new Set(correlationIds));
  });
});
