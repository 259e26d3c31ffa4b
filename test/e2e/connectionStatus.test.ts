import { describe, expect, it } from "vitest";

import type { ConnectionStatus } from "../../shared/status/connectionStatus.ts";
import { catalogue } from "../../shared/failures/catalogue.ts";
import { aTerminal } from "../integration/cli/runBridge.ts";
import { anAlertSeries } from "../support/world/alerts.ts";
import { eventually } from "../support/world/eventually.ts";
import { useWorld } from "../support/world/useWorld.ts";
import type { World } from "../support/world/world.ts";

const statusOf = async ({ bridge }: World) =>
  (await bridge.get<ConnectionStatus>("/api/connections/servicenow/status")).body;

const untilIt = (world: World, health: ConnectionStatus["health"], failedTries = 0) =>
  eventually(async () => {
    const status = await statusOf(world);
    expect(status).toMatchObject({ health });
    expect(status.pause?.failedTries ?? 0).toBeGreaterThanOrEqual(failedTries);
    return status;
  });

describe("a connection whose ServiceNow is away", () => {
  const world = useWorld({
    settings: {
      // One retry: an attempt that counted would soon end as a dead letter.
      BRIDGE_RETRY_SECONDS: "0.2",
      BRIDGE_PAUSE_SECONDS: "1,1,1,15",
      BRIDGE_WATCH_SCHEDULE: "* * * * * *",
      BRIDGE_WARN_PAUSED_MINUTES: "0.02",
    },
  });

  it("says so, loses no retries of what waits, is resumed by hand, and is told of in one incident", async () => {
    const { bridge, bridgeUrl, sandbox, log } = world();
    const terminal = aTerminal({ BRIDGE_URL: bridgeUrl });
    const series = anAlertSeries();
    await bridge.deliver(series.fired());
    await eventually(async () => {
      const { out } = await terminal(["status"]);
      expect(out).toContain("Messages go through as they come.");
      expect(out).toMatch(/last good call +20\d\d-/);
    });

    sandbox.faults.set({ kind: "unavailable" });
    const sent = await Promise.all([11, 12, 13].map((sequence) => bridge.send(series.fired({ sequence }))));
    const paused = await untilIt(world(), "paused", 3);
    expect(paused.pause).toMatchObject({
      code: "SERVICENOW_UNAVAILABLE",
      resolution: catalogue.SERVICENOW_UNAVAILABLE.resolution,
    });
    expect(Date.parse(paused.pause?.untilUtc ?? "")).toBeGreaterThan(
      Date.parse(paused.pause?.sinceUtc ?? ""),
    );
    for (const [{ id }] of sent) expect(["waiting", "retrying"]).toContain((await bridge.delivery(id)).state);
    await eventually(() => {
      expect(log.some((line) => line.includes('"event":"bridge.warned"') && line.includes("paused"))).toBe(
        true,
      );
    });

    const shown = await terminal(["status"]);
    expect(shown.out).toMatch(/● paused, since .*servicenow/);
    expect(shown.out).toContain("SERVICENOW_UNAVAILABLE");
    expect(shown.out).toMatch(/what to do +Nothing: messages wait/);
    expect(shown.out).toMatch(/next try +\d{4}-/);

    sandbox.faults.clear();
    expect((await terminal(["connections", "resume", "servicenow"])).code).toBe(0);
    expect(await bridge.deliver(series.fired({ sequence: 14 }))).toMatchObject({ state: "delivered" });
    for (const [{ id }] of sent) expect(await bridge.settled(id)).toMatchObject({ state: "delivered" });
    expect(await statusOf(world())).toMatchObject({ health: "healthy", pause: null });
    expect(await bridge.deadLetters()).toMatchObject({ deadLetters: [] });

    await eventually(() => {
      const warnings = sandbox
        .records("incident")
        .filter((one) => /has been paused/.test(one["short_description"] ?? ""));
      expect(warnings.map((one) => one["state"])).toEqual(["6"]);
    });
  });
});

describe("a connection whose password is wrong", () => {
  const world = useWorld({ settings: { SERVICENOW_PASSWORD: "no-longer-right" } });

  it("is parked, and once the password is right and it is resumed, the next alert goes through", async () => {
    const series = anAlertSeries();
    const [{ id }] = await world().bridge.send(series.fired());
    const parked = await untilIt(world(), "parked");
    const { code, resolution, sinceUtc, untilUtc } = parked.pause!;
    expect(resolution).toContain("bridge connections resume <name>");
    // ServiceNow locks accounts for minutes.
    expect(Date.parse(untilUtc) - Date.parse(sinceUtc)).toBeGreaterThan(60_000);
    const shown = await aTerminal({ BRIDGE_URL: world().bridgeUrl })(["status"]);
    expect(shown.out).toMatch(/● parked, since .*servicenow/);
    expect(shown.out).toContain(code);

    await world().stopFunctions();
    await world().startFunctions({ SERVICENOW_PASSWORD: "Contoso-integration-1" });
    const terminal = aTerminal({ BRIDGE_URL: world().bridgeUrl });
    expect((await terminal(["connections", "resume", "servicenow"])).code).toBe(0);
    const next = await world().bridge.deliver(series.fired({ sequence: 11 }));
    expect(next).toMatchObject({ state: "delivered" });
    expect(await statusOf(world())).toMatchObject({ health: "healthy" });
    expect(["waiting", "retrying", "delivered"]).toContain((await world().bridge.delivery(id)).state);
  });
});

describe("a connection whose calls are limited", () => {
  const world = useWorld();

  it("shows the limit that was learned, and the calls that were made and saved", async () => {
    const { bridge, bridgeUrl, sandbox } = world();
    const series = anAlertSeries();
    sandbox.faults.set({ kind: "rateLimit", limitPerHour: 1_000 });
    expect(await bridge.deliver(series.fired())).toMatchObject({ state: "delivered" });
    expect(await bridge.deliver(series.fired())).toMatchObject({ state: "skipped" });

    // Counts are written every ten seconds.
    const { limit, thisHour } = await eventually(async () => {
      const status = await statusOf(world());
      expect(status.thisHour.savedCalls).toBeGreaterThan(0);
      return status;
    });
    expect(limit).toMatchObject({ callsPerWindow: 1_000 });
    expect(limit?.used).toBeGreaterThan(0);
    expect(thisHour).toMatchObject({ refusedCalls: 0 });
    const { out } = await aTerminal({ BRIDGE_URL: bridgeUrl })(["status"]);
    expect(out).toMatch(/calls allowed +\d+ of 1,000 taken/);
    expect(out).toMatch(/this hour +\d+ calls?, none refused; \d+ calls? saved/);
  });
});
