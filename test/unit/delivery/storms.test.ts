import { describe, expect, it } from "vitest";

import type { Alert } from "../../../shared/alerts/alert.ts";
import type { DeliveryOutcome } from "../../../shared/delivery/outcome.ts";
import { BridgeError } from "../../../shared/failures/bridgeError.ts";
import { anInstance, aSeries } from "../../support/builders/alerts.ts";
import { aDeliveryWorld, correlationIdOf } from "../../support/builders/deliveryWorld.ts";
import { aRoute } from "../../support/builders/routes.ts";

const stormy = aRoute({ storm: { moreThan: 2, withinMs: 600_000 } });

function aStormyWorld(route = stormy) {
  const world = aDeliveryWorld({ routes: [route] });
  const fire = async (...names: readonly string[]) => {
    for (const name of names) await world.accept(anInstance(name));
    return world.untilQuiet();
  };
  const resolve = async (...names: readonly string[]) => {
    for (const name of names) await world.accept(anInstance(name, { condition: "resolved" }));
    return world.untilQuiet();
  };
  /** The storm's record, found by way of one of its members. */
  const storm = async (name: string) => {
    const record = await world.record(await ownIdOf(name));
    if (record.memberOf === undefined) throw new Error(`${name} belongs to no storm`);
    return world.record(record.memberOf.correlationId);
  };
  const ownIdOf = async (name: string) => {
    const id = correlationIdOf(await world.accept(anInstance(name)));
    world.waiting();
    return id;
  };
  const items = () => world.partner.items;
  return { ...world, fire, resolve, storm, ownIdOf, items };
}

