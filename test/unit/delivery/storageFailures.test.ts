import { describe, expect, it } from "vitest";

import { BridgeError } from "../../../shared/failures/bridgeError.ts";
import { aDeliveryWorld, correlationIdOf } from "../../support/builders/deliveryWorld.ts";

const resolved = { condition: "resolved" } as const;
/** Promises that can settle by themselves have. */
const quiet = () => new Promise((resolve) => setImmediate(resolve));

const unfinishedIn = ({ processes }: ReturnType<typeof aDeliveryWorld>) => [
  ...(processes.get("me")?.working.keys() ?? []),
];

describe("while tables are away", () => {
  it.each(["store.read", "store.write", "store.appendJournal", "unfinished.begin"])(
    "(%s) a message waits as for a partner that is away, and counts its attempts",
    async (call) => {
      const world = aDeliveryWorld();
      await world.bring();
      world.storage.failing.add(call);
      // A duplicate appends to the journal, a resolved one reads and writes.
      await world.accept(call === "store.appendJournal" ? {} : resolved);

      expect(await world.deliverVisible()).toMatchObject([
        { kind: "retrying", code: "STORAGE_UNAVAILABLE", delayMs: 5_000 },
      ]);
      world.storage.failing.clear();
      expect(["delivered", "skipped"]).toContain((await world.untilQuiet()).kind);
      expect(world.partner.items).toHaveLength(1);
      expect(world.deadLetters()).toEqual([]);
    },
  );

  it("a message becomes a dead letter with that code once it is given up, not one that crashed", async () => {
    const world = aDeliveryWorld({ timing: { giveUpMs: 120_000 } });
    world.storage.failing.add("store.write");
    expect(await world.bring()).toMatchObject({ kind: "deadLettered", code: "STORAGE_UNAVAILABLE" });
    expect(world.partner.calls).toEqual([]);
  });

  it("nothing is sent to the partner without a claim that is stored and registered", async () => {
    const world = aDeliveryWorld();
    world.storage.failing.add("unfinished.begin");
    await world.accept();
    await world.deliverVisible();
    expect(world.partner.calls).toEqual([]);
  });

  it("what was done at the partner but could not be recorded is found out, and not done again", async () => {
    const world = aDeliveryWorld();
    world.partner.onCall = () => void world.storage.failing.add("store.write");
    await world.accept();
    expect(await world.deliverVisible()).toMatchObject([{ code: "STORAGE_UNAVAILABLE" }]);
    world.storage.failing.clear();
    world.partner.onCall = () => undefined;

    expect(await world.untilQuiet()).toMatchObject({ kind: "delivered", action: "created" });
    expect(world.partner.items).toHaveLength(1);
    expect(world.partner.calls).toEqual(["create", "findByCorrelationId"]);
  });

  it.each(["SERVICENOW_TIMEOUT", "SERVICENOW_BUSY"] as const)(
    "after %s one copy waits, also if its outcome cannot be told",
    async (code) => {
      const world = aDeliveryWorld();
      world.partner.refuses("create", new BridgeError(code, "no answer"));
      world.partner.onCall = () => void world.storage.failing.add("store.write");
      await world.accept();
      expect(await world.deliverVisible()).toMatchObject([{ kind: "retrying", code: "STORAGE_UNAVAILABLE" }]);
      expect(world.queue.count()).toEqual({ visible: 0, delayed: 1 });
    },
  );

  it("and the queue, too, the message stays with the host: delivering throws", async () => {
    const world = aDeliveryWorld();
    await world.accept();
    const [message] = world.waiting();
    if (message === undefined) throw new Error("no message");
    world.storage.failing.add("store.write").add("queue.send");
    await expect(world.deliver(message)).rejects.toMatchObject({ code: "STORAGE_UNAVAILABLE" });
  });

  it("anything that nobody foresaw is thrown: the host hands the message out again", async () => {
    const world = aDeliveryWorld();
    await world.accept();
    const [message] = world.waiting();
    if (message === undefined) throw new Error("no message");
    world.partner.onCall = () => {
      throw new TypeError("a bug");
    };
    await expect(world.deliver(message)).rejects.toThrow("a bug");
  });
});

describe("an index that cannot be written", () => {
  it("does not fail the delivery, which stays registered for the sweep", async () => {
    const world = aDeliveryWorld();
    world.storage.failing.add("index.add");
    const correlationId = correlationIdOf(await world.accept());
    expect(await world.deliverVisible()).toMatchObject([{ kind: "delivered", action: "created" }]);
    await quiet();
    expect(unfinishedIn(world)).toEqual([correlationId]);
    expect(world.log.find(({ event }) => event === "ticketIndex.failed")).toMatchObject({ correlationId });
  });
});

describe("what a process has registered as unfinished", () => {
  it("is nothing, once everything is delivered", async () => {
    const world = aDeliveryWorld();
    world.partner.refuses("create", new BridgeError("SERVICENOW_BUSY", "429"));
    await world.bring();
    await world.bring();
    await world.bring(resolved);
    await quiet();
    expect(unfinishedIn(world)).toEqual([]);
  });

  it("is nothing after failures of storage before any claim, however many", async () => {
    const world = aDeliveryWorld();
    world.storage.failing.add("store.read");
    for (let count = 0; count < 5; count += 1)
      await world.accept({ ...resolved, alertId: `contoso-${count}` });
    await world.deliverVisible();
    await quiet();
    expect(unfinishedIn(world)).toEqual([]);
  });

  it("is what it had claimed and could not record", async () => {
    const world = aDeliveryWorld();
    world.partner.onCall = () => void world.storage.failing.add("store.write");
    const correlationId = correlationIdOf(await world.accept());
    await world.deliverVisible();
    await quiet();
    expect(unfinishedIn(world)).toEqual([correlationId]);
  });

  it("is nothing, when a ticket changes under its hands until it gives up for now", async () => {
    const world = aDeliveryWorld();
    const correlationId = correlationIdOf(await world.accept());
    await world.untilQuiet();
    const record = await world.record(correlationId);
    world.partner.onCall = async () => world.put(record);
    await world.accept(resolved);
    expect(await world.deliverVisible()).toMatchObject([
      { kind: "putBack", because: "many others change this ticket at the same time", delayMs: 2_000 },
    ]);
    await quiet();
    expect(unfinishedIn(world)).toEqual([]);
  });

  it("is not taken off twice for one of two deliveries on one ticket whose registration failed", async () => {
    const world = aDeliveryWorld();
    const correlationId = correlationIdOf(await world.accept());
    await world.untilQuiet();
    await world.parts.unfinished.begin(correlationId);

    // Registering the second fails, and it is a duplicate, which needs no registration.
    world.storage.failing.add("unfinished.begin");
    expect(await world.bring()).toMatchObject({ kind: "skipped", because: "duplicate" });
    await quiet();
    expect(unfinishedIn(world)).toEqual([correlationId]);
  });
});
