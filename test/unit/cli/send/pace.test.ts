import { describe, expect, it } from "vitest";

import { pace } from "../../../../cli/send/pace.ts";
import { aWaitingClock } from "./clock.ts";

describe("pace", () => {
  it("does everything once, in order, without waiting when no rate is given", async () => {
    const clock = aWaitingClock();
    const done: number[] = [];

    await pace(
      { count: 5, ratePerSecond: undefined, concurrency: 1, ...clock },
      async (index) => void done.push(index),
    );

    expect(done).toEqual([0, 1, 2, 3, 4]);
    expect(clock.waits).toEqual([]);
  });

  it("spreads over time what may not go at once", async () => {
    const clock = aWaitingClock();
    const begunMs: number[] = [];

    await pace(
      { count: 4, ratePerSecond: 2, concurrency: 1, ...clock },
      async () => void begunMs.push(clock.nowMs()),
    );

    expect(begunMs).toEqual([0, 500, 1_000, 1_500]);
  });

  it("has so many in flight and no more", async () => {
    let inFlight = 0;
    let most = 0;

    await pace({ count: 20, ratePerSecond: undefined, concurrency: 3, ...aWaitingClock() }, async () => {
      inFlight += 1;
      most = Math.max(most, inFlight);
      await Promise.resolve();
      inFlight -= 1;
    });

    expect(most).toBe(3);
  });

  it("begins nothing more after a failure", async () => {
    const begun: number[] = [];

    const paced = pace(
      { count: 10, ratePerSecond: undefined, concurrency: 1, ...aWaitingClock() },
      async (index) => {
        begun.push(index);
        if (index === 2) throw new Error("nothing answers");
      },
    );

    await expect(paced).rejects.toThrow("nothing answers");
    expect(begun).toEqual([0, 1, 2]);
  });
});
