import { describe, expect, it } from "vitest";

import { aDeliveryWorld, correlationIdOf } from "../../support/builders/deliveryWorld.ts";
import { aPolicy, aRoute } from "../../support/builders/routes.ts";

const resolved = { condition: "resolved", occurredAtUtc: "2026-03-01T12:30:00.000Z" } as const;

describe("a new alert", () => {
  it("costs one call at the partner, no read, and two writes of its record", async () => {
    const { accept, deliverVisible, partner, storage } = aDeliveryWorld();
    await accept();
    storage.calls.length = 0;

    await deliverVisible();

    expect(partner.calls).toEqual(["create"]);
    // How the connection is: read once a second by each process, however many alerts there are.
    const counted = storage.calls.filter((call) => call !== "states.read" && !call.startsWith("queue."));
    expect([...counted].sort()).toEqual(["index.add", "store.write", "store.write", "unfinished.begin"]);
    expect(storage.calls).not.toContain("queue.send");
  });

  it("is a ticket afterwards, with nothing pending", async () => {
    const world = aDeliveryWorld();
    const correlationId = correlationIdOf(await world.accept());
    const [outcome] = await world.deliverVisible();

    expect(outcome).toEqual({
      kind: "delivered",
      action: "created",
      ref: { id: "id-1", number: "INC0000001" },
      because: "first of its kind",
    });
    expect(world.partner.only()).toMatchObject({ correlationId, state: "open" });
    const record = await world.record(correlationId);
    expect(record).toMatchObject({
      state: "open",
      generation: 1,
      ref: { number: "INC0000001" },
      title: "CPU above 85 on vm-1",
      severity: 2,
    });
    expect(record).not.toHaveProperty("claim");
    expect(record).not.toHaveProperty("pending");
  });

  it("can be found by number, alert id, identity and time", async () => {
    const { accept, deliverVisible, parts } = aDeliveryWorld();
    const id = correlationIdOf(await accept({ alertId: "contoso-1" }));
    await deliverVisible();
    expect(await parts.index.byTicketNumber("INC0000001")).toEqual([id]);
    expect(await parts.index.byAlertId("contoso-1")).toEqual([id]);
    expect((await parts.index.newest(10)).correlationIds).toEqual([id]);
  });

  it("is claimed in storage, with the action that is about to be done, when the partner is called", async () => {
    const world = aDeliveryWorld();
    const correlationId = correlationIdOf(await world.accept());
    const seen: unknown[] = [];
    world.partner.onCall = async () => void seen.push(await world.record(correlationId));
    await world.deliverVisible();
    expect(seen).toMatchObject([
      {
        state: "none",
        claim: { untilUtc: "2026-03-01T12:01:15.000Z" },
        pending: { kind: "create", startedAtUtc: "2026-03-01T12:00:00.000Z" },
      },
    ]);
    expect(world.processes.size, "nothing is unfinished").toBe(0);
  });

  it("says in one line of the log how it ended, without its text", async () => {
    const { bring, log } = aDeliveryWorld();
    await bring({ ruleName: "secret rule", targetIds: ["/secret/target"] });
    expect(log).toEqual([
      {
        event: "delivery.attempted",
        deliveryId: expect.stringMatching(/^dlv-/) as string,
        correlationId: expect.stringMatching(/^atb-/) as string,
        attempt: 1,
        outcome: "delivered",
        code: undefined,
        because: "first of its kind",
        ticketNumber: "INC0000001",
        durationMs: 0,
      },
    ]);
  });
});

