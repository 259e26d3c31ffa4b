import { describe, expect, it } from "vitest";

import { deliverBeside } from "../../../shared/poison/deliverBeside.ts";
import { makeLoneGate } from "../../../shared/poison/loneGate.ts";
import { aDeliveryWorld } from "../../support/builders/deliveryWorld.ts";

async function aWorker() {
  const world = aDeliveryWorld();
  await world.accept();
  const [envelope] = world.waiting();
  if (envelope === undefined) throw new Error("no message was waiting");
  const gate = makeLoneGate({ schedule: world.parts.schedule, drainMs: 1_000 });
  return { ...world, gate, envelope, deliver: () => deliverBeside(world.parts, gate, envelope) };
}

describe("a message of the work queue", () => {
  it("is delivered, and leaves the way free for one that has to be alone", async () => {
    const { deliver, gate } = await aWorker();
    expect(await deliver()).toMatchObject({ kind: "delivered" });
    expect(await gate.alone(() => Promise.resolve("alone"))).toMatchObject({ kind: "done" });
  });

  it("is put back while another is tried alone, and that is no attempt", async () => {
    const { deliver, gate, clock, waiting, envelope, partner } = await aWorker();
    void gate.alone(() => new Promise(() => undefined));
    expect(await deliver()).toEqual({
      kind: "putBack",
      because: "another message is tried alone here",
      delayMs: 5_000,
    });
    clock.advanceMs(5_000);
    expect(waiting()).toEqual([envelope]);
    expect(partner.calls).toEqual([]);
  });

  it("leaves the gate also if it fails", async () => {
    const { deliver, gate, storage } = await aWorker();
    storage.failing.add("store.write").add("queue.send");
    await expect(deliver()).rejects.toMatchObject({ code: "STORAGE_UNAVAILABLE" });
    expect(await gate.alone(() => Promise.resolve("alone"))).toMatchObject({ kind: "done" });
  });
});
