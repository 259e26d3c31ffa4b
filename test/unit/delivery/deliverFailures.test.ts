import { describe, expect, it } from "vitest";

import { BridgeError } from "../../../shared/failures/bridgeError.ts";
import { aDeliveryWorld, correlationIdOf } from "../../support/builders/deliveryWorld.ts";
import { aRoute } from "../../support/builders/routes.ts";

const resolved = { condition: "resolved", occurredAtUtc: "2026-03-01T12:30:00.000Z" } as const;

describe("a failure that may pass", () => {
  const busy = new BridgeError("SERVICENOW_BUSY", "429", { retryAfterMs: 60_000 });

  it("leaves no claim and no pending action, and the next attempt comes when the partner asked for it", async () => {
    const world = aDeliveryWorld();
    world.partner.refuses("create", busy);
    const correlationId = correlationIdOf(await world.accept());
    expect(await world.deliverVisible()).toEqual([
      { kind: "retrying", code: "SERVICENOW_BUSY", detail: "429", delayMs: 60_000 },
    ]);
    const record = await world.record(correlationId);
    expect(record).toMatchObject({ state: "none", members: {} });
    expect(record).not.toHaveProperty("claim");
    expect(record).not.toHaveProperty("pending");

    expect(world.queue.nextVisibleAtMs()).toBe(world.clock.nowMs() + 60_000);
    expect(await world.untilQuiet()).toMatchObject({ kind: "delivered", action: "created" });
    expect(world.partner.calls).toEqual(["create", "create"]);
  });

  it("becomes a dead letter after the last attempt, with its code", async () => {
    const { bring, partner, deadLetters, log } = aDeliveryWorld();
    const broken = new BridgeError("SERVICENOW_SERVER_ERROR", "500");
    for (let attempt = 1; attempt <= 4; attempt += 1) partner.refuses("create", broken);
    expect(await bring()).toMatchObject({ kind: "deadLettered", code: "SERVICENOW_SERVER_ERROR" });
    expect(partner.calls).toHaveLength(4);
    expect(deadLetters()).toMatchObject([{ code: "SERVICENOW_SERVER_ERROR", envelope: { attempt: 4 } }]);
    expect(log.map(({ attempt, outcome }) => [attempt, outcome])).toEqual([
      [1, "retrying"],
      [2, "retrying"],
      [3, "retrying"],
      [4, "deadLettered"],
    ]);
  });

  it("does not make two of an alert whose resolved comes in between: the ticket is made and resolved", async () => {
    const { accept, deliverVisible, untilQuiet, partner } = aDeliveryWorld();
    partner.refuses("create", busy);
    await accept();
    await deliverVisible();
    await accept(resolved);
    expect(await deliverVisible()).toMatchObject([{ kind: "skipped", because: "nothing to resolve" }]);

    expect(await untilQuiet()).toMatchObject({ kind: "delivered", action: "created" });
    expect(partner.only()).toMatchObject({ state: "resolved" });
  });
});

describe("a failure that will not pass", () => {
  it("becomes a dead letter at once, and a later message begins anew", async () => {
    const { bring, partner, deadLetters } = aDeliveryWorld();
    partner.refuses("create");
    expect(await bring()).toMatchObject({ kind: "deadLettered", code: "SERVICENOW_ACL_DENIED" });
    expect(deadLetters()).toMatchObject([{ code: "SERVICENOW_ACL_DENIED", envelope: { attempt: 1 } }]);
    expect(await bring()).toMatchObject({ kind: "delivered", action: "created" });
  });

  it("is CONNECTION_MISSING, where a route names a connection that is not there", async () => {
    const { bring, deadLetters, partner } = aDeliveryWorld({ routes: [aRoute({ connection: "fabrikam" })] });
    expect(await bring()).toMatchObject({ kind: "deadLettered", code: "CONNECTION_MISSING" });
    expect(deadLetters()).toMatchObject([{ code: "CONNECTION_MISSING" }]);
    expect(partner.calls).toEqual([]);
  });
});

