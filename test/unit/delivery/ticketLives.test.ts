import { describe, expect, it } from "vitest";

import { anInstance, aSeries, firedAtUtc } from "../../support/builders/alerts.ts";
import { aDeliveryWorld, correlationIdOf } from "../../support/builders/deliveryWorld.ts";
import { aPolicy, aRoute } from "../../support/builders/routes.ts";

const resolved = { condition: "resolved", occurredAtUtc: "2026-03-01T12:30:00.000Z" } as const;
const grouped = aRoute({ groupBy: ["rule"] });

describe("a resolved alert", () => {
  it("resolves its ticket", async () => {
    const { bring, partner } = aDeliveryWorld();
    await bring();
    expect(await bring(resolved)).toMatchObject({ action: "resolved", because: "last member resolved" });
    expect(partner.only()).toMatchObject({ state: "resolved" });
  });

  it("that comes before its fired makes no ticket by itself, and one that is made and resolved at once later", async () => {
    const { bring, partner } = aDeliveryWorld();
    expect(await bring(resolved)).toEqual({ kind: "skipped", because: "nothing to resolve", ref: undefined });
    expect(partner.calls).toEqual([]);
    expect(await bring()).toMatchObject({
      kind: "delivered",
      action: "created",
      because: "first of its kind, and over already",
    });
    expect(partner.only()).toMatchObject({
      state: "resolved",
      closed: { closeNotes: expect.stringContaining("the problem is over") as string },
      notes: [expect.stringContaining("reports this as resolved")],
    });
    expect(partner.calls).toEqual(["create"]);
  });

  it("that came before its fired takes a second call where the partner makes only open tickets", async () => {
    const { bring, partner } = aDeliveryWorld();
    partner.canCreateResolved = false;
    await bring(resolved);
    expect(await bring()).toMatchObject({ action: "created" });
    expect(partner.only()).toMatchObject({ state: "resolved", notes: [expect.anything()] });
    expect(partner.calls).toEqual(["create", "find", "resolve"]);
  });

  it("that came before its fired leaves the ticket open with a note, where the route wants that", async () => {
    const { bring, partner } = aDeliveryWorld({
      routes: [aRoute({ policy: aPolicy({ onResolved: "note" }) })],
    });
    await bring(resolved);
    await bring();
    expect(partner.only()).toMatchObject({ state: "open", notes: [expect.stringContaining("resolved")] });
    expect(partner.calls).toEqual(["create", "find", "addNote"]);
  });

  it("is found made and resolved when the answer was lost, and the record says so", async () => {
    const world = aDeliveryWorld({ routes: [grouped] });
    const correlationId = correlationIdOf(await world.accept(anInstance("a", resolved)));
    await world.untilQuiet();
    world.partner.leavesUnanswered("create", { isDone: true });
    await world.bring(anInstance("a"));
    expect(world.partner.only()).toMatchObject({ state: "resolved" });
    expect(world.partner.calls).toEqual(["create", "findByCorrelationId"]);
    const record = await world.record(correlationId);
    expect(record).toMatchObject({ state: "resolved", resolvedAtUtc: expect.any(String) as string });
    expect(record).not.toHaveProperty("owes");
    expect(record).not.toHaveProperty("pending");
  });

  it("is paid later, if the process ends between making and resolving", async () => {
    const { bring, partner, clock } = aDeliveryWorld();
    partner.canCreateResolved = false;
    await bring(resolved);
    partner.leavesUnanswered("resolve", { isDone: false });
    expect(await bring()).toMatchObject({ kind: "delivered" });
    expect(partner.only()).toMatchObject({ state: "resolved" });
    clock.advanceMs(1);
    expect(await bring()).toMatchObject({ kind: "skipped", because: "already over" });
  });

  it("gives the ticket the route's close code and the note of what was over", async () => {
    const policy = aPolicy({ closeCode: "Solved", closeNotes: "It went away." });
    const { bring, partner } = aDeliveryWorld({ routes: [aRoute({ policy })] });
    await bring();
    await bring(resolved);
    expect(partner.only().closed).toMatchObject({
      closeCode: "Solved",
      closeNotes: expect.stringContaining("It went away.") as string,
    });
    expect(partner.only().notes).toEqual([expect.stringContaining("resolved")]);
  });

  it("that is owed is paid by whatever message comes next, which then has its own way", async () => {
    const world = aDeliveryWorld({ routes: [grouped] });
    const correlationId = correlationIdOf(await world.accept(anInstance("a", resolved)));
    await world.untilQuiet();
    world.partner.canCreateResolved = false;
    world.partner.refuses("resolve");
    expect(await world.bring(anInstance("a"))).toMatchObject({ kind: "deadLettered" });
    expect(await world.record(correlationId)).toMatchObject({ state: "open", owes: "resolve" });

    await world.bring(anInstance("b"));
    expect(world.partner.calls.slice(-4)).toEqual(["find", "resolve", "find", "reopen"]);
    const record = await world.record(correlationId);
    expect(record).toMatchObject({ state: "open" });
    expect(record).not.toHaveProperty("owes");
    expect(Object.values(record.members).map(({ condition }) => condition)).toEqual(["resolved", "fired"]);
  });

  it("that is owed is forgotten once a person has resolved the ticket", async () => {
    const world = aDeliveryWorld();
    const correlationId = correlationIdOf(await world.accept(resolved));
    await world.untilQuiet();
    world.partner.canCreateResolved = false;
    world.partner.refuses("resolve");
    await world.bring();
    world.partner.only().state = "resolved";
    expect(await world.bring()).toMatchObject({ kind: "skipped", because: "already over" });
    expect(await world.record(correlationId)).not.toHaveProperty("owes");
  });

  it("is no reason to think a ticket gone that this user may only not see", async () => {
    const world = aDeliveryWorld();
    const correlationId = correlationIdOf(await world.accept());
    await world.deliverVisible();
    world.partner.items = [];
    world.partner.isReadingProven = false;
    await world.accept(resolved);
    expect(await world.deliverVisible()).toMatchObject([
      { kind: "retrying", code: "SERVICENOW_READING_NOT_PROVEN" },
    ]);
    expect(await world.record(correlationId)).toMatchObject({ state: "open" });
  });
});

