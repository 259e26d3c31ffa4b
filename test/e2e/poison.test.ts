import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";

import { anAlertSeries } from "../support/world/alerts.ts";
import { atOnce, sendLikeAzureMonitor } from "../support/world/azureMonitor.ts";
import { eventually } from "../support/world/eventually.ts";
import { useWorld } from "../support/world/useWorld.ts";

const deadlyText = "Contoso deadly rule";
const preload = pathToFileURL(join(import.meta.dirname, "../support/world/diesOfText.ts")).href;

/** An alert whose ticket kills the process that is about to make it. */
function deadly(alert: Record<string, unknown>): unknown {
  const text = JSON.stringify(alert);
  const { data } = alert as { readonly data: { readonly essentials: { readonly alertRule: string } } };
  return JSON.parse(text.replaceAll(data.essentials.alertRule, deadlyText));
}

describe("a message that kills its process every time, among fifty that do not", () => {
  const world = useWorld({
    settings: {
      SERVICENOW_TIMEOUT_SECONDS: "2",
      BRIDGE_CLAIM_SECONDS: "4",
      BRIDGE_PARTNER_WORKING_SECONDS: "4",
      BRIDGE_DEAD_AFTER_SECONDS: "6",
      BRIDGE_TRIAL_SECONDS: "5",
      NODE_OPTIONS: `--import=${preload}`,
      DIES_OF: deadlyText,
    },
    // Ten minutes in Azure.
    hostFlags: ["--message-lease-ms", "2000"],
    sandbox: { processingDelayMs: 40 },
  });

  it("ends as one DELIVERY_CRASHED, and there are fifty incidents", { timeout: 240_000 }, async () => {
    const series = anAlertSeries();
    const platform = { isOver: false, deaths: 0 };
    // What the platform does: start what has ended.
    const watching = (async () => {
      for (;;) {
        await world().functionsEnded();
        if (platform.isOver) return;
        platform.deaths += 1;
        await world().startFunctions();
      }
    })();

    const alerts: unknown[] = Array.from({ length: 50 }, (_, sequence) => series.fired({ sequence }));
    alerts.splice(5, 0, deadly(series.fired({ sequence: 1_000 })));
    const sent = await atOnce(17, alerts, (alert) => sendLikeAzureMonitor(() => world().bridgeUrl, alert));
    const deliveries = sent.map(({ deliveries: [delivery] }) => {
      if (delivery === undefined) throw new Error("it has no delivery");
      return delivery;
    });
    const [poison] = deliveries.splice(5, 1);

    // Each death costs a start of the functions, and the claim that it left behind has to run out.
    const letter = await eventually(() => world().bridge.deadLetterOf(poison?.id ?? ""), {
      withinMs: 180_000,
    });
    expect(letter).toMatchObject({ code: "DELIVERY_CRASHED", correlationId: poison?.correlationId });
    expect(letter.detail).toMatch(
      /^Tried alone 3 times, last at .*, attempt 1: the process \(.*\) did not come back$/,
    );
    const views = await atOnce(8, deliveries, ({ id }) => world().bridge.settled(id));
    // Skipped: done in a process that was killed before it could say so to the queue.
    const ends = views.map(({ state, because }) => (state === "skipped" ? because : state));
    expect(ends.filter((end) => end !== "delivered" && end !== "duplicate")).toEqual([]);
    platform.isOver = true;
    await world().killFunctions();
    await watching;

    const correlationIds = new Set(deliveries.map(({ correlationId }) => correlationId));
    const made = world()
      .sandbox.records("incident")
      .filter((row) => correlationIds.has(row["correlation_id"] ?? null));
    expect(new Set(made.map((row) => row["correlation_id"])).size).toBe(50);
    expect(made).toHaveLength(50);
    expect(world().incidents(poison?.correlationId ?? "")).toEqual([]);
    expect(platform.deaths, "it has killed for as long as it was tried").toBeGreaterThanOrEqual(5);
    // Three are put down to chance, and three trials; each copy that was on its way when it was found out may kill once.
    expect(platform.deaths, "however many copies of it there are").toBeLessThanOrEqual(12);

    // Nothing of it is left that would kill again.
    await world().startFunctions();
    const letters = (await world().bridge.deadLetters()).deadLetters;
    expect(letters.map(({ code }) => code)).toEqual(["DELIVERY_CRASHED"]);
  });
});
