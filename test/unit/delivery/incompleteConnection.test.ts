import { describe, expect, it } from "vitest";

import { BridgeError } from "../../../shared/failures/bridgeError.ts";
import { aDeliveryWorld, correlationIdOf } from "../../support/builders/deliveryWorld.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** A connection that is not ready for as long as there is something `missing`. */
function anIncompleteConnection() {
  const world = aDeliveryWorld();
  const setUp: { missing: string | undefined } = { missing: "nobody has signed in" };
  Object.assign(world.parts, {
    gateways: () =>
      setUp.missing === undefined
        ? Promise.resolve(world.partner.gateway)
        : Promise.reject(new BridgeError("CONNECTION_INCOMPLETE", setUp.missing)),
  });
  /** The message comes by as often as it is put back within that time. */
  const goOn = async (ms: number) => {
    const untilMs = world.clock.nowMs() + ms;
    const outcomes = await world.deliverVisible();
    for (;;) {
      const nextMs = world.queue.nextVisibleAtMs();
      if (nextMs === undefined || nextMs > untilMs) return outcomes;
      world.clock.advanceMs(nextMs - world.clock.nowMs());
      outcomes.push(...(await world.deliverVisible()));
    }
  };
  return { ...world, setUp, goOn };
}

describe("a message for a connection that is not complete", () => {
  it("waits without using up attempts, says each time once what is missing, and is delivered when nothing is", async () => {
    const { accept, setUp, goOn, entries, partner } = anIncompleteConnection();
    const correlationId = correlationIdOf(await accept());
    const first = await goOn(12 * hourMs);
    expect(new Set(first.map(({ kind }) => kind))).toEqual(new Set(["putBack"]));
    expect(first[0]).toMatchObject({ code: "CONNECTION_INCOMPLETE", delayMs: 5_000 });
    expect(first.at(-1)).toMatchObject({ delayMs: 5 * minuteMs });
    setUp.missing = "it has not been read yet";
    await goOn(hourMs);
    const told = (await entries(correlationId)).flatMap(({ steps }) =>
      steps.flatMap((step) => ("because" in step && step.step === "ended" ? [step.because] : [])),
    );
    expect(told).toEqual(["nobody has signed in", "it has not been read yet"]);

    setUp.missing = undefined;
    const last = (await goOn(5 * minuteMs)).at(-1);
    expect(last).toMatchObject({ kind: "delivered" });
    expect(partner.items).toHaveLength(1);
  });

  it("becomes a dead letter after three days", async () => {
    const { accept, goOn, deadLetters } = anIncompleteConnection();
    await accept();
    await goOn(71 * hourMs);
    expect(deadLetters()).toEqual([]);
    await goOn(2 * hourMs);
    expect(deadLetters()).toMatchObject([
      { code: "CONNECTION_INCOMPLETE", detail: expect.stringContaining("signed in") as unknown },
    ]);
  });
});
