import { describe, expect, it } from "vitest";

import { deliver } from "../../../shared/delivery/deliver.ts";
import type { Envelope } from "../../../shared/delivery/envelope.ts";
import { makeSlots } from "../../../shared/delivery/slots.ts";
import { aDeliveryWorld } from "../../support/builders/deliveryWorld.ts";

const settled = () => new Promise((resolve) => setImmediate(resolve));

/** A message, and processes that die with its ticket claimed: nothing more is heard of them, and their claims run out. */
async function aDeadlyWorld() {
  const world = aDeliveryWorld();
  await world.accept();
  const [message] = world.waiting();
  if (message === undefined) throw new Error("no message was waiting");
  const { correlationId } = message as Extract<Envelope, { kind: "delivery" }>;

  async function dieOf(envelope: Envelope): Promise<void> {
    world.partner.onCall = (call) => (call === "create" ? new Promise(() => undefined) : undefined);
    void deliver({ ...world.parts, slots: makeSlots(1) }, envelope);
    await settled();
    world.partner.onCall = () => undefined;
    world.clock.advanceMs(10 * 60_000);
  }
  const crashesInTicket = async () => {
    const { pending } = await world.record(correlationId);
    return (JSON.parse(pending?.envelope ?? "{}") as Envelope).crashes;
  };
  return { ...world, message, dieOf, crashesInTicket };
}

describe("a message that kills one process after another", () => {
  it("is counted for all its copies together: what the host hands out again knows what another copy has done", async () => {
    const { message, dieOf, crashesInTicket } = await aDeadlyWorld();
    await dieOf(message);
    expect(await crashesInTicket()).toBeUndefined();
    await dieOf({ ...message, crashes: 1 });
    expect(await crashesInTicket(), "one death is counted once").toBe(1);
    await dieOf(message);
    expect(await crashesInTicket()).toBe(2);
  });

  it("is tried alone after so many, whichever copy it is, and asks the partner for nothing before", async () => {
    const { message, dieOf, parts, partner, trialQueue, queue } = await aDeadlyWorld();
    for (let death = 1; death <= 4; death++) await dieOf(message);
    queue.take();
    const callsBefore = partner.calls.length;

    expect(await deliver(parts, message)).toMatchObject({ kind: "putBack" });
    expect(trialQueue.take()).toMatchObject([{ deliveryId: message.deliveryId, attempt: 1, crashes: 4 }]);
    expect(queue.count()).toEqual({ visible: 0, delayed: 0 });
    expect(partner.calls).toHaveLength(callsBefore);
  });

  it("is delivered when it is tried alone, if it was innocent", async () => {
    const { message, dieOf, parts, partner, trialQueue } = await aDeadlyWorld();
    for (let death = 1; death <= 4; death++) await dieOf(message);

    expect(await deliver({ ...parts, isTrial: true }, message)).toMatchObject({ kind: "delivered" });
    expect(trialQueue.take()).toEqual([]);
    expect(partner.items).toHaveLength(1);
  });

  it("is not tried alone again because a later call got no answer", async () => {
    const { message, dieOf, parts, partner, queue, trialQueue, untilQuiet } = await aDeadlyWorld();
    for (let death = 1; death <= 4; death++) await dieOf(message);
    queue.take();
    await deliver(parts, message);
    const [tried] = trialQueue.take() as Envelope[];
    partner.leavesUnanswered("create", { isDone: false });
    const ended = await deliver({ ...parts, isTrial: true }, tried ?? message);
    expect(ended).toMatchObject({ kind: "retrying" });

    expect(await untilQuiet()).toMatchObject({ kind: "delivered" });
    expect(trialQueue.take()).toEqual([]);
    expect(partner.items).toHaveLength(1);
  });

  it("does not count for another message of the same ticket", async () => {
    const { message, dieOf, parts, trialQueue } = await aDeadlyWorld();
    for (let death = 1; death <= 4; death++) await dieOf(message);

    const other = { ...message, deliveryId: `${message.deliveryId}-other` };
    expect(await deliver(parts, other)).toMatchObject({ kind: "delivered" });
    expect(trialQueue.take()).toEqual([]);
  });
});
