import { describe, expect, it } from "vitest";

import { makeLoneGate } from "../../../shared/poison/loneGate.ts";

/** A gate, and its patience in the test's hand. */
function aGate() {
  const due: (() => void)[] = [];
  const gate = makeLoneGate({
    schedule: (_delayMs, run) => {
      due.push(run);
      return () => void due.splice(due.indexOf(run), 1);
    },
    drainMs: 45_000,
  });
  return { ...gate, due, losePatience: () => due.splice(0).forEach((run) => run()) };
}

/** Work that goes on until the test ends it. */
function endless() {
  const held = Promise.withResolvers<string>();
  let hasBegun = false;
  return {
    run: () => {
      hasBegun = true;
      return held.promise;
    },
    hasBegun: () => hasBegun,
    end: held.resolve,
  };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe("the gate before deliveries", () => {
  it("lets many in at a time", () => {
    const gate = aGate();
    expect([gate.enter(), gate.enter(), gate.enter()]).not.toContain(undefined);
  });

  it("lets nobody in while one is alone, and everybody afterwards", async () => {
    const gate = aGate();
    const trial = endless();
    const alone = gate.alone(trial.run);
    await settled();
    expect(trial.hasBegun()).toBe(true);
    expect(gate.enter()).toBeUndefined();
    trial.end("delivered");
    expect(await alone).toEqual({ kind: "done", value: "delivered" });
    expect(gate.enter()).toBeDefined();
  });

  it("lets those inside finish before one is alone, and nobody in meanwhile", async () => {
    const gate = aGate();
    const [first, second] = [gate.enter(), gate.enter()];
    const trial = endless();
    const alone = gate.alone(trial.run);
    first?.();
    await settled();
    expect(trial.hasBegun()).toBe(false);
    expect(gate.enter()).toBeUndefined();
    second?.();
    await settled();
    expect(trial.hasBegun()).toBe(true);
    trial.end("delivered");
    await alone;
    expect(gate.due, "no timer is left behind").toEqual([]);
  });

  it("is opened again when those inside do not leave in time: one that hangs stops nobody else", async () => {
    const gate = aGate();
    const hanging = gate.enter();
    const trial = endless();
    const alone = gate.alone(trial.run);
    await settled();
    gate.losePatience();
    expect(await alone).toEqual({ kind: "busy" });
    expect(trial.hasBegun()).toBe(false);
    expect(gate.enter()).toBeDefined();
    hanging?.();
  });

  it("lets one be alone at a time", async () => {
    const gate = aGate();
    const trial = endless();
    const alone = gate.alone(trial.run);
    expect(await gate.alone(() => Promise.resolve("second"))).toEqual({ kind: "busy" });
    trial.end("first");
    expect(await alone).toEqual({ kind: "done", value: "first" });
    expect(await gate.alone(() => Promise.resolve("third"))).toEqual({ kind: "done", value: "third" });
  });

  it("is open again after one that failed", async () => {
    const gate = aGate();
    await expect(gate.alone(() => Promise.reject(new Error("bug")))).rejects.toThrow("bug");
    expect(gate.enter()).toBeDefined();
  });
});
