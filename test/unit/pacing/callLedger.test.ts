import { describe, expect, it } from "vitest";

import { makeSlots } from "../../../shared/delivery/slots.ts";
import type { Lane } from "../../../shared/delivery/envelope.ts";
import type { AllowedCalls } from "../../../shared/delivery/ports.ts";
import { aPacingWorld, call, connection, permitOf, refusalOf } from "./pacingWorld.ts";

const hourMs = 3_600_000;

/** A partner that counts calls in windows of its own, as ServiceNow's rate rules do. */
function aLimitingPartner(nowMs: () => number, limit: number, windowMs: number) {
  const windows = new Map<number, { accepted: number; refused: number }>();
  return {
    windows,
    answer() {
      const window = Math.floor(nowMs() / windowMs);
      const counts = windows.get(window) ?? { accepted: 0, refused: 0 };
      windows.set(window, counts);
      const windowEndsMs = (window + 1) * windowMs;
      const allowed: AllowedCalls = { callsPerWindow: limit, windowEndsMs, rule: "rule" };
      if (counts.accepted + counts.refused >= limit) {
        counts.refused += 1;
        return { allowed, code: "SERVICENOW_RATE_LIMITED", retryAfterMs: windowEndsMs - nowMs() } as const;
      }
      counts.accepted += 1;
      return { allowed };
    },
  };
}

type Waiting = { readonly lane: Lane; readonly atMs: number };

/** Messages that wait, put back as the bridge does it, worked off by instances with four places each. */
async function workOff(options: {
  readonly messages: readonly Lane[];
  readonly instances: number;
  readonly windowMs: number;
  readonly untilWindow: number;
}) {
  const { clock, instance, state } = aPacingWorld();
  const startMs = clock.nowMs();
  const partner = aLimitingPartner(() => clock.nowMs(), 100, options.windowMs);
  const workers = Array.from({ length: options.instances }, (_, place) => ({
    pacing: instance(`instance-${place}`),
    slots: makeSlots(4),
  }));
  let waiting: Waiting[] = options.messages.map((lane) => ({ lane, atMs: startMs }));
  const done: { readonly lane: Lane; readonly window: number }[] = [];
  let seed = 7;
  const random = () => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647;

  while (waiting.length > 0 && clock.nowMs() < startMs + options.untilWindow * options.windowMs) {
    const due = waiting.filter(({ atMs }) => atMs <= clock.nowMs());
    waiting = waiting.filter((message) => !due.includes(message));
    await Promise.all(
      due.map(async ({ lane }, place) => {
        const worker = workers[place % workers.length];
        await worker?.slots(connection, lane, async () => {
          const permit = await worker.pacing.ask(connection, lane);
          if (permit.kind === "notNow") {
            const atMs = permit.fromMs + random() * (permit.toMs - permit.fromMs);
            waiting.push({ lane, atMs: Math.ceil(atMs / 1000) * 1000 });
            return;
          }
          const answer = partner.answer();
          await new Promise((resolve) => setImmediate(resolve));
          await call(permit, answer);
          if ("code" in answer) waiting.push({ lane, atMs: clock.nowMs() + (answer.retryAfterMs ?? 0) });
          else done.push({ lane, window: Math.floor((clock.nowMs() - startMs) / options.windowMs) });
        });
      }),
    );
    clock.advanceMs(1_000);
  }
  return { windows: [...partner.windows.values()], done, waiting, state: await state() };
}

