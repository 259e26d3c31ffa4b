import { describe, expect, it } from "vitest";

import type { Envelope } from "../../../shared/delivery/envelope.ts";
import { rehearse } from "../../../shared/delivery/rehearse.ts";
import { RehearsedWrite } from "../../../shared/delivery/rehearsedWrite.ts";
import type { DeliveryParts } from "../../../shared/delivery/deliveryParts.ts";
import { BridgeError } from "../../../shared/failures/bridgeError.ts";
import { anInstance, bodyOf } from "../../support/builders/alerts.ts";
import { aDeliveryWorld, correlationIdOf } from "../../support/builders/deliveryWorld.ts";
import { aRoute } from "../../support/builders/routes.ts";

type World = ReturnType<typeof aDeliveryWorld>;

/** The partner reads as ever; a write shows itself and ends it. */
function rehearsing({ parts }: World): DeliveryParts {
  return {
    ...parts,
    gateways: async (name) => {
      const show = (method: string) => () =>
        Promise.reject(new RehearsedWrite({ method, path: "/incidents", body: {}, changes: [] }));
      const writes = {
        create: show("create"),
        addNote: show("addNote"),
        resolve: show("resolve"),
        reopen: show("reopen"),
      };
      return { ...(await parts.gateways(name)), ...writes };
    },
  };
}

function received(alert: Parameters<typeof bodyOf>[0] = {}, route: string | null = null): Envelope {
  return {
    v: 1,
    kind: "received",
    deliveryId: "dlv-contoso-9",
    receivedAtUtc: "2026-03-01T12:00:00.000Z",
    body: bodyOf(alert),
    attempt: 1,
    route,
  };
}

/** Everything that storage was asked to do, except reading. */
function writesOf({ storage }: World) {
  return storage.calls.filter((call) => !/\.(read|by\w+|entries|open)$/.test(call));
}

describe("rehearsing a delivery", () => {
  it("shows the write that a new alert would make, and makes none, here or there", async () => {
    const world = aDeliveryWorld();

    const [delivery, ...more] = await rehearse(rehearsing(world), received());

    expect(more).toEqual([]);
    expect(delivery).toMatchObject({
      outcome: "wouldCall",
      because: "create, first of its kind",
      route: "default",
      call: { method: "create" },
    });
    expect(delivery?.steps.map(({ step }) => step)).toEqual(["received", "recognised", "routed", "planned"]);
    expect(writesOf(world)).toEqual([]);
    expect(world.partner.items).toEqual([]);
    expect(world.waiting()).toEqual([]);
    expect(world.deadLetters()).toEqual([]);
    expect(world.log).toEqual([]);
  });

  it("says that what was delivered meanwhile would be a duplicate", async () => {
    const world = aDeliveryWorld();
    await world.bring();
    world.storage.calls.length = 0;

    expect(await rehearse(rehearsing(world), received())).toMatchObject([
      { outcome: "wouldSkip", because: "duplicate", ticketNumber: "INC0000001", call: null },
    ]);
    expect(writesOf(world)).toEqual([]);
  });

  it("looks at the partner as a delivery does", async () => {
    const world = aDeliveryWorld({ routes: [aRoute({ groupBy: ["rule"] })] });
    await world.bring(anInstance("one"));
    world.partner.only().state = "closed";

    expect(await rehearse(rehearsing(world), received(anInstance("two")))).toMatchObject([
      { outcome: "wouldCall", because: "create, the former is closed" },
    ]);
  });

  it("shows each of the work items that a message would become", async () => {
    const world = aDeliveryWorld({
      routes: [aRoute({ name: "one", target: "a" }), aRoute({ name: "two", target: "b" })],
    });
    expect(await rehearse(rehearsing(world), received())).toMatchObject([
      { route: "one", outcome: "wouldCall" },
      { route: "two", outcome: "wouldCall" },
    ]);
  });

  it.each([
    [
      "that no route wants it",
      { routes: [aRoute({ match: { severities: [0] } })] },
      null,
      { outcome: "unrouted", because: "no route wants it" },
    ],
    ["that its route is still unknown", {}, "nowhere", { outcome: "wouldFail", code: "ROUTE_UNKNOWN" }],
    [
      "that its connection is still missing",
      { routes: [aRoute({ connection: "gone" })] },
      null,
      { outcome: "wouldFail", code: "CONNECTION_MISSING" },
    ],
  ])("says %s", async (_what, options, route, expected) => {
    const world = aDeliveryWorld(options);
    expect(await rehearse(rehearsing(world), received({}, route))).toMatchObject([
      { ...expected, call: null },
    ]);
    expect(world.deadLetters()).toEqual([]);
  });

  it("says that it cannot be known now, where the partner does not answer", async () => {
    const world = aDeliveryWorld({ routes: [aRoute({ groupBy: ["rule"] })] });
    await world.bring(anInstance("one"));
    world.partner.refuses("find", new BridgeError("SERVICENOW_UNAVAILABLE", "503"));

    expect(await rehearse(rehearsing(world), received(anInstance("two")))).toMatchObject([
      { outcome: "wouldWait", code: "SERVICENOW_UNAVAILABLE" },
    ]);
    expect(world.waiting()).toEqual([]);
  });

  it("leaves a delivery that comes at the same time alone", async () => {
    const world = aDeliveryWorld();
    const accepted = await world.accept();
    await rehearse(rehearsing(world), received());
    await world.untilQuiet();

    expect(await world.record(correlationIdOf(accepted))).toMatchObject({ state: "open" });
    expect(world.partner.items).toHaveLength(1);
  });
});
