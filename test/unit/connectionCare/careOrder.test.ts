import { describe, expect, it } from "vitest";

import { type CareCounts, careForConnections } from "../../../shared/connectionCare/careForConnections.ts";
import { makeCareOrder } from "../../../shared/connectionCare/careOrder.ts";
import { careWorld, someTimes } from "../../support/builders/careWorld.ts";
import { aSignedInConnection } from "../../support/builders/connections.ts";

const minuteMs = 60_000;

/** Timers of the world's clock: what is scheduled runs when the clock has come so far, and all that follows from it. */
function virtualTimers(clock: { nowMs(): number; advanceMs(ms: number): void }) {
  const due = new Map<() => void, number>();
  const settled = () => new Promise((resolve) => setImmediate(resolve));
  return {
    schedule: (delayMs: number, run: () => void) => {
      due.set(run, clock.nowMs() + delayMs);
      return () => void due.delete(run);
    },
    /** Lets time pass until the work has ended; returns its result. */
    async play<T>(work: Promise<T>): Promise<T> {
      const state = { isOver: false };
      void work.finally(() => (state.isOver = true));
      await settled();
      while (!state.isOver) {
        const nextMs = Math.min(...due.values());
        clock.advanceMs(Math.max(0, nextMs - clock.nowMs()));
        for (const [run, atMs] of due) {
          if (atMs > clock.nowMs()) continue;
          due.delete(run);
          run();
        }
        await settled();
      }
      return work;
    },
  };
}

/** Connections of which some hang; each run notes whom it began with, in order. */
function aCare() {
  const world = careWorld();
  const { parts, clock, add, put, behaviour, utc } = world;
  parts.connections.list = () => Promise.resolve([...listed.values()]);
  const listed = new Map<string, ReturnType<typeof aSignedInConnection>>();
  const timers = virtualTimers(clock);
  const order = makeCareOrder();
  const hanging = new Set<string>();
  let begun: string[] = [];
  behaviour.times = () => someTimes();
  behaviour.renewAhead = (name) => {
    begun.push(name);
    return hanging.has(name) ? new Promise(() => undefined) : { kind: "nothingToDo", because: "good" };
  };
  return {
    log: world.log,
    add: (name: string, { hangs = false, endsInMs = 30 * minuteMs } = {}) => {
      const connection = aSignedInConnection({ name });
      listed.set(name, connection);
      add(connection);
      put({ accessEndsUtc: utc(endsInMs) }, name);
      if (hangs) hanging.add(name);
    },
    run: async (): Promise<CareCounts & { readonly begun: readonly string[]; readonly tookMs: number }> => {
      begun = [];
      const startedMs = clock.nowMs();
      const counts = await timers.play(
        careForConnections({
          ...parts,
          sync: () => Promise.resolve(),
          schedule: timers.schedule,
          order,
          forgetRemoved: () => Promise.resolve(),
          longestMs: 30_000,
          longestRunMs: 100_000,
        }),
      );
      return { ...counts, begun, tookMs: clock.nowMs() - startedMs };
    },
  };
}

describe("the order in which connections are looked after", () => {
  it("begins with whoever's access ends first, and with those of which no end is known", async () => {
    const { add, run } = aCare();
    add("contoso", { endsInMs: 20 * minuteMs });
    add("fabrikam", { endsInMs: 5 * minuteMs });
    add("tailspin", { endsInMs: 10 * minuteMs });
    expect((await run()).begun).toEqual(["fabrikam", "tailspin", "contoso"]);
  });

  it("ends a run in time however many hang, and reaches everybody else from then on in each run", async () => {
    const { add, run, log } = aCare();
    // Their access has ended, so need alone would always begin with them.
    for (let i = 0; i < 40; i += 1) add(`hanging-${i}`, { hangs: true, endsInMs: -minuteMs });
    for (let i = 0; i < 50; i += 1) add(`well-${i}`);

    const first = await run();
    expect(first).toMatchObject({ cared: 0, failed: 32, notReached: 58, tookMs: 100_000 });
    expect(log.find(({ event }) => event === "connections.notReached")?.["connections"]).toHaveLength(58);

    const second = await run();
    expect(second).toMatchObject({ cared: 50, tookMs: 100_000 });
    // Those that hang take turns at the end, so that one that is well again is found.
    const later = [await run(), await run(), await run(), await run()];
    expect(later.map(({ cared, tookMs }) => [cared, tookMs])).toEqual(later.map(() => [50, 100_000]));
    const tried = new Set(later.flatMap(({ begun }) => begun).filter((name) => name.startsWith("hanging")));
    expect(tried.size).toBe(40);
    for (const { begun } of later) {
      expect(begun.slice(0, 50).every((name) => name.startsWith("well"))).toBe(true);
    }
  });

  it("does not put last whoever was only cut short by the end of a run", async () => {
    const { add, run } = aCare();
    for (let i = 0; i < 32; i += 1) add(`hanging-${i}`, { hangs: true, endsInMs: i });
    await run();
    expect((await run()).begun.slice(0, 8)).toEqual(
      Array.from({ length: 8 }, (_, place) => `hanging-${place + 24}`),
    );
  });
});
