import { describe, expect, it } from "vitest";

import type { CallObserver } from "../../../shared/delivery/ports.ts";
import { aPacingWorld, call, connection, permitOf } from "./pacingWorld.ts";

const minuteMs = 60_000;

describe("the last calls of a connection", () => {
  it("are told although it has never rested: soon after the first, then to the minute, and one call costs no write", async () => {
    const { instance, clock, state, calls, later } = aPacingWorld();
    const pacing = instance("one");
    const firstUtc = new Date(clock.nowMs()).toISOString();
    await call(await permitOf(pacing));
    expect(calls.filter((one) => one === "write")).toEqual([]);
    const soon = later.filter(({ delayMs }) => delayMs <= 1_000);
    expect(soon).toHaveLength(1);
    soon[0]?.run();
    await expect.poll(state).toMatchObject({ lastSuccessUtc: firstUtc });

    calls.length = 0;
    clock.advanceMs(minuteMs - 1);
    for (let count = 0; count < 100; count += 1) await call(await permitOf(pacing));
    await pacing.flush();
    expect(calls.filter((one) => one === "write")).toEqual([]);
    clock.advanceMs(1);
    await call(await permitOf(pacing));
    await pacing.flush();
    expect((await state())?.lastSuccessUtc).toBe(new Date(clock.nowMs()).toISOString());
    expect(calls.filter((one) => one === "write")).toHaveLength(1);
  });

  it("are written once for all instances, and end nobody's rest", async () => {
    const { instance, state, calls } = aPacingWorld();
    const [one, other] = [instance("one"), instance("other")];
    const permits = await Promise.all([permitOf(one), permitOf(other), permitOf(other)]);
    await call(permits[0]);
    await call(permits[1]);
    await Promise.all([one.flush(), other.flush()]);
    const { lastSuccessUtc } = (await state()) ?? {};
    expect(lastSuccessUtc).toBeDefined();

    await call(permits[2], { code: "SERVICENOW_UNAVAILABLE" });
    calls.length = 0;
    await one.flush();
    expect(calls).toEqual([]);
    expect(await state()).toMatchObject({ lastSuccessUtc, pause: { code: "SERVICENOW_UNAVAILABLE" } });
  });

  it("that failed are told, whether that was the connection's fault or a record's, and not what was ours", async () => {
    const { instance, state } = aPacingWorld();
    const pacing = instance("one");
    await call(await permitOf(pacing), { code: "CLAIM_LOST" });
    await pacing.flush();
    expect(await state()).toBeUndefined();
    for (const code of ["SERVICENOW_ACL_DENIED", "SERVICENOW_TIMEOUT"] as const) {
      const fresh = aPacingWorld();
      const there = fresh.instance("one");
      await call(await permitOf(there), { code });
      await there.flush();
      expect(await fresh.state()).toMatchObject({ lastFailure: { code, detail: "as told" } });
      expect((await fresh.state())?.lastSuccessUtc).toBeUndefined();
    }
  });

  it.each([
    ["answered from memory", () => Promise.resolve()],
    [
      "for a token alone",
      async (observe: CallObserver) =>
        observe({ method: "POST", path: "/token", status: 200, durationMs: 1 }),
    ],
  ])("are none that were %s: nobody's rest ends with them", async (_what, ask) => {
    const { instance, clock, state } = aPacingWorld();
    const pacing = instance("one");
    await call(await permitOf(pacing), { code: "SERVICENOW_UNAVAILABLE" });
    clock.advanceMs(minuteMs);
    const permit = await permitOf(pacing);
    await permit.run(() => undefined, ask);
    await permit.end();
    await pacing.flush();
    expect(await state()).toMatchObject({ pause: { code: "SERVICENOW_UNAVAILABLE" } });
    expect((await state())?.lastSuccessUtc).toBeUndefined();
    await call(await permitOf(pacing));
    expect((await state())?.pause, "one that was answered ends it").toBeUndefined();
  });

  it.each([
    ["was told", 1],
    ["was too little news to be told", 2],
  ])(
    "of one that was removed are not those of one added anew: no failure that %s",
    async (_what, failures) => {
      const { instance, clock, states, state } = aPacingWorld();
      const pacing = instance("one");
      for (let count = 0; count < failures; count += 1) {
        await call(await permitOf(pacing), { code: "SERVICENOW_ACL_DENIED" });
        if (count === 0) await pacing.flush();
      }
      expect(await state()).toMatchObject({ lastFailure: { code: "SERVICENOW_ACL_DENIED" } });

      await states.remove(connection);
      clock.advanceMs(minuteMs);
      await call(await permitOf(pacing));
      await pacing.flush();
      expect((await state())?.lastSuccessUtc).toBe(new Date(clock.nowMs()).toISOString());
      expect((await state())?.lastFailure).toBeUndefined();
    },
  );
});