describe("a ticket that is gone at the partner", () => {
  it("is followed by the next generation, which keeps its place when the former comes back", async () => {
    const world = aDeliveryWorld({ routes: [grouped] });
    await world.bring(anInstance("a"));
    const former = world.partner.only();
    world.partner.items = [];
    expect(await world.bring(anInstance("b"))).toMatchObject({ because: "the former is gone" });
    const second = world.partner.only();
    expect(second.correlationId).toBe(`${former.correlationId}-2`);
    expect(second.notes).toEqual([expect.stringContaining(former.number)]);
    expect(await world.record(former.correlationId)).toMatchObject({
      generation: 2,
      ref: { number: second.number },
      former: { number: former.number },
    });

    world.partner.items = [former, second];
    await world.bring(anInstance("a", resolved));
    await world.bring(anInstance("b", resolved));
    expect(second).toMatchObject({ state: "resolved" });
    expect(former).toMatchObject({ state: "open", notes: [] });
  });

  it("is found again by the right generation after a create without an answer", async () => {
    const world = aDeliveryWorld({ routes: [grouped] });
    await world.bring(anInstance("a"));
    world.partner.only().state = "closed";
    world.partner.leavesUnanswered("create", { isDone: true });
    await world.bring(anInstance("b"));
    expect(world.partner.items).toMatchObject([{ state: "closed" }, { state: "open" }]);
    expect(await world.bring(anInstance("b", resolved))).toMatchObject({ ref: { number: "INC0000002" } });
  });
});