describe("an alert that comes again", () => {
  it("costs no call at the partner", async () => {
    const { bring, partner } = aDeliveryWorld();
    await bring();
    partner.calls.length = 0;
    expect(await bring()).toEqual({
      kind: "skipped",
      because: "duplicate",
      ref: { id: "id-1", number: "INC0000001" },
    });
    expect(partner.calls).toEqual([]);
  });

  it("is one ticket, even if both come at the same moment to one process", async () => {
    const { accept, parts, partner, queue, deliver, untilQuiet } = aDeliveryWorld();
    await accept();
    await accept();
    const messages = await Promise.all(queue.take().map((message) => parts.queue.open(message)));
    const outcomes = await Promise.all(messages.map(deliver));

    expect(outcomes).toMatchObject([{ kind: "delivered" }, { kind: "putBack", delayMs: 2_000 }]);
    expect(await untilQuiet()).toMatchObject({ kind: "skipped", because: "duplicate" });
    expect(partner.calls).toEqual(["create"]);
  });

  it("is one ticket, even if the host hands out the same message twice", async () => {
    const { accept, parts, partner, queue, deliver } = aDeliveryWorld();
    await accept();
    const [message] = queue.take();
    const envelope = await parts.queue.open(message);
    await deliver(envelope);
    expect(await deliver(envelope)).toMatchObject({ kind: "skipped", because: "duplicate" });
    expect(partner.items).toHaveLength(1);
  });
});

describe("a ticket that somebody else has claimed", () => {
  it.each([resolved, { condition: "fired" } as const])(
    "costs no call: a $condition alert is put back for 2 s",
    async (alert) => {
      const world = aDeliveryWorld();
      const correlationId = correlationIdOf(await world.accept());
      await world.deliverVisible();
      world.partner.calls.length = 0;
      const record = await world.record(correlationId);
      const claim = { untilUtc: "2026-03-01T12:00:01.000Z", deliveryId: "dlv-other" };
      await world.put({ ...record, claim });

      await world.accept(alert);
      expect(await world.deliverVisible()).toEqual([
        { kind: "putBack", because: "delivery dlv-other works on this ticket", delayMs: 2_000 },
      ]);
      expect(world.partner.calls).toEqual([]);
      expect(world.queue.count()).toEqual({ visible: 0, delayed: 1 });

      world.clock.advanceMs(2_000);
      const [message] = world.waiting();
      expect(message).toMatchObject({ attempt: 1 });
    },
  );

  it("is free at the moment the claim ends", async () => {
    const world = aDeliveryWorld();
    const correlationId = correlationIdOf(await world.accept());
    await world.deliverVisible();
    const record = await world.record(correlationId);
    await world.put({ ...record, claim: { untilUtc: "2026-03-01T12:00:00.000Z", deliveryId: "dlv-other" } });
    await world.accept(resolved);
    expect(await world.deliverVisible()).toMatchObject([{ kind: "delivered", action: "resolved" }]);
  });
});

describe("a resolved alert", () => {
  it("costs one look and one write at the partner, one read and two writes of the record", async () => {
    const { accept, bring, deliverVisible, partner, storage } = aDeliveryWorld();
    await bring();
    await accept(resolved);
    storage.calls.length = 0;
    partner.calls.length = 0;
    await deliverVisible();
    expect(partner.calls).toEqual(["find", "resolve"]);
    const counted = storage.calls.filter((call) => call.startsWith("store.") || call === "index.add");
    expect(counted).toEqual(["store.read", "store.write", "store.write"]);
  });
});

describe("a route", () => {
  it("that vanished while its message waited is replaced by the first of today's, and its connection stays", async () => {
    const before = aDeliveryWorld({ routes: [aRoute({ name: "former" })] });
    await before.accept();
    const policy = aPolicy({ alreadyOver: "skip" });
    const today = aDeliveryWorld({ routes: [aRoute({ name: "today", connection: "fabrikam", policy })] });
    const [message] = before.waiting();
    if (message === undefined) throw new Error("no message");
    expect(await today.deliver(message)).toMatchObject({ kind: "delivered", action: "created" });
  });
});

describe("a message of a later release", () => {
  it("is delivered, and keeps the fields that this one does not know when it has to wait", async () => {
    const { accept, waiting, partner, deliver, clock } = aDeliveryWorld();
    await accept();
    const [message] = waiting();
    if (message === undefined) throw new Error("no message");
    partner.leavesUnanswered("create", { isDone: false });
    await deliver({ ...message, ...{ priority: "urgent" } });
    clock.advanceMs(5_000);
    expect(waiting()).toMatchObject([{ attempt: 2, priority: "urgent" }]);
  });
});
