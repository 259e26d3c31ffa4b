import { describe, expect, it } from "vitest";

import { memoryDeadLetterStore } from "../../../shared/adapters/memory/memoryDeadLetterStore.ts";
import { memoryTrials } from "../../../shared/adapters/memory/memoryTrials.ts";
import type { DeliveryParts } from "../../../shared/delivery/deliveryParts.ts";
import type { Envelope } from "../../../shared/delivery/envelope.ts";
import { BridgeError } from "../../../shared/failures/bridgeError.ts";
import { makeLoneGate } from "../../../shared/poison/loneGate.ts";
import { trialKeyOf } from "../../../shared/poison/trial.ts";
import { tryAlone, type TrialParts } from "../../../shared/poison/tryAlone.ts";
import { aDeliveryWorld } from "../../support/builders/deliveryWorld.ts";
import { hostileText } from "../../support/contracts/storageBuilders.ts";

const queuedAtUtc = "2026-03-01T12:50:00+00:00";
const limitMs = 120_000;
const never = () => new Promise<never>(() => undefined);
const settled = () => new Promise((resolve) => setImmediate(resolve));

/** A delivery world whose host has given messages up, and the processes that try them. */
async function aTrialWorld() {
  const world = aDeliveryWorld();
  const store = memoryDeadLetterStore();
  const trials = memoryTrials();
  await world.accept();
  const [envelope] = world.waiting();
  if (envelope === undefined) throw new Error("no message was waiting");

  function aProcess(processId: string, differences: Partial<DeliveryParts> = {}) {
    const due: (() => void)[] = [];
    const delivery: DeliveryParts = {
      ...world.parts,
      schedule: (_delayMs, run) => {
        due.push(run);
        return () => undefined;
      },
      ...differences,
    };
    const parts: TrialParts = {
      delivery,
      opener: world.queue,
      keep: { store, letters: world.parts.deadLetters },
      trials,
      gate: makeLoneGate({ schedule: delivery.schedule, drainMs: 45_000 }),
      processId,
      running: new Map(),
      limitMs,
    };
    return {
      parts,
      gate: parts.gate,
      tryAlone: (message: unknown) => tryAlone(parts, message, queuedAtUtc),
      passTime: () => due.splice(0).forEach((run) => run()),
    };
  }

  /** Processes that die in the midst of the trial, one after the other: nothing more is heard of them. */
  async function dieTrying(message: Envelope, ...processIds: readonly string[]) {
    for (const [place, processId] of processIds.entries()) {
      if (place > 0) world.clock.advanceMs(limitMs);
      const callsBefore = world.partner.calls.length;
      world.partner.onCall = never;
      void aProcess(processId).tryAlone(message);
      await settled();
      expect(world.partner.calls.length).toBe(callsBefore + 1);
      world.partner.onCall = () => undefined;
    }
  }

  return {
    ...world,
    envelope,
    trials,
    aProcess,
    dieTrying,
    letters: async () => (await store.list({ status: "waiting" }, 10)).letters.map(({ letter }) => letter),
    inTrialQueue: () => world.trialQueue.take() as Envelope[],
  };
}

