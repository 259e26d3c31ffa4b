import { describe, expect, it } from "vitest";

import { acceptAlert } from "../../../shared/delivery/acceptAlert.ts";
import { BridgeError } from "../../../shared/failures/bridgeError.ts";
import { anInstance, bodyOf } from "../../support/builders/alerts.ts";
import { aDeliveryWorld } from "../../support/builders/deliveryWorld.ts";
import { aRoute } from "../../support/builders/routes.ts";

const resolved = { condition: "resolved" } as const;

/** What the webhook could only take in, and the outcome of sorting it. */
async function sort(world: ReturnType<typeof aDeliveryWorld>, body: string, route: string | null = null) {
  const [delivery] = await acceptAlert(world.parts, body, route);
  const [outcome] = await world.deliverVisible();
  return { outcome, id: delivery?.id ?? "" };
}

describe("a body that was taken in as it came", () => {
  it("becomes a dead letter if nobody knows its shape, with what is wrong, and the body is kept", async () => {
    const world = aDeliveryWorld();
    const { outcome, id } = await sort(world, '{"x":1}');
    expect(outcome).toMatchObject({
      kind: "deadLettered",
      code: "ALERT_SHAPE_UNKNOWN",
      detail: "It is not from contoso; Its key is x",
    });
    expect(world.deadLetters()).toMatchObject([
      { code: "ALERT_SHAPE_UNKNOWN", envelope: { kind: "received", body: '{"x":1}', deliveryId: id } },
    ]);
    expect(await world.steps(id)).toEqual([["received", "unrecognised", "ended"]]);
  });

  it("becomes a dead letter if it names a route that nobody knows", async () => {
    const world = aDeliveryWorld();
    const { outcome, id } = await sort(world, bodyOf(), "misspelt");
    expect(outcome).toMatchObject({
      kind: "deadLettered",
      code: "ROUTE_UNKNOWN",
      detail: 'No route is called "misspelt"',
    });
    expect(world.deadLetters()).toMatchObject([{ envelope: { kind: "received", route: "misspelt" } }]);
    expect(await world.steps(id)).toEqual([["received", "recognised", "ended"]]);
  });

  it("ends in the journal if no route wants it", async () => {
    const world = aDeliveryWorld({ routes: [aRoute({ match: { families: ["budget"] } })] });
    const { outcome, id } = await sort(world, bodyOf());
    expect(outcome).toEqual({ kind: "unrouted", because: "no route wants it" });
    expect(await world.steps(id)).toEqual([["received", "recognised", "unrouted", "ended"]]);
    expect(world.deadLetters()).toEqual([]);
  });

  it("goes where today's routes send it, once somebody has mended them", async () => {
    const before = aDeliveryWorld();
    await acceptAlert(before.parts, bodyOf(), "databases");
    const [message] = before.waiting();
    if (message === undefined) throw new Error("no message");

    const world = aDeliveryWorld({ routes: [aRoute(), aRoute({ name: "databases", target: "databases" })] });
    expect(await world.deliver(message)).toMatchObject({ kind: "routed" });
    expect(await world.steps(message.deliveryId)).toEqual([["received", "recognised", "routed", "ended"]]);
    expect(world.waiting()).toMatchObject([{ kind: "delivery", route: "databases", attempt: 1 }]);
  });
});

describe("a resolved alert", () => {
  const before = aRoute({ name: "before" });

  /** A world with a ticket that the routes of today would not make. */
  async function aTicketFromBefore(today = aRoute({ name: "today", target: "today" })) {
    const world = aDeliveryWorld({ routes: [before] });
    await world.bring();
    world.changeRoutes([today]);
    return world;
  }

  it("reaches the tickets that today's routes do not name, too", async () => {
    const world = await aTicketFromBefore();
    await world.bring(resolved);
    expect(world.partner.only()).toMatchObject({ state: "resolved" });
  });

  it("reaches them if no route of today wants it", async () => {
    const world = await aTicketFromBefore(aRoute({ match: { families: ["budget"] } }));
    const { outcome } = await sort(world, bodyOf(resolved));
    expect(outcome).toMatchObject({ kind: "routed" });
    await world.untilQuiet();
    expect(world.partner.only()).toMatchObject({ state: "resolved" });
  });

  it("brought there by the worker does not look again", async () => {
    const waited = aDeliveryWorld();
    await acceptAlert(waited.parts, bodyOf(resolved), "today");
    const [message] = waited.waiting();
    if (message === undefined) throw new Error("no message");
    const world = await aTicketFromBefore();
    expect(await world.deliver(message)).toMatchObject({ kind: "routed" });
    const sent = world.waiting();
    expect(sent).toMatchObject([{ route: "today" }, { route: "before" }]);
    for (const delivery of sent) expect(delivery).not.toHaveProperty("isFanOutPending");
  });

  it("passes over what only the index remembers", async () => {
    const world = await aTicketFromBefore();
    const identityHash =
      Object.keys((await world.record(world.partner.only().correlationId)).members)[0] ?? "";
    await world.parts.index.add([{ by: "identity", identityHash, correlationId: `atb-${"9".repeat(32)}` }]);
    await world.bring(resolved);
    expect(world.partner.only()).toMatchObject({ state: "resolved" });
  });

  it("reaches them if the route in its address is gone, and is no dead letter then", async () => {
    const world = await aTicketFromBefore();
    await acceptAlert(world.parts, bodyOf(resolved), "before");
    await world.untilQuiet();
    expect(world.partner.only()).toMatchObject({ state: "resolved" });
    expect(world.deadLetters()).toEqual([]);
  });

  it("is a dead letter if the route in its address is gone and no ticket waits for it", async () => {
    const world = await aTicketFromBefore();
    const { outcome } = await sort(world, bodyOf(anInstance("unheard of", resolved)), "before");
    expect(outcome).toMatchObject({ kind: "deadLettered", code: "ROUTE_UNKNOWN" });
  });

  it("looks for other tickets once, not again with every attempt", async () => {
    const world = await aTicketFromBefore(before);
    world.partner.refuses("find", new BridgeError("SERVICENOW_BUSY", "429"));
    await world.accept(resolved);
    world.storage.calls.length = 0;
    expect(await world.untilQuiet()).toMatchObject({ kind: "delivered", action: "resolved" });
    expect(world.storage.calls.filter((call) => call === "index.byIdentity")).toHaveLength(1);
  });

  it("is looked after like that because it ends something: one that fires follows today's routes alone", async () => {
    const world = await aTicketFromBefore();
    world.storage.calls.length = 0;
    await world.bring();
    expect(world.storage.calls).not.toContain("index.byIdentity");
    expect(world.partner.items).toHaveLength(2);
  });
});