describe("alerts that share a ticket", () => {
  it("are counted as members, by hundreds, and resolve it with the last", async () => {
    const world = aDeliveryWorld({ routes: [grouped] });
    const names = Array.from({ length: 250 }, (_, place) => `alert-${place}`);
    const correlationId = correlationIdOf(await world.accept(anInstance("alert-0")));
    for (const name of names) await world.bring(anInstance(name));
    expect(Object.keys((await world.record(correlationId)).members)).toHaveLength(250);
    expect(world.partner.only().notes).toHaveLength(249);
    expect(world.partner.only().notes.at(-1)).toContain("250 so far");

    for (const name of names.slice(0, -1)) await world.bring(anInstance(name, resolved));
    expect(world.partner.only().state).toBe("open");
    await world.bring(anInstance("alert-249", resolved));
    expect(world.partner.only().state).toBe("resolved");
  });

  it("are counted in its notes", async () => {
    const world = aDeliveryWorld({ routes: [grouped] });
    for (const name of ["a", "b", "c"]) await world.bring(anInstance(name));
    await world.bring(anInstance("a", resolved));
    await world.bring(anInstance("b", resolved));
    expect(world.partner.only().notes).toMatchObject([
      expect.stringContaining("2 so far"),
      expect.stringContaining("3 so far"),
      expect.stringContaining("2 others still fire"),
      expect.stringContaining("1 other still fires"),
    ]);
  });

  it("are all remembered, even if two are resolved at the same moment before anything fired", async () => {
    const world = aDeliveryWorld({ routes: [grouped] });
    const correlationId = correlationIdOf(await world.accept(anInstance("a", resolved)));
    await world.accept(anInstance("b", resolved));
    await Promise.all(world.waiting().map(world.deliver));
    expect(Object.values((await world.record(correlationId)).members)).toMatchObject([
      { condition: "resolved" },
      { condition: "resolved" },
    ]);
  });

  it("reopen it within the window, and follow it past the window", async () => {
    const world = aDeliveryWorld({ routes: [grouped] });
    await world.bring(anInstance("a"));
    await world.bring(anInstance("a", resolved));
    expect(await world.bring(anInstance("b"))).toMatchObject({ action: "reopened" });
    await world.bring(anInstance("b", resolved));
    world.clock.advanceMs(61 * 60_000);
    expect(await world.bring(anInstance("c"))).toMatchObject({
      action: "created",
      ref: { number: "INC0000002" },
    });
  });
});

describe("an alert without an instance id", () => {
  it("that repeats while it fires changes the record, and no work item", async () => {
    const world = aDeliveryWorld();
    const correlationId = correlationIdOf(await world.accept(aSeries(firedAtUtc)));
    await world.deliverVisible();
    const again = aSeries("2026-03-01T12:00:00.000Z");
    expect(await world.bring(again)).toMatchObject({ kind: "skipped", because: "still firing" });
    expect(world.partner.only().notes).toEqual([]);
    expect(Object.values((await world.record(correlationId)).members)).toEqual([
      { condition: "fired", newestAtUtc: "2026-03-01T12:00:00.000Z" },
    ]);
  });

  it("of a sender whose clock is years ahead does not make what comes later look out of date", async () => {
    const { bring, clock, partner } = aDeliveryWorld();
    await bring(aSeries("2031-01-01T00:00:00.000Z"));
    clock.advanceMs(60_000);
    expect(await bring(aSeries("2026-03-01T12:01:00.000Z", { condition: "resolved" }))).toMatchObject({
      action: "resolved",
    });
    expect(partner.only().state).toBe("resolved");
  });

  it("of a sender whose clock is a little ahead is ordered by the sender's moments", async () => {
    const { bring, clock, partner } = aDeliveryWorld();
    await bring(aSeries("2026-03-01T12:04:59.000Z", { condition: "resolved" }));
    clock.advanceMs(1_000);
    expect(await bring(aSeries("2026-03-01T12:04:58.000Z"))).toMatchObject({ because: "out of date" });
    expect(partner.items).toEqual([]);
  });
});