describe("a message that the host gave up on", () => {
  it("is delivered, if it only shared a process with one that kills", async () => {
    const { envelope, aProcess, partner, letters } = await aTrialWorld();
    expect(await aProcess("one").tryAlone(envelope)).toMatchObject({
      kind: "delivered",
      outcome: { kind: "delivered", action: "created" },
    });
    expect(partner.items).toHaveLength(1);
    expect(await letters()).toEqual([]);
  });

  it("may be given up again later: a trial that came to an end is forgotten", async () => {
    const { envelope, aProcess } = await aTrialWorld();
    await aProcess("one").tryAlone(envelope);
    expect(await aProcess("two").tryAlone(envelope)).toMatchObject({
      kind: "delivered",
      outcome: { kind: "skipped", because: "duplicate" },
    });
  });

  it.each([1, 2])("is delivered, if only %i processes were ended while they tried it", async (deaths) => {
    const { envelope, aProcess, dieTrying, clock, letters, trials } = await aTrialWorld();
    await dieTrying(envelope, ...["first", "second"].slice(0, deaths));
    clock.advanceMs(limitMs);
    expect(await aProcess("last").tryAlone(envelope)).toMatchObject({ kind: "delivered" });
    expect(await letters()).toEqual([]);
    for (const key of [trialKeyOf(envelope), `${trialKeyOf(envelope)}-2`]) {
      expect(await trials.begin({ ...aTrial, key }), "all its trials are forgotten").toBeUndefined();
    }
  });

  it("ends as DELIVERY_CRASHED, if three processes that tried it alone never came back", async () => {
    const { envelope, aProcess, dieTrying, clock, letters } = await aTrialWorld();
    await dieTrying(envelope, "first", "second", "third");
    clock.advanceMs(limitMs);

    const end = await aProcess("two").tryAlone(envelope);
    expect(end).toMatchObject({ kind: "deadLettered", letter: { code: "DELIVERY_CRASHED" } });
    const [letter] = await letters();
    expect(letter).toMatchObject({ envelope, failedAtUtc: "2026-03-01T12:06:00.000Z" });
    expect(letter?.detail).toMatch(
      /3 times, last at 2026-03-01T12:04:00\.000Z, attempt 1: the process \(third\) did/,
    );
  });

  it("is not tried any more then, however many copies of it come, and makes one letter", async () => {
    const { envelope, aProcess, dieTrying, clock, letters, partner } = await aTrialWorld();
    await dieTrying(envelope, "first", "second", "third");
    clock.advanceMs(limitMs);
    const callsBefore = partner.calls.length;
    await aProcess("two").tryAlone(envelope);
    clock.advanceMs(3_600_000);
    await aProcess("three").tryAlone({ ...envelope, crashes: 4 });
    expect(await letters()).toHaveLength(1);
    expect(partner.calls).toHaveLength(callsBefore);
  });

  it("waits as long as the other process may still be trying it", async () => {
    const { envelope, aProcess, dieTrying, clock, letters, inTrialQueue } = await aTrialWorld();
    await dieTrying(envelope, "dead");
    clock.advanceMs(limitMs - 7_000);
    expect(await aProcess("two").tryAlone(envelope)).toMatchObject({ kind: "postponed" });
    expect(await letters()).toEqual([]);
    expect(inTrialQueue()).toEqual([]);
    clock.advanceMs(7_000);
    expect(inTrialQueue()).toEqual([envelope]);
  });

  it("is in its queue again, if another one is being tried: that one may kill", async () => {
    const { envelope, aProcess, clock, inTrialQueue, partner } = await aTrialWorld();
    const { gate, tryAlone: run } = aProcess("one");
    void gate.alone(never);
    expect(await run(envelope)).toMatchObject({ kind: "postponed" });
    clock.advanceMs(5_000);
    expect(inTrialQueue()).toEqual([envelope]);
    expect(partner.calls).toEqual([]);
  });

  it("is left to the trial that runs in this very process, if a copy of it comes", async () => {
    const { envelope, aProcess, partner, clock, inTrialQueue } = await aTrialWorld();
    const { tryAlone: run } = aProcess("one");
    partner.onCall = never;
    void run(envelope);
    await settled();
    expect(await run(envelope)).toMatchObject({ kind: "postponed" });
    clock.advanceMs(5_000);
    expect(inTrialQueue()).toEqual([envelope]);
  });

  it("that hangs ends as DELIVERY_CRASHED, and the others go on", async () => {
    const { envelope, aProcess, partner, letters } = await aTrialWorld();
    const { tryAlone: run, passTime, gate } = aProcess("one");
    partner.onCall = never;
    const trying = run(envelope);
    await settled();
    expect(gate.enter()).toBeUndefined();
    passTime();
    expect(await trying).toMatchObject({ kind: "deadLettered", letter: { code: "DELIVERY_CRASHED" } });
    expect((await letters())[0]?.detail).toBe("It did not end within 120000 ms, tried alone");
    expect(gate.enter()).toBeDefined();
  });

  it("that throws what nobody expects ends as ALERT_PROCESSING_FAILED, with the error's text", async () => {
    const { envelope, aProcess, letters, trials } = await aTrialWorld();
    const { tryAlone: run } = aProcess("one", {
      gateways: () => Promise.reject(new TypeError("x is not a function")),
    });
    expect(await run(envelope)).toMatchObject({ kind: "deadLettered" });
    expect(await letters()).toMatchObject([
      { code: "ALERT_PROCESSING_FAILED", detail: "TypeError: x is not a function", envelope },
    ]);
    expect(await trials.begin({ ...aTrial, key: trialKeyOf(envelope) })).toBeUndefined();
  });

  it("that meets somebody's claim is tried alone again, not together with others", async () => {
    const { envelope, aProcess, dieTrying, clock, trials, inTrialQueue, waiting } = await aTrialWorld();
    await dieTrying(envelope, "dead");
    // As if a process had died of it before any trial: only its claim is there.
    await trials.end(trialKeyOf(envelope));

    expect(await aProcess("two").tryAlone(envelope)).toMatchObject({
      kind: "delivered",
      outcome: { kind: "putBack" },
    });
    clock.advanceMs(2_000);
    expect(waiting()).toEqual([]);
    expect(inTrialQueue()).toEqual([{ ...envelope, waitsFor: "claim" }]);
  });

  it("is not acquitted by being put back: deaths before that count", async () => {
    const { envelope, aProcess, dieTrying, clock, letters, put, record } = await aTrialWorld();
    const { correlationId = "" } = envelope.kind === "delivery" ? envelope : {};
    await dieTrying(envelope, "first", "second");
    clock.advanceMs(limitMs);
    const dead = await record(correlationId);
    const untilUtc = new Date(clock.nowMs() + 75_000).toISOString();
    await put({ ...dead, claim: { deliveryId: "dlv-other", untilUtc } });
    expect(await aProcess("third").tryAlone(envelope)).toMatchObject({ outcome: { kind: "putBack" } });
    await put(dead);
    const waited = { ...envelope, waitsFor: "claim" };
    await dieTrying(waited, "fourth");
    clock.advanceMs(limitMs);
    expect(await aProcess("fifth").tryAlone(waited)).toMatchObject({ kind: "deadLettered" });
    expect(await letters()).toMatchObject([{ code: "DELIVERY_CRASHED" }]);
  });

  it("waits in its queue while tables are away, however long: a poison queue's own is read by nobody", async () => {
    const { envelope, aProcess, storage, clock, inTrialQueue } = await aTrialWorld();
    const { tryAlone: run, parts } = aProcess("one");
    const away = new BridgeError("STORAGE_UNAVAILABLE", "tables");
    Object.assign(parts, { trials: { begin: () => Promise.reject(away), end: () => Promise.reject(away) } });
    storage.failing.add("store.write");
    expect(await run(envelope)).toMatchObject({ kind: "postponed", because: "tables" });
    clock.advanceMs(30_000);
    expect(inTrialQueue()).toEqual([envelope]);
  });

  it("stays with the host if storage fails, and that is no crash", async () => {
    const { envelope, aProcess, storage, letters } = await aTrialWorld();
    const { tryAlone: run, parts } = aProcess("one");
    storage.failing.add("store.write").add("queue.send");
    const trialQueue = { send: () => Promise.reject(new BridgeError("STORAGE_UNAVAILABLE", "away")) };
    Object.assign(parts.delivery, { trialQueue });
    await expect(run(envelope)).rejects.toMatchObject({ code: "STORAGE_UNAVAILABLE" });
    storage.failing.clear();
    expect(await run(envelope)).toMatchObject({ kind: "delivered", outcome: { kind: "delivered" } });
    expect(await letters()).toEqual([]);
  });

  it("was not killed by a trial of this process that stayed written down", async () => {
    const { envelope, aProcess, trials } = await aTrialWorld();
    await trials.begin({ ...aTrial, key: trialKeyOf(envelope), processId: "one" });
    expect(await aProcess("one").tryAlone(envelope)).toMatchObject({ kind: "delivered" });
  });

  it.each([
    ["a text", "not JSON at all"],
    ["of somebody else", { orderNumber: 17 }],
    ["hostile", hostileText],
    ["empty", ""],
  ])("and that cannot be read (%s) is kept as it came, at once and once", async (_what, message) => {
    const { aProcess, letters, clock, partner } = await aTrialWorld();
    await aProcess("one").tryAlone(message);
    clock.advanceMs(600_000);
    await aProcess("two").tryAlone(message);
    expect(await letters()).toMatchObject([
      {
        code: "MESSAGE_UNREADABLE",
        envelope: undefined,
        raw: typeof message === "string" ? message : JSON.stringify(message),
        failedAtUtc: "2026-03-01T12:00:00.000Z",
      },
    ]);
    expect(partner.calls).toEqual([]);
  });

  it("and that cannot be read and is very long is cut", async () => {
    const { aProcess, letters } = await aTrialWorld();
    await aProcess("one").tryAlone("x".repeat(100_000));
    expect((await letters())[0]?.raw).toHaveLength(32 * 1024);
  });

  it("comes again if its body cannot be fetched: that is no reason to call it unreadable", async () => {
    const { envelope, aProcess, letters } = await aTrialWorld();
    const { parts } = aProcess("one");
    const away = new BridgeError("STORAGE_UNAVAILABLE", "its body's blob");
    const opener = { open: () => Promise.reject(away) };
    await expect(tryAlone({ ...parts, opener }, envelope)).rejects.toBe(away);
    expect(await letters()).toEqual([]);
  });
});

const aTrial = {
  deliveryId: "dlv-contoso-1",
  attempt: 1,
  startedAtUtc: "2026-03-01T12:00:00.000Z",
  processId: "one",
};