describe("a write without an answer", () => {
  it.each([true, false])("is looked for before it is repeated (it had happened: %s)", async (isDone) => {
    const world = aDeliveryWorld();
    world.partner.leavesUnanswered("create", { isDone });
    const correlationId = correlationIdOf(await world.accept());
    expect(await world.deliverVisible()).toMatchObject([{ kind: "retrying", code: "SERVICENOW_TIMEOUT" }]);
    const record = await world.record(correlationId);
    expect(record).toMatchObject({ pending: { kind: "create" } });
    expect(record, "others may look, too").not.toHaveProperty("claim");

    expect(await world.untilQuiet()).toMatchObject({ kind: "delivered", action: "created" });
    expect(world.partner.items).toHaveLength(1);
    expect(world.partner.calls.slice(0, 2)).toEqual(["create", "findByCorrelationId"]);
    expect(await world.record(correlationId)).not.toHaveProperty("pending");
  });

  it("is the doing of the message that asked for it, not a duplicate", async () => {
    const { bring, partner } = aDeliveryWorld();
    partner.leavesUnanswered("create", { isDone: true });
    expect(await bring()).toMatchObject({
      kind: "delivered",
      action: "created",
      because: "an earlier attempt had done it",
    });
  });

  it("can be found by the alert's id afterwards", async () => {
    const { bring, partner, parts } = aDeliveryWorld();
    partner.leavesUnanswered("create", { isDone: true });
    await bring({ alertId: "/alerts/found-again" });
    expect(await parts.index.byAlertId("/alerts/found-again")).toHaveLength(1);
  });

  it("that another message finds out about makes that one no less a duplicate", async () => {
    const { accept, deliverVisible, partner } = aDeliveryWorld();
    partner.leavesUnanswered("create", { isDone: true });
    await accept();
    await deliverVisible();
    await accept();
    expect(await deliverVisible()).toMatchObject([{ kind: "skipped", because: "duplicate" }]);
  });

  it("is not repeated while the partner may still be working on it, and waiting does not count as an attempt", async () => {
    const { accept, deliverVisible, clock, partner, waiting } = aDeliveryWorld();
    partner.leavesUnanswered("create", { isDone: false });
    await accept();
    await deliverVisible();
    clock.advanceMs(5_000);
    expect(await deliverVisible()).toEqual([
      { kind: "putBack", because: "the fate of a create is not known yet", delayMs: 85_000 },
    ]);
    clock.advanceMs(85_000);
    expect(waiting()).toMatchObject([{ attempt: 2 }]);
    expect(partner.calls).toEqual(["create", "findByCorrelationId"]);
  });

  it("counts as not done only if reading is proven", async () => {
    const world = aDeliveryWorld();
    world.partner.leavesUnanswered("create", { isDone: true });
    world.partner.isReadingProven = false;
    const hidden = world.partner.items;
    await world.accept();
    await world.deliverVisible();
    world.partner.items = [];
    world.clock.advanceMs(90_000);
    expect(await world.deliverVisible()).toMatchObject([
      { kind: "retrying", code: "SERVICENOW_READING_NOT_PROVEN" },
    ]);
    world.partner.items = hidden;
    expect(await world.untilQuiet()).toMatchObject({ kind: "delivered", action: "created" });
    expect(world.partner.items).toHaveLength(1);
  });

  it("of a resolve is found again by its note's mark", async () => {
    const { bring, partner } = aDeliveryWorld();
    await bring();
    partner.leavesUnanswered("resolve", { isDone: true });
    expect(await bring(resolved)).toMatchObject({ kind: "delivered", action: "resolved" });
    expect(partner.only().notes).toHaveLength(1);
    expect(partner.calls).toEqual(["create", "find", "resolve", "find", "hasNote"]);
  });
});

describe("a claim", () => {
  it("that was stored so slowly that it would not outlive the request is given up before anything is sent", async () => {
    const world = aDeliveryWorld();
    await world.accept();
    world.storage.onCall = (call) => {
      if (call !== "store.write") return;
      world.clock.advanceMs(45_001);
      world.storage.onCall = () => undefined;
    };
    expect(await world.deliverVisible()).toMatchObject([{ kind: "retrying", code: "CLAIM_LOST" }]);
    expect(world.partner.calls).toEqual([]);
    expect(await world.untilQuiet()).toMatchObject({ kind: "delivered", action: "created" });
  });

  it("that others thought dead, and recovered, leaves one ticket and a journal that is whole", async () => {
    const world = aDeliveryWorld();
    const correlationId = correlationIdOf(await world.accept());
    world.partner.onCall = async () => {
      const { claim: _claim, pending: _pending, ...record } = await world.record(correlationId);
      const members = {
        ...record.members,
        other: { condition: "fired", newestAtUtc: record.openedAtUtc },
      } as const;
      await world.put({ ...record, state: "open", ref: { id: "id-1", number: "INC0000001" }, members });
      world.partner.onCall = () => undefined;
    };
    expect(await world.untilQuiet()).toMatchObject({ kind: "delivered", action: "created" });
    expect(await world.entries(correlationId)).toHaveLength(1);
    expect(Object.values((await world.record(correlationId)).members)).toHaveLength(2);
  });
});