describe("a storm of alerts", () => {
  it("is one work item: the first two have their own, and all others belong to the storm's", async () => {
    const { fire, items, storm, ownIdOf, record } = aStormyWorld();

    await fire("a", "b", "c", "d", "e", "f", "g");

    expect(items()).toHaveLength(3);
    const parent = await storm("g");
    expect(parent).toMatchObject({
      state: "open",
      title: "Storm: Orders CPU high: more than 2 alerts within 10 minutes (Sev2)",
      storm: { joined: 5, rule: "Orders CPU high" },
    });
    expect(Object.values(parent.members)).toHaveLength(5);
    expect((await record(await ownIdOf("a"))).memberOf).toBeUndefined();
  });

  it("says in its description which rule, which cap, and what was made before it", async () => {
    const { fire, partner, storm } = aStormyWorld();
    await fire("a", "b", "c");

    const draft = partner.items.at(-1)?.draft;
    expect(draft).toMatchObject({ correlationId: (await storm("c")).correlationId });
    expect(draft?.shortDescription).toMatch(/^Storm: Orders CPU high: more than 2 alerts/);
    expect(draft?.description).toContain("Cap: 2 new incidents of one rule within 10 minutes");
    expect(draft?.description).toContain("Incidents made before the storm: INC0000001, INC0000002");
    expect(draft?.description).toContain("None is lost");
  });

  it("gets a note whenever the number of its alerts has doubled, and asks for nothing in between", async () => {
    const { fire, partner, storm } = aStormyWorld();
    const names = Array.from({ length: 18 }, (_, place) => `alert-${place}`);
    await fire(...names);

    const { calls } = partner;
    expect(calls.filter((call) => call === "create")).toHaveLength(3);
    expect(calls.filter((call) => call === "addNote")).toHaveLength(4);
    expect((await storm("alert-17")).storm?.joined).toBe(16);
    expect(partner.items.at(-1)?.notes.at(-1)).toContain(
      "16 alerts belong to this storm so far; 16 of them still fire.",
    );
    // Before each note it is looked at, and not for the others.
    expect(calls.filter((call) => call === "find").length).toBeLessThanOrEqual(4);
  });

  it("is resolved when the last of its alerts is over, and not before", async () => {
    const { fire, resolve, storm } = aStormyWorld();
    await fire("a", "b", "c", "d", "e");

    await resolve("c", "d", "a");
    expect((await storm("c")).state).toBe("open");
    await resolve("e");
    expect((await storm("c")).state).toBe("resolved");
  });

  it("a repeat of an alert that joined stays a duplicate, also when the storm is long over", async () => {
    const { fire, items, clock, storm } = aStormyWorld();
    await fire("a", "b", "c");
    clock.advanceMs(3_600_000);

    const again = await fire("c");
    expect(again).toMatchObject({
      kind: "skipped",
      because: "duplicate, in the storm",
      ref: { number: "INC0000003" },
    });
    expect(items()).toHaveLength(3);
    expect((await storm("c")).storm?.joined).toBe(1);
  });

  it("a repeat of an alert that has its own work item stays a duplicate of that", async () => {
    const { fire, items } = aStormyWorld();
    await fire("a", "b", "c", "d");
    expect(await fire("a")).toMatchObject({ kind: "skipped", because: "duplicate" });
    expect(items()).toHaveLength(3);
  });

  it("the next storm is another one, and in between alerts have work items of their own", async () => {
    const { fire, resolve, items, clock, storm } = aStormyWorld();
    await fire("a", "b", "c", "d");
    await resolve("a", "b", "c", "d");
    const first = await storm("c");

    clock.advanceMs(3_600_000);
    await fire("e", "f", "g");
    expect(items()).toHaveLength(6);
    expect((await storm("g")).correlationId).not.toBe(first.correlationId);
  });

  it("a resolved that overtakes its alert does not leave the storm open", async () => {
    const { fire, resolve, storm } = aStormyWorld();
    await fire("a", "b", "c");
    await resolve("d");
    await fire("d");

    expect((await storm("d")).storm?.joined).toBe(2);
    await resolve("c");
    expect((await storm("c")).state).toBe("resolved");
  });

  it("alerts that were all over before they could be told of still leave a trace at the partner", async () => {
    const { fire, resolve, storm, items } = aStormyWorld();
    await fire("a", "b");
    await resolve("c", "d");
    await fire("c", "d");

    expect(items()).toHaveLength(3);
    const parent = await storm("c");
    expect(parent).toMatchObject({ state: "resolved", storm: { joined: 2 } });
    expect(parent.owes).toBeUndefined();
  });

  it("a resolved finds the storm by its index when the route has changed meanwhile", async () => {
    const { fire, storm, changeRoutes, ...world } = aStormyWorld();
    await fire("a", "b", "c", "d");
    const { correlationId } = await storm("d");
    changeRoutes([aRoute({ name: "renamed", target: "elsewhere" })]);

    await world.resolve("c", "d");
    expect((await world.record(correlationId)).state).toBe("resolved");
  });

  it("an alert without an instance id that comes back after the storm is decided upon anew", async () => {
    const { accept, untilQuiet, fire, items, clock } = aStormyWorld();
    const series = async (condition: Alert["condition"], time: string): Promise<DeliveryOutcome> => {
      await accept(aSeries(`2026-03-01T${time}.000Z`, { condition }));
      return untilQuiet();
    };
    await fire("a", "b");
    await series("fired", "12:00:00");
    await series("resolved", "12:01:00");
    expect(items()).toHaveLength(3);

    clock.advanceMs(3_600_000);
    const outcome = await series("fired", "13:00:00");
    expect(outcome).toMatchObject({ kind: "delivered", action: "created", ref: { number: "INC0000004" } });
    await series("resolved", "13:05:00");
    expect(items().at(-1)).toMatchObject({ number: "INC0000004", state: "resolved" });
  });

  it("a crash after the record was written and before the message was sent loses nothing", async () => {
    const { accept, untilQuiet, fire, storage, storm, items } = aStormyWorld();
    await fire("a", "b");
    await accept(anInstance("c"));
    let sends = 0;
    storage.onCall = (call) => {
      if (call !== "queue.send") return;
      sends += 1;
      // The first sending of the worker fails, and so does its retry's bookkeeping: the host hands it out again.
      if (sends <= 2) storage.failing.add("queue.send");
      else storage.failing.delete("queue.send");
    };
    const [message] = await Promise.allSettled([untilQuiet()]);
    storage.onCall = () => undefined;
    storage.failing.clear();
    expect(message.status).toBe("rejected");

    await accept(anInstance("c"));
    await untilQuiet();
    expect((await storm("c")).storm?.joined).toBe(1);
    expect(items()).toHaveLength(3);
  });

  it("an alert that waited for storage before it joined has all its retries there", async () => {
    const { fire, accept, untilQuiet, deliverVisible, storage, storm, items, partner, deadLetters } =
      aStormyWorld();
    await fire("a", "b");
    await accept(anInstance("c"));
    storage.failing.add("store.read").add("stormWindows.read");
    await deliverVisible();
    storage.failing.clear();
    partner.refuses("create", new BridgeError("SERVICENOW_SERVER_ERROR", "500"));
    await untilQuiet();
    expect(deadLetters()).toEqual([]);
    expect((await storm("c")).storm?.joined).toBe(1);
    expect(items()).toHaveLength(3);
  });

  it("closed by a person while it goes on, its next generation takes the alerts along", async () => {
    const { fire, resolve, items, clock, storm } = aStormyWorld();
    await fire("a", "b", "c", "d");
    const parent = items().at(-1);
    if (parent !== undefined) parent.state = "closed";
    clock.advanceMs(61_000);

    await fire("e");
    expect(await storm("e")).toMatchObject({ generation: 2, state: "open" });
    await resolve("c", "d");
    expect((await storm("e")).state).toBe("open");
    await resolve("e");
    expect((await storm("e")).state).toBe("resolved");
  });

  it("members that fire are never forgotten, however many there are", async () => {
    const { fire, resolve, storm } = aStormyWorld();
    const names = Array.from({ length: 330 }, (_, place) => `alert-${place}`);
    await fire(...names);
    await resolve(...names.slice(0, 315));

    const members = Object.values((await storm("alert-329")).members);
    expect(members.filter(({ condition }) => condition === "fired")).toHaveLength(15);
    await resolve(...names.slice(315));
    expect((await storm("alert-329")).state).toBe("resolved");
  }, 30_000);
});
