import { readFile } from "node:fs/promises";

import { describe, expect, it } from "vitest";

import { parseHostJson } from "../../../local/host/hostJson.ts";
import { Crowded, fairSlots } from "../../../shared/delivery/fairSlots.ts";
import { makeSlots } from "../../../shared/delivery/slots.ts";
import { settableClock } from "../../support/contracts/storageBuilders.ts";

/** A host that hands out many messages at a time, and a connection with four places that never answers. */
function aWorld(hasOthers: boolean) {
  const clock = settableClock();
  const due = new Set<() => void>();
  const slots = fairSlots(makeSlots(4), {
    clock,
    hasOthers: () => hasOthers,
    schedule: (_delayMs, run) => {
      due.add(run);
      return () => void due.delete(run);
    },
  });
  const answer = Promise.withResolvers<string>();
  let held = 0;
  const left: unknown[] = [];
  const take = (connection: string, work: () => Promise<string>) => {
    held += 1;
    return slots(connection, "ordinary", work)
      .catch((error: unknown) => void left.push(error))
      .finally(() => (held -= 1));
  };
  return {
    take,
    hang: () => answer.promise,
    answer: () => answer.resolve("at last"),
    held: () => held,
    left,
    passMs: async (ms: number) => {
      clock.advanceMs(ms);
      const runs = [...due];
      due.clear();
      for (const run of runs) run();
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

describe("the places of connections, of which one hangs", () => {
  it("hold less than makes the host ask for no more; the rest leaves for those of others", async () => {
    const { take, hang, passMs, held, left, answer } = aWorld(true);
    const all = Array.from({ length: 24 }, () => take("contoso", hang));
    expect(held()).toBe(24);
    await passMs(2_000);
    expect(held()).toBe(6);
    expect(left.every((error) => error instanceof Crowded)).toBe(true);
    // Further ones leave at once, and another connection's go on as if nothing were.
    await take("contoso", hang);
    expect(left).toHaveLength(19);
    const others = Array.from({ length: 200 }, () => take("fabrikam", () => Promise.resolve("done")));
    expect(await Promise.all(others)).toEqual(Array.from({ length: 200 }, () => "done"));
    answer();
    await Promise.all(all);
    expect(held()).toBe(0);
  });

  it("hold no more than that when several hang, beside those that wait for an answer", async () => {
    const { take, hang, passMs, held, answer } = aWorld(true);
    const all = Array.from({ length: 24 }, (_, place) =>
      take(place % 2 === 0 ? "contoso" : "tailspin", hang),
    );
    await passMs(2_000);
    expect(held()).toBe(8);
    answer();
    await Promise.all(all);
  });

  it("leave the host room for others when four hang", async () => {
    const { take, hang, passMs, held, answer } = aWorld(true);
    const all = Array.from({ length: 48 }, (_, place) => take(`hanging-${place % 4}`, hang));
    await passMs(2_000);
    // While more than that are left it asks for no more.
    const { queues } = parseHostJson(JSON.parse(await readFile("host.json", "utf8")));
    expect(held()).toBeLessThanOrEqual(queues.newBatchThreshold);
    answer();
    await Promise.all(all);
  });

  it("hold all of it where there is no other connection, or while it answers", async () => {
    const only = aWorld(false);
    for (let i = 0; i < 24; i += 1) void only.take("contoso", only.hang);
    await only.passMs(2_000);
    expect(only.held()).toBe(24);

    const quick = aWorld(true);
    for (let i = 0; i < 24; i += 1) void quick.take("contoso", quick.hang);
    await quick.passMs(1_999);
    expect(quick.left).toEqual([]);
  });

  it("give a place that comes free to one who has stayed", async () => {
    const { take, hang, passMs, answer, left } = aWorld(true);
    const all = Array.from({ length: 24 }, () => take("contoso", hang));
    await passMs(2_000);
    answer();
    const results = await Promise.all(all);
    expect(results.filter((result) => result === "at last")).toHaveLength(6);
    expect(left).toHaveLength(18);
  });
});
