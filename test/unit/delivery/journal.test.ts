import { describe, expect, it } from "vitest";

import type { JournalStep } from "../../../shared/journal/journal.ts";
import { anInstance } from "../../support/builders/alerts.ts";
import { aDeliveryWorld, correlationIdOf } from "../../support/builders/deliveryWorld.ts";
import { aRoute } from "../../support/builders/routes.ts";

const resolved = { condition: "resolved" } as const;
const grouped = aRoute({ groupBy: ["rule"] });

async function aTicket(world: ReturnType<typeof aDeliveryWorld>) {
  const correlationId = correlationIdOf(await world.accept());
  await world.untilQuiet();
  return correlationId;
}

const known = ["received", "recognised", "routed"];

describe("the journal of a delivery", () => {
  it("of a new alert: planned, called, ended", async () => {
    const world = aDeliveryWorld();
    const correlationId = await aTicket(world);
    expect(await world.steps(correlationId)).toEqual([[...known, "planned", "called", "ended"]]);
  });

  it("of a duplicate: planned without a call", async () => {
    const world = aDeliveryWorld();
    const correlationId = await aTicket(world);
    world.clock.advanceMs(1);
    await world.bring();
    expect((await world.steps(correlationId))[1]).toEqual([...known, "planned", "ended"]);
  });

  it("of a resolve: looked first", async () => {
    const world = aDeliveryWorld();
    const correlationId = await aTicket(world);
    world.clock.advanceMs(1);
    await world.bring(resolved);
    expect((await world.steps(correlationId))[1]).toEqual([...known, "called", "planned", "called", "ended"]);
  });

  it.each([
    [true, ["create"]],
    [false, ["create", "resolve"]],
  ])(
    "of an alert that is over already, made resolved at once %s: what was done, and one end",
    async (...all) => {
      const [canCreateResolved, done] = all;
      const world = aDeliveryWorld();
      world.partner.canCreateResolved = canCreateResolved;
      const correlationId = correlationIdOf(await world.accept(resolved));
      await world.untilQuiet();
      world.clock.advanceMs(1);
      await world.bring();
      const [, entry] = await world.entries(correlationId);
      const plans = entry?.steps.flatMap((step) => (step.step === "planned" ? [step.plan] : []));
      expect(plans).toEqual(done);
      expect(entry?.steps.at(-1)).toMatchObject({
        outcome: "delivered",
        because: "first of its kind, and over already",
      });
    },
  );

  it("of a failure: an entry for each attempt, with the call's code and when the next one comes", async () => {
    const world = aDeliveryWorld();
    world.partner.leavesUnanswered("create", { isDone: true });
    const correlationId = await aTicket(world);
    expect(await world.steps(correlationId)).toEqual([
      [...known, "planned", "called", "ended"],
      [...known, "called", "recovered", "ended"],
    ]);
    const [first, second] = await world.entries(correlationId);
    expect(first).toMatchObject({ attempt: 1 });
    expect(first?.steps.slice(-2)).toMatchObject([
      { step: "called", code: "SERVICENOW_TIMEOUT" },
      { outcome: "retrying", code: "SERVICENOW_TIMEOUT", nextAttemptAtUtc: "2026-03-01T12:00:05.000Z" },
    ]);
    expect(second).toMatchObject({ attempt: 2 });
    expect(second?.steps.slice(-2)).toMatchObject([
      { step: "recovered", action: "create", found: "done: INC0000001" },
      { outcome: "delivered", because: "an earlier attempt had done it", ticketNumber: "INC0000001" },
    ]);
  });

  it("of a dead letter: its code and detail", async () => {
    const world = aDeliveryWorld();
    world.partner.refuses("create");
    const correlationId = await aTicket(world);
    const [entry] = await world.entries(correlationId);
    expect(entry?.steps.at(-1)).toMatchObject({
      outcome: "deadLettered",
      code: "SERVICENOW_ACL_DENIED",
      because: "refused",
    });
  });

  it("of a look that is refused: the call and the code, although nothing was planned", async () => {
    const world = aDeliveryWorld();
    const correlationId = await aTicket(world);
    world.clock.advanceMs(1);
    world.partner.refuses("find");
    await world.bring(resolved);
    const [, entry] = await world.entries(correlationId);
    expect(entry?.steps.map(({ step }) => step)).toEqual([...known, "called", "ended"]);
    expect(entry?.steps.at(-1)).toMatchObject({ outcome: "deadLettered", ticketNumber: "INC0000001" });
  });

  it("of a message that meets somebody else's claim: that it waits, once", async () => {
    const world = aDeliveryWorld();
    const correlationId = await aTicket(world);
    const record = await world.record(correlationId);
    await world.put({ ...record, claim: { untilUtc: "2026-03-01T12:00:10.000Z", deliveryId: "dlv-other" } });
    await world.accept(resolved);
    for (let count = 0; count < 3; count += 1) {
      await world.deliverVisible();
      world.clock.advanceMs(2_000);
    }
    const [, waiting, ...more] = await world.entries(correlationId);
    expect(more).toEqual([]);
    expect(waiting?.steps.at(-1)).toMatchObject({
      outcome: "putBack",
      because: "delivery dlv-other works on this ticket",
      nextAttemptAtUtc: "2026-03-01T12:00:02.000Z",
    });
  });

  it("says which fields the partner stored otherwise than they were sent", async () => {
    const world = aDeliveryWorld();
    world.partner.drift = [{ field: "assignment_group", sent: "Cloud Operations", stored: "" }];
    const correlationId = await aTicket(world);
    const [entry] = await world.entries(correlationId);
    expect(entry?.steps.find(({ step }) => step === "drifted")).toEqual({
      step: "drifted",
      atUtc: "2026-03-01T12:00:00.000Z",
      fields: world.partner.drift,
    });
  });

  it("says what the alert is and where it went, and never its text", async () => {
    const world = aDeliveryWorld({ routes: [grouped] });
    const correlationId = correlationIdOf(
      await world.accept(anInstance("a", { customProperties: { note: "text of the alert" } })),
    );
    await world.untilQuiet();
    const [entry] = await world.entries(correlationId);
    const steps = entry?.steps as readonly JournalStep[];
    expect(steps.slice(0, 3)).toMatchObject([
      { step: "received", route: "default" },
      {
        step: "recognised",
        shape: "commonAlertSchema",
        condition: "fired",
        identity: ["alert", "a"],
        alertId: "a",
      },
      { step: "routed", route: "default", connection: "servicenow", workItemKind: "incident" },
    ]);
    expect(JSON.stringify(entry)).not.toContain("text of the alert");
  });

  it("counts a body in bytes", async () => {
    const world = aDeliveryWorld();
    const correlationId = correlationIdOf(await world.accept({ ruleName: "zażółć 漢字 🔥" }));
    const [message] = world.waiting();
    if (message === undefined) throw new Error("no message");
    await world.deliver(message);
    const [entry] = await world.entries(correlationId);
    expect(entry?.steps[0]).toMatchObject({ bytes: new TextEncoder().encode(message.body).length });
  });
});
