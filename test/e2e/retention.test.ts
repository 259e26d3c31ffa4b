import { BlobServiceClient } from "@azure/storage-blob";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";

import type { RetentionCounts } from "../../shared/retention/retentionPolicy.ts";
import { anAlertSeries } from "../support/world/alerts.ts";
import { eventually } from "../support/world/eventually.ts";
import { useWorld } from "../support/world/useWorld.ts";

const world = useWorld({
  config: { routes: [{ name: "default", storm: { moreThan: 2, withinMinutes: 1_440 } }] },
});

const dayMs = 24 * 60 * 60_000;
const clockAhead = pathToFileURL(join(import.meta.dirname, "../support/world/clockAhead.ts")).href;

/** The same app, so many days later, after its night: what was removed. */
async function afterDays(days: number): Promise<RetentionCounts> {
  await world().stopFunctions();
  const from = world().log.length;
  await world().startFunctions({
    NODE_OPTIONS: `--import=${clockAhead}`,
    CLOCK_AHEAD_MS: String(days * dayMs),
  });
  const { status } = await world().bridge.post("/admin/functions/removeOld", {});
  expect(status).toBe(202);
  // Ours, and the host's own for the nights that it missed: none is to go on beside what comes next.
  let begun = 2;
  return eventually(async () => {
    // The host makes up for the nights that it missed: what both runs removed counts.
    const runs = world()
      .log.slice(from)
      .flatMap((line) => /retention\.finished: (\{.*\})/.exec(line)?.[1] ?? [])
      .map((json) => JSON.parse(json) as RetentionCounts);
    const last = runs.at(-1);
    const isOver = last !== undefined && Object.values(last).every((count) => count === 0 || count === true);
    if (runs.length < begun) throw new Error("a run is not over yet");
    if (!isOver) {
      begun += 1;
      await world().bridge.post("/admin/functions/removeOld", {});
      throw new Error("not everything is removed yet");
    }
    return Object.fromEntries(
      Object.keys(last).map((kind) => [
        kind,
        runs.reduce((sum, counts) => sum + Number(counts[kind as keyof RetentionCounts]), 0),
      ]),
    ) as unknown as RetentionCounts;
  });
}

type Body = { data: { essentials: Record<string, unknown> } };

function ofRule(rule: string, body: Record<string, unknown>): Body {
  const { data } = body as Body;
  return { ...body, data: { ...data, essentials: { ...data.essentials, alertRule: rule } } };
}

async function bodies(): Promise<string[]> {
  const container = BlobServiceClient.fromConnectionString(world().storage).getContainerClient(
    "bridge-bodies",
  );
  const names: string[] = [];
  for await (const { name } of container.listBlobsFlat()) names.push(name);
  return names;
}

describe("what is old", () => {
  it("goes with time: journals and bodies, dead letters, tickets; never what is open, and never an open storm", async () => {
    const { bridge, sandbox } = world();
    const over = anAlertSeries();
    const overAlert = ofRule("over", over.fired());
    const { correlationId: overId } = await bridge.deliver(overAlert);
    await bridge.deliver(ofRule("over", over.resolved()));

    const open = ofRule("open", { ...anAlertSeries().fired(), padding: "x".repeat(100_000) });
    const { correlationId: openId } = await bridge.deliver(open);

    const many = anAlertSeries();
    const storm = [];
    for (const sequence of [1, 2, 3, 4]) {
      storm.push(await bridge.deliver(ofRule("storm", many.fired({ sequence }))));
    }
    const memberIds = storm.slice(2).map(({ correlationId }) => correlationId ?? "");
    await eventually(async () => {
      const { tickets } = await bridge.tickets("?limit=200");
      const opened = tickets.find((ticket) => ticket.storm !== null && ticket.members === memberIds.length);
      if (opened?.state !== "open") throw new Error("the storm has no ticket yet");
    });

    sandbox.faults.set({ kind: "aclDenied", match: { method: "POST", pathContains: "/table/incident" } });
    const [{ id }] = await bridge.send(ofRule("refused", anAlertSeries().fired()));
    const letter = await bridge.deadLetterOf(id);
    sandbox.faults.clear();
    await bridge.post(`/api/dead-letters/${letter.id}/discard`, { reason: "of a test" });

    const entriesOf = async (correlationId: string | null) =>
      (await bridge.ticket(correlationId ?? "")).entries.length;
    const statusOf = async (path: string) => (await bridge.get(path)).status;
    expect(await entriesOf(overId)).toBe(2);
    expect(await bodies()).not.toEqual([]);

    expect(await afterDays(100)).toMatchObject({ deadLetters: 0, tickets: 0, indexRows: 0 });
    expect(await bodies()).toEqual([]);
    expect(await entriesOf(overId)).toBe(0);
    expect(await entriesOf(openId)).toBe(1);
    for (const member of memberIds) expect(await entriesOf(member)).toBeGreaterThan(0);
    expect(await statusOf(`/api/dead-letters/${letter.id}`)).toBe(200);

    expect(await afterDays(500)).toMatchObject({ deadLetters: 1 });
    expect(await statusOf(`/api/dead-letters/${letter.id}`)).toBe(404);
    expect(await entriesOf(openId)).toBe(1);
    for (const member of memberIds) expect(await entriesOf(member)).toBeGreaterThan(0);
    const { tickets } = await bridge.tickets("?limit=200");
    const known = tickets.map(({ correlationId }) => correlationId);
    expect(known).not.toContain(overId);
    expect(known).toContain(openId);

    expect(await bridge.deliver(open), "what is open is still known").toMatchObject({ because: "duplicate" });
    expect(await bridge.deliver(overAlert), "nothing adopts the former incident").toMatchObject({
      state: "delivered",
    });
    expect(world().incidents(overId)).toHaveLength(1);
    expect(world().incidents(`${overId ?? ""}-2`)).toHaveLength(1);
  });
});
