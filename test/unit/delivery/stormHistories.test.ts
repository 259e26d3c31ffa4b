import fc from "fast-check";
import { describe, it } from "vitest";

import type { HistoryEvent, Problem } from "../../support/histories/modelHistory.ts";
import type { WriteFate } from "../../support/histories/modelPartner.ts";
import { playHistory, type Scenario } from "../../support/histories/playHistory.ts";
import type { Interruption } from "../../support/histories/simulation.ts";

/** A thousand in every run; BRIDGE_HISTORIES=100000 for a long one. */
const histories = Math.ceil(Number(process.env["BRIDGE_HISTORIES"] ?? 3_000) / 3);
const problemCount = 4;

const problems = Array.from({ length: problemCount }, (_, place): Problem => ({
  name: `problem ${place}`,
  orderedBy: "instance",
}));
const firstMs = Date.UTC(2026, 0, 1);
const event: fc.Arbitrary<HistoryEvent> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .record({
        problem: fc.nat(problemCount - 1),
        condition: fc.constantFrom("fired" as const, "fired" as const, "resolved" as const),
      })
      .map(({ problem, condition }) => ({
        do: "send" as const,
        problem,
        condition,
        // An instance fires and resolves at one moment each.
        atMs: firstMs + (condition === "fired" ? 0 : 300_000),
      })),
  },
  { weight: 1, arbitrary: fc.constant({ do: "settle" as const }) },
);

const scenario: fc.Arbitrary<Scenario> = fc.record({
  seed: fc.integer(),
  problems: fc.constant(problems),
  history: fc.array(event, { minLength: 2, maxLength: 12 }),
  interruptions: fc
    .array(
      fc.tuple(
        fc.integer({ min: 1, max: 150 }),
        fc.constantFrom<Interruption>("killBefore", "killAfter", "stall"),
      ),
      { maxLength: 5 },
    )
    .map((pairs) => new Map(pairs)),
  fates: fc.array(
    fc.constantFrom<WriteFate>("answered", "answered", "doneButUnanswered", "doneLate", "refused"),
    { maxLength: 5 },
  ),
  policy: fc.constant({}),
  hasSweep: fc.boolean(),
  canCreateResolved: fc.boolean(),
  stormCap: fc.constantFrom(1, 2),
});

describe("whatever happens in a storm", { timeout: 60_000 + 100 * histories }, () => {
  it("every alert has exactly one place, and no work item is open for nothing", async () => {
    await fc.assert(
      fc.asyncProperty(scenario, async (one) => {
        const complaints = await playHistory(one);
        if (complaints.length > 0) throw new Error(complaints.join("\n"));
      }),
      { numRuns: histories },
    );
  });
});