describe("a limit of 100 calls an hour", () => {
  const lanes = (ordinary: number, critical: number): Lane[] => [
    ...Array.from({ length: ordinary }, () => "ordinary" as const),
    ...Array.from({ length: critical }, () => "critical" as const),
  ];

  it.each([1, 2, 3])(
    "is used nearly up in each window and never exceeded, by %s instances",
    async (instances) => {
      const { windows, done, waiting } = await workOff({
        messages: lanes(420, 0),
        instances,
        windowMs: hourMs,
        untilWindow: 6,
      });
      expect(waiting).toEqual([]);
      expect(done).toHaveLength(420);
      expect(windows.map(({ refused }) => refused)).toEqual(windows.map(() => 0));
      const full = windows.slice(0, 4).map(({ accepted }) => accepted);
      expect(Math.min(...full)).toBeGreaterThanOrEqual(95);
    },
  );

  it("is learned as one of shorter windows from two ends that were seen", async () => {
    const { windows, state } = await workOff({
      messages: lanes(420, 0),
      instances: 2,
      windowMs: 60_000,
      untilWindow: 8,
    });
    expect(state?.limit).toMatchObject({ windowMs: 60_000, callsPerWindow: 100 });
    expect(Math.max(...windows.map(({ refused }) => refused))).toBeLessThanOrEqual(1);
    expect(Math.min(...windows.slice(0, 4).map(({ accepted }) => accepted))).toBeGreaterThanOrEqual(95);
  });

  it("leaves a part for what is critical and comes later", async () => {
    const { clock, instance } = aPacingWorld();
    const pacing = instance("one");
    const windowEndsMs = clock.nowMs() + hourMs;
    const allowed = { callsPerWindow: 100, windowEndsMs, rule: "rule" };
    let count = 0;
    for (; ; count += 1) {
      const permit = await pacing.ask(connection, "ordinary");
      if (permit.kind === "notNow") break;
      await call(permit, { allowed });
    }
    expect(count).toBe(90);
    await refusalOf(pacing);
    for (; count < 100; count += 1) await call(await permitOf(pacing, "critical"), { allowed });
    expect(await refusalOf(pacing, "critical")).toMatchObject({ fromMs: windowEndsMs });
    // Critical ones have the first second of the next window for themselves.
    expect(await refusalOf(pacing)).toMatchObject({ fromMs: windowEndsMs + 1_000 });
  });

  it("gives back the call of a message that made none, and counts those of one that made several", async () => {
    const { clock, instance, state } = aPacingWorld();
    const pacing = instance("one");
    const allowed = { callsPerWindow: 10, windowEndsMs: clock.nowMs() + hourMs, rule: "rule" };
    await call(await permitOf(pacing), { allowed });
    for (let count = 0; count < 50; count += 1) await (await permitOf(pacing)).end();
    const permit = await permitOf(pacing);
    const asks = Array.from({ length: 3 }, () =>
      permit.run(
        () => undefined,
        async (observe) =>
          observe({ method: "GET", path: "/", status: 200, durationMs: 1 }, { allowed, isRefused: false }),
      ),
    );
    await Promise.all(asks);
    await permit.end();
    expect((await state())?.limit?.taken).toBe(4);
  });

  it("is used up for all when a call is refused: others use the same user's calls", async () => {
    const { clock, instance } = aPacingWorld();
    const [one, other] = [instance("one"), instance("other")];
    const allowed = { callsPerWindow: 100, windowEndsMs: clock.nowMs() + 600_000, rule: "rule" };
    await call(await permitOf(one), { allowed });
    const refused = { allowed, code: "SERVICENOW_RATE_LIMITED", retryAfterMs: 600_000 } as const;
    await call(await permitOf(one), refused);
    expect(await refusalOf(other, "critical")).toMatchObject({ fromMs: clock.nowMs() + 600_000 });
  });

  it("is forgotten when it was not heard of for hours", async () => {
    const { clock, instance, state } = aPacingWorld();
    const pacing = instance("one");
    await call(await permitOf(pacing), {
      allowed: { callsPerWindow: 100, windowEndsMs: clock.nowMs() + hourMs, rule: "rule" },
    });
    clock.advanceMs(5 * hourMs);
    await call(await permitOf(pacing));
    expect(await state()).not.toHaveProperty("limit");
  });

  it("that was never heard of costs nothing: no ledger is written", async () => {
    const { instance, calls } = aPacingWorld();
    await call(await permitOf(instance("one")));
    expect(calls).toEqual(["read"]);
  });
});
