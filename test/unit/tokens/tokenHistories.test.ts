import fc from "fast-check";
import { describe, it } from "vitest";

import {
  type Crash,
  playTokens,
  type TokenEvent,
  type TokenScenario,
} from "../../support/histories/playTokens.ts";
import { dayMs, minuteMs } from "../../support/tokens/tokenWorld.ts";

/** Some hundreds in every run; BRIDGE_HISTORIES=100000 for a long one. */
const histories = Math.ceil(Number(process.env["BRIDGE_HISTORIES"] ?? 3_000) / 10);

const place = fc.nat(2);
const crash: fc.Arbitrary<Crash | undefined> = fc.option(
  fc.record({ atStep: fc.integer({ min: 1, max: 9 }), isBefore: fc.boolean() }),
  { nil: undefined, freq: 3 },
);
const event: fc.Arbitrary<TokenEvent> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant("call" as const),
      by: fc.uniqueArray(place, { minLength: 1, maxLength: 3 }),
      crash,
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("timer" as const), by: place, crash }) },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant("wait" as const),
      ms: fc.constantFrom(
        1_000,
        minuteMs,
        5 * minuteMs,
        15 * minuteMs,
        29.75 * minuteMs,
        31 * minuteMs,
        84 * dayMs,
        91 * dayMs,
      ),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant("revoke" as const), access: fc.boolean(), refresh: fc.boolean() }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constantFrom("change" as const, "tell" as const, "mistype" as const),
      what: fc.constantFrom("secret" as const, "password" as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("partner" as const), isAway: fc.boolean() }) },
);
const scenario: fc.Arbitrary<TokenScenario> = fc.record({
  needsNobody: fc.boolean(),
  rotates: fc.boolean(),
  givesNewTokens: fc.boolean(),
  history: fc.array(event, { minLength: 3, maxLength: 20 }),
});

/** A password that is wrong, and corrected, and wrong: only that, and quickly. */
const typing: fc.Arbitrary<TokenScenario> = fc.record({
  needsNobody: fc.constant(true),
  rotates: fc.constant(false),
  givesNewTokens: fc.constant(false),
  history: fc.array(
    fc.oneof(
      fc.constantFrom<TokenEvent>(
        { do: "mistype", what: "password" },
        { do: "wait", ms: minuteMs },
        { do: "wait", ms: 5 * minuteMs },
      ),
      fc.record({ do: fc.constant("call" as const), by: fc.tuple(place), crash: fc.constant(undefined) }),
      fc.record({ do: fc.constant("timer" as const), by: place, crash: fc.constant(undefined) }),
    ),
    { minLength: 10, maxLength: 30 },
  ),
});

async function isRight(one: TokenScenario): Promise<void> {
  const complaints = await playTokens(one);
  if (complaints.length > 0) throw new Error(complaints.join("\n"));
}

describe("whatever happens to tokens", { timeout: 60_000 + 100 * histories }, () => {
  it("one instance asks at a time, wrong credentials are shown twice, and nobody goes without what could be had", async () => {
    await fc.assert(fc.asyncProperty(scenario, isRight), { numRuns: histories });
  });

  it("no account is locked, however often the password is changed for another wrong one", async () => {
    await fc.assert(fc.asyncProperty(typing, isRight), { numRuns: histories });
  });

  it("a grant that was refused beside a refresh token counts with what is refused after it", async () => {
    const call: TokenEvent = { do: "call", by: [0], crash: undefined };
    await isRight({
      ...{ needsNobody: true, rotates: false, givesNewTokens: false },
      history: [
        call,
        { do: "wait", ms: 84 * dayMs },
        call,
        { do: "revoke", access: true, refresh: false },
        { do: "change", what: "secret" },
        { do: "timer", by: 0, crash: undefined },
        call,
        call,
      ],
    });
  });
});
