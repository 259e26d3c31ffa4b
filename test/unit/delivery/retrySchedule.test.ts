import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { defaultRetryDelaysMs, nextDelayMs } from "../../../shared/delivery/retrySchedule.ts";

const hourMs = 3_600_000;
const sevenDaysMs = 7 * 24 * hourMs;
const delaysMs = [5_000, 15_000, 30_000];

describe("the wait before the next attempt", () => {
  it.each([
    { attempt: 1, waitMs: 5_000 },
    { attempt: 2, waitMs: 15_000 },
    { attempt: 3, waitMs: 30_000 },
    { attempt: 4, waitMs: undefined },
    { attempt: 100, waitMs: undefined },
  ])("after attempt $attempt is $waitMs", ({ attempt, waitMs }) => {
    expect(nextDelayMs({ attempt, delaysMs, random: 0 })).toBe(waitMs);
  });

  it.each([
    { asked: "nothing", retryAfterMs: undefined, waitMs: 5_000 },
    { asked: "no wait at all", retryAfterMs: 0, waitMs: 5_000 },
    { asked: "less", retryAfterMs: 1_000, waitMs: 5_000 },
    { asked: "more", retryAfterMs: hourMs, waitMs: hourMs },
    { asked: "a year", retryAfterMs: 365 * 24 * hourMs, waitMs: sevenDaysMs },
  ])("is $waitMs when the partner asks for $asked", ({ retryAfterMs, waitMs }) => {
    expect(nextDelayMs({ attempt: 1, delaysMs, retryAfterMs, random: 0 })).toBe(waitMs);
  });

  it("is never less than the schedule or the partner's wish, never a fifth above both, never above seven days", () => {
    const input = fc.record({
      attempt: fc.integer({ min: 1, max: 3 }),
      delaysMs: fc.tuple(...delaysMs.map(() => fc.nat(2 * sevenDaysMs))),
      retryAfterMs: fc.option(fc.nat(2 * sevenDaysMs), { nil: undefined }),
      random: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    });
    fc.assert(
      fc.property(input, (some) => {
        const waitMs = nextDelayMs(some) ?? Number.NaN;
        const leastMs = Math.max(some.delaysMs[some.attempt - 1] ?? 0, some.retryAfterMs ?? 0);
        expect(waitMs).toBeGreaterThanOrEqual(Math.min(leastMs, sevenDaysMs));
        expect(waitMs).toBeLessThanOrEqual(Math.min(Math.round(leastMs * 1.2), sevenDaysMs));
      }),
    );
  });

  it("grows to about ten hours in all, if nobody sets another schedule", () => {
    const sumMs = defaultRetryDelaysMs.reduce((sum, delayMs) => sum + delayMs, 0);
    expect(sumMs / hourMs).toBeCloseTo(10, 0);
    expect(defaultRetryDelaysMs).toEqual([...defaultRetryDelaysMs].sort((a, b) => a - b));
  });
});
