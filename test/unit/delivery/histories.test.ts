import fc from "fast-check";
import { describe, expect, it } from "vitest";

import type { HistoryEvent, Problem } from "../../support/histories/modelHistory.ts";
import type { WriteFate } from "../../support/histories/modelPartner.ts";
import type { Interruption } from "../../support/histories/simulation.ts";
import { playHistory, type Scenario } from "../../support/histories/playHistory.ts";

/** A few thousand in every run; BRIDGE_HISTORIES=100000 for a long one. */
const histories = Number(process.env["BRIDGE_HISTORIES"] ?? 3_000);

const problems = fc
  .array(fc.constantFrom("instance" as const, "time" as const), { minLength: 1, maxLength: 2 })
  .map((orders) =>
    orders.map((orderedBy, place): Problem => ({ name: `problem ${place} by ${orderedBy}`, orderedBy })),
  );

const firstMs = Date.UTC(2026, 0, 1);
const send: fc.Arbitrary<HistoryEvent> = fc.record({
  do: fc.constant("send" as const),
  problem: fc.nat(1),
  condition: fc.constantFrom("fired" as const, "fired" as const, "resolved" as const),
  atMs: fc.nat(5).map((minute) => firstMs + minute * 60_000),
});
const edit: fc.Arbitrary<HistoryEvent> = fc.record({
  do: fc.constant("edit" as const),
  problem: fc.nat(1),
  edit: fc.constantFrom(
    "resolve" as const,
    "close" as const,
    "take" as const,
    "delete" as const,
    "reopen" as const,
  ),
});
const settle: fc.Arbitrary<HistoryEvent> = fc.constant({ do: "settle" as const });

const fate = fc.constantFrom<WriteFate>(
  "answered",
  "answered",
  "doneButUnanswered",
  "doneLate",
  "refused",
  "notDoneAndUnanswered",
);
const interruption = fc.tuple(
  fc.integer({ min: 1, max: 80 }),
  fc.constantFrom<Interruption>("killBefore", "killAfter", "stall"),
);

function scenarios(event: fc.Arbitrary<HistoryEvent>): fc.Arbitrary<Scenario> {
  return fc.record({
    seed: fc.integer(),
    problems,
    history: fc.array(event, { minLength: 1, maxLength: 9 }),
    interruptions: fc.array(interruption, { maxLength: 5 }).map((pairs) => new Map(pairs)),
    fates: fc.array(fate, { maxLength: 6 }),
    policy: fc.constant({}),
    hasSweep: fc.boolean(),
    canCreateResolved: fc.boolean(),
  });
}

const minutesMs = (count: number) => firstMs + count * 60_000;

describe("whatever happens on the way", { timeout: 60_000 + 50 * histories }, () => {
  it("there is one ticket for each problem, and it ends in the right state", async () => {
    const event = fc.oneof({ weight: 6, arbitrary: send }, { weight: 2, arbitrary: settle });
    await holds(scenarios(event));
  });

  it("that is so when people edit tickets in between, too", async () => {
    const event = fc.oneof(
      { weight: 6, arbitrary: send },
      { weight: 2, arbitrary: settle },
      { weight: 2, arbitrary: edit },
    );
    await holds(scenarios(event));
  });

  it("nobody is taken for a message that kills, who only was where processes died", async () => {
    const event = fc.oneof({ weight: 6, arbitrary: send }, { weight: 2, arbitrary: settle });
    const givenUp = fc
      .tuple(scenarios(event), fc.constantFrom(1, 2, 5))
      // To die of three trials, and to be given up before them, takes more deaths than there are.
      .map(([scenario, hostGivesUpAfter]) => ({
        ...scenario,
        hostGivesUpAfter,
        interruptions: new Map([...scenario.interruptions].slice(0, 2 + hostGivesUpAfter)),
      }));
    await holds(givenUp);
  });

  it("without the sweep a crash only costs the host's ten minutes", async () => {
    const history: HistoryEvent[] = [{ do: "send", problem: 0, condition: "fired", atMs: minutesMs(0) }];
    const calls = Array.from({ length: 12 }, (_, place) => place + 1);
    for (const call of calls) {
      for (const how of ["killBefore", "killAfter", "stall"] as const) {
        const scenario = aScenario({ history, interruptions: new Map([[call, how]]), hasSweep: false });
        expect(await playHistory(scenario), `${how} at call ${call}`).toEqual([]);
      }
    }
  });
});

async function holds(arbitrary: fc.Arbitrary<Scenario>): Promise<void> {
  await fc.assert(
    fc.asyncProperty(arbitrary, async (scenario) => {
      const complaints = await playHistory(fitting(scenario));
      if (complaints.length > 0) throw new Error(complaints.join("\n"));
    }),
    { numRuns: Math.ceil(histories / 2) },
  );
}

/** Events name one of the problems that there are; an instance fires and resolves at one moment each. */
function fitting(scenario: Scenario): Scenario {
  const history = scenario.history.map((event): HistoryEvent => {
    if (event.do === "settle") return event;
    const problem = event.problem % scenario.problems.length;
    if (event.do === "edit" || scenario.problems[problem]?.orderedBy === "time") return { ...event, problem };
    return { ...event, problem, atMs: event.condition === "fired" ? minutesMs(0) : minutesMs(5) };
  });
  return { ...scenario, history };
}

function aScenario(overrides: Partial<Scenario>): Scenario {
  return {
    seed: 1,
    problems: [{ name: "a problem", orderedBy: "instance" }],
    history: [],
    interruptions: new Map(),
    fates: [],
    policy: {},
    hasSweep: true,
    canCreateResolved: true,
    ...overrides,
  };
}
