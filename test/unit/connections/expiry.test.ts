import fc from "fast-check";
import { describe, expect, it } from "vitest";

import type { ConnectionSetup } from "../../../shared/connections/connectionSetup.ts";
import { dueWarnings, type KnownEnd, warningOf, withWarned } from "../../../shared/connections/expiry.ts";

const dayMs = 86_400_000;
const nowMs = Date.UTC(2026, 2, 1, 12);
const utc = (ms: number) => new Date(ms).toISOString();

function endsIn(days: number, more: Partial<KnownEnd> = {}): KnownEnd {
  return {
    of: "refreshToken",
    endsUtc: utc(nowMs + days * dayMs),
    lifespanMs: 90 * dayMs,
    isReplacedByItself: false,
    ...more,
  };
}

describe("what is said of an end", () => {
  it.each([
    { leftDays: 30.01, says: undefined },
    { leftDays: 30, says: 30, severity: 2 },
    { leftDays: 7.01, says: 30, severity: 2 },
    { leftDays: 7, says: 7, severity: 2 },
    { leftDays: 1.01, says: 7, severity: 2 },
    { leftDays: 1, says: 1, severity: 1 },
    { leftDays: 0.01, says: 1, severity: 1 },
    { leftDays: 0, says: 0, severity: 1 },
    { leftDays: -3, says: 0, severity: 1 },
  ])("$leftDays days beforehand: $says", ({ leftDays, says, severity }) => {
    const warning = warningOf(endsIn(leftDays), nowMs);
    expect([warning?.daysBefore, warning?.severity]).toEqual([says, severity]);
  });

  it.each([
    { lifespanDays: 7, leftDays: 6.9, says: undefined },
    { lifespanDays: 7, leftDays: 1, says: 1 },
    { lifespanDays: 30, leftDays: 29, says: undefined },
    { lifespanDays: 30, leftDays: 7, says: 7 },
    { lifespanDays: 31, leftDays: 29, says: 30 },
    { lifespanDays: 1, leftDays: 0.5, says: undefined },
    { lifespanDays: 1, leftDays: 0, says: 0 },
  ])(
    "of a life of $lifespanDays days, $leftDays days beforehand: $says",
    ({ lifespanDays, leftDays, says }) => {
      expect(warningOf(endsIn(leftDays, { lifespanMs: lifespanDays * dayMs }), nowMs)?.daysBefore).toBe(says);
    },
  );

  it("is nothing where the bridge gets the next one by itself", () => {
    expect(warningOf(endsIn(0, { isReplacedByItself: true }), nowMs)).toBeUndefined();
  });

  it("is said where nobody knows how long the thing lives altogether", () => {
    expect(warningOf(endsIn(29, { of: "clientSecret", lifespanMs: null }), nowMs)?.daysBefore).toBe(30);
  });
});

describe("each warning", () => {
  /** Looks at these moments (days before the end), and returns what was given. */
  function given(end: KnownEnd, looksAtMs: readonly number[]) {
    let warned: ConnectionSetup["warned"] = [];
    return looksAtMs.flatMap((ms) => {
      const due = dueWarnings([end], warned, ms);
      warned = withWarned(warned, due, utc(ms));
      return due.map(({ daysBefore }) => daysBefore);
    });
  }

  it("is given once, whenever and however often somebody looks", () => {
    const end = endsIn(0);
    const looks = fc.array(fc.double({ min: -5, max: 40, noNaN: true }), { maxLength: 200 });
    fc.assert(
      fc.property(looks, (days) => {
        const moments = days.toSorted((one, other) => other - one).map((left) => nowMs - left * dayMs);
        const all = given(end, moments);
        expect(new Set(all).size).toBe(all.length);
        expect(all).toEqual(all.toSorted((one, other) => other - one));
        // Whoever looks last knows the nearest warning that there is.
        const last = moments.at(-1);
        expect(all.at(-1)).toBe(last === undefined ? undefined : warningOf(end, last)?.daysBefore);
      }),
    );
  });

  it("is left out if the next one is due as well", () => {
    expect(given(endsIn(6), [nowMs])).toEqual([7]);
    expect(given(endsIn(6), [nowMs, nowMs + 5.5 * dayMs, nowMs + 7 * dayMs])).toEqual([7, 1, 0]);
  });

  it("is given anew for another end, and for another thing", () => {
    const warned = withWarned([], dueWarnings([endsIn(6)], [], nowMs), utc(nowMs));
    expect(dueWarnings([endsIn(6)], warned, nowMs)).toEqual([]);
    expect(dueWarnings([endsIn(5)], warned, nowMs)).toHaveLength(1);
    expect(dueWarnings([endsIn(6, { of: "password" })], warned, nowMs)).toHaveLength(1);
  });

  it("is not remembered for ever", () => {
    const many = Array.from({ length: 60 }, (_, index) => endsIn(index / 100));
    const warned = withWarned([], dueWarnings(many, [], nowMs), utc(nowMs));
    expect(warned.length).toBeLessThanOrEqual(40);
  });
});
