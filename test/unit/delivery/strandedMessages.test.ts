import { setImmediate as soon } from "node:timers/promises";
import { describe, expect, it } from "vitest";

import type { Envelope } from "../../../shared/delivery/envelope.ts";
import { strandedMessages } from "../../../shared/delivery/strandedMessages.ts";
import { BridgeError } from "../../../shared/failures/bridgeError.ts";
import { aDeliveryWorld } from "../../support/builders/deliveryWorld.ts";
import { anEnvelope } from "../../support/contracts/storageBuilders.ts";

/** A process that outlives its storage. Time passes when the test says so. */
function aSurvivor() {
  const world = aDeliveryWorld();
  const due: { readonly delayMs: number; readonly run: () => void }[] = [];
  const stranded = strandedMessages({
    ...world.parts,
    schedule: (delayMs, run) => {
      due.push({ delayMs, run });
      return () => undefined;
    },
  });
  const away = new BridgeError("STORAGE_UNAVAILABLE", "ECONNREFUSED");
  return {
    ...world,
    strand: async (envelope: Envelope, error: Error = away) => {
      await expect(stranded.watch(envelope, () => Promise.reject(error))).rejects.toBe(error);
    },
    /** Lets the next waiting work go; how long it would have waited, if there was any. */
    passTime: async () => {
      const next = due.shift();
      next?.run();
      await soon();
      return next?.delayMs;
    },
    stranded,
    due,
  };
}

describe("a message whose storage went away while it was delivered", () => {
  it("is put back once storage answers, and once only", async () => {
    const { strand, passTime, storage, waiting, log } = aSurvivor();
    const [one, other] = [anEnvelope({ deliveryId: "dlv-1" }), anEnvelope({ deliveryId: "dlv-2" })];
    storage.failing.add("queue.send");
    await strand(one);
    await strand(other);
    await strand(one);
    expect(await passTime()).toBe(2_000);
    expect(await passTime()).toBe(4_000);
    expect(waiting()).toEqual([]);

    storage.failing.clear();
    await passTime();
    expect(waiting()).toEqual([one, other]);
    expect(log).toEqual([{ event: "stranded.putBack", messages: 2 }]);
    expect(await passTime(), "nothing is left to do").toBeUndefined();
  });

  it("waits ever longer between tries, at most half a minute", async () => {
    const { strand, passTime, storage } = aSurvivor();
    storage.failing.add("queue.send");
    await strand(anEnvelope());
    const delaysMs: unknown[] = [];
    for (let count = 0; count < 7; count += 1) delaysMs.push(await passTime());
    expect(delaysMs).toEqual([2_000, 4_000, 8_000, 15_000, 30_000, 30_000, 30_000]);
  });

  it("is left to the host if there are too many, or if something else went wrong", async () => {
    const { strand, passTime, waiting, due } = aSurvivor();
    await strand(anEnvelope(), new TypeError("a bug"));
    expect(due).toEqual([]);
    for (let count = 0; count < 101; count += 1) await strand(anEnvelope({ deliveryId: `dlv-${count}` }));
    await passTime();
    expect(waiting()).toHaveLength(100);
  });

  it("and that is delivered is not kept", async () => {
    const { stranded, due } = aSurvivor();
    expect(await stranded.watch(anEnvelope(), () => Promise.resolve("done"))).toBe("done");
    expect(due).toEqual([]);
  });
});
