import { describe, expect, it } from "vitest";

import type { Delivery } from "../../../../cli/bridgeAnswers.ts";
import { followDeliveries, type Followed } from "../../../../cli/send/followDeliveries.ts";
import { aWaitingClock } from "./clock.ts";

function aDelivery(id: string, state: string): Delivery {
  return { id, state, receivedAtUtc: "2026-03-01T12:00:00.000Z", entries: [] };
}

/** `states` says what each asking after a delivery gets to hear, the last again and again. */
function following(
  states: Readonly<Partial<Record<string, readonly (string | undefined)[]>>>,
  patienceMs = 60_000,
) {
  const clock = aWaitingClock();
  const asked = new Map<string, number>();
  const ended: Followed[] = [];
  const follower = followDeliveries({
    ask: async (id) => {
      const times = asked.get(id) ?? 0;
      asked.set(id, times + 1);
      const told = states[id] ?? [];
      const state = told[Math.min(times, told.length - 1)];
      return state === undefined ? undefined : aDelivery(id, state);
    },
    onChange: () => {},
    onEnd: (followed) => ended.push(followed),
    patienceMs,
    ...clock,
  });
  return { follower, ended, asked, clock };
}

describe("following deliveries", () => {
  it.each(["delivered", "skipped", "deadLettered", "unrouted", "routed"])(
    "is over when it is %s",
    async (state) => {
      const { follower, ended } = following({ a: [undefined, "waiting", "retrying", state] });

      follower.add("a");
      await follower.finish();

      expect(ended).toMatchObject([{ id: "a", isOver: true, delivery: { state } }]);
    },
  );

  it("waits for a state that it does not know", async () => {
    const { follower, ended, asked } = following({ a: ["paused", "paused", "delivered"] });

    follower.add("a");
    await follower.finish();

    expect(ended).toMatchObject([{ isOver: true }]);
    expect(asked.get("a")).toBe(3);
  });

  it("gives up one that takes too long, with what was known last", async () => {
    const { follower, ended, clock } = following({ slow: ["retrying"], quick: ["delivered"] }, 5_000);

    follower.add("slow");
    follower.add("quick");
    await follower.finish();

    expect(ended).toMatchObject([
      { id: "quick", isOver: true },
      { id: "slow", isOver: false, delivery: { state: "retrying" } },
    ]);
    expect(clock.nowMs()).toBeLessThan(7_000);
  });

  it("asks less often while nothing happens", async () => {
    const { follower, clock } = following({ a: ["waiting"] }, 20_000);

    follower.add("a");
    await follower.finish();

    expect(clock.waits[0]).toBe(100);
    expect(clock.waits.at(-1)).toBe(1_000);
  });

  it("gives everybody their turn, however many are stuck before them", async () => {
    const stuck = Object.fromEntries(
      Array.from({ length: 100 }, (_, index) => [`stuck${index}`, ["retrying"]]),
    );
    const { follower, ended } = following({ ...stuck, last: ["delivered"] }, 3_000);

    for (const id of [...Object.keys(stuck), "last"]) follower.add(id);
    await follower.finish();

    expect(ended[0]).toMatchObject({ id: "last", isOver: true });
    expect(ended).toHaveLength(101);
  });
});
