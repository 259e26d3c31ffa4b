import { describe, expect, it } from "vitest";

import { catalogue, type ErrorCode } from "../../../shared/failures/catalogue.ts";
import { pauseRuleFor } from "../../../shared/pacing/pauseRules.ts";
import { aPacingWorld, call, connection, permitOf, refusalOf } from "./pacingWorld.ts";

const minuteMs = 60_000;

describe("a failure of the connection", () => {
  it.each<{ code: ErrorCode; retryAfterMs?: number; restsMs: number; isParked?: boolean }>([
    { code: "SERVICENOW_UNAVAILABLE", restsMs: 2_000 },
    { code: "SERVICENOW_UNAVAILABLE", retryAfterMs: 30_000, restsMs: 30_000 },
    { code: "SERVICENOW_BUSY", retryAfterMs: 0, restsMs: 2_000 },
    { code: "SERVICENOW_HIBERNATING", restsMs: 2_000 },
    { code: "SERVICENOW_LOGIN_PAGE", restsMs: 2_000 },
    { code: "SERVICENOW_INSTANCE_RECLAIMED", restsMs: 2_000 },
    { code: "SERVICENOW_UNREACHABLE", restsMs: 2_000 },
    { code: "SERVICENOW_RATE_LIMITED", retryAfterMs: 1_234_000, restsMs: 1_234_000 },
    { code: "SERVICENOW_RATE_LIMITED", retryAfterMs: 0, restsMs: 1_000 },
    { code: "SERVICENOW_RATE_LIMITED", restsMs: minuteMs },
    { code: "SERVICENOW_CREDENTIALS_REJECTED", restsMs: 5 * minuteMs, isParked: true },
    { code: "SERVICENOW_TOKEN_REFUSED", restsMs: 5 * minuteMs, isParked: true },
  ])("$code (Retry-After $retryAfterMs) makes it rest for $restsMs ms, for all instances", async (row) => {
    const { code, retryAfterMs, restsMs, isParked = false } = row;
    const { instance, clock, state } = aPacingWorld();
    await call(await permitOf(instance("one")), {
      code,
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    });

    const refusal = await refusalOf(instance("other"));
    expect(refusal).toMatchObject({ code, fromMs: clock.nowMs() + restsMs });
    expect(refusal.because).toContain("as told");
    expect(refusal.toMs - refusal.fromMs).toBe(restsMs / 8);
    expect((await state())?.pause).toMatchObject({ code, isParked, failedProbes: 0 });
  });

  it("is known to the instance that met it without asking, and to another within a second", async () => {
    const { instance, clock, calls } = aPacingWorld();
    const [one, other] = [instance("one"), instance("other")];
    await permitOf(other);
    await call(await permitOf(one), { code: "SERVICENOW_UNAVAILABLE" });
    calls.length = 0;
    expect(one.pauseOf(connection)).toMatchObject({ code: "SERVICENOW_UNAVAILABLE" });
    await refusalOf(one);
    expect(calls).toEqual([]);
    clock.advanceMs(1_000);
    await refusalOf(other);
  });

  it("is not forgotten for an answer about the state that was on its way meanwhile", async () => {
    const { instance, clock, slowly } = aPacingWorld();
    const pacing = instance("one");
    const failing = await permitOf(pacing);
    clock.advanceMs(1_000);
    const { promise, resolve } = Promise.withResolvers<undefined>();
    slowly.answer = promise;
    const asking = pacing.ask(connection, "ordinary");
    await call(failing, { code: "SERVICENOW_TOKEN_REFUSED" });
    resolve(undefined);
    expect(await asking).toMatchObject({ kind: "notNow", code: "SERVICENOW_TOKEN_REFUSED" });
  });

  it("is not forgotten for a look at the state before it is stored", async () => {
    const { instance, clock, slowly } = aPacingWorld();
    const pacing = instance("one");
    const failing = await permitOf(pacing);
    clock.advanceMs(1_000);
    const { promise, resolve } = Promise.withResolvers<undefined>();
    slowly.stored = promise;
    const failed = call(failing, { code: "SERVICENOW_TOKEN_REFUSED" });
    await new Promise((settled) => setImmediate(settled));
    expect(await refusalOf(pacing)).toMatchObject({ code: "SERVICENOW_TOKEN_REFUSED" });
    resolve(undefined);
    await failed;
  });

  it("does not make it rest longer when calls fail that were on their way together", async () => {
    const { instance, clock, state } = aPacingWorld();
    const permits = await Promise.all(["a", "b", "c", "d"].map((id) => permitOf(instance(id))));
    for (const permit of permits) await call(permit, { code: "SERVICENOW_UNAVAILABLE" });
    expect((await state())?.pause).toMatchObject({
      failedProbes: 0,
      untilUtc: new Date(clock.nowMs() + 2_000).toISOString(),
    });
  });

  it.each<ErrorCode>(["SERVICENOW_TIMEOUT", "SERVICENOW_CONNECTION_LOST", "SERVICENOW_REPLY_NOT_JSON"])(
    "%s counts only if it happens three times in a row",
    async (code) => {
      const { instance } = aPacingWorld();
      const pacing = instance("one");
      for (const answer of [{ code }, { code }, {}, { code }, { code }])
        await call(await permitOf(pacing), answer);
      await call(await permitOf(pacing), { code });
      await refusalOf(pacing);
    },
  );

  it.each<ErrorCode>(["SERVICENOW_ACL_DENIED", "SERVICENOW_DATA_POLICY", "SERVICENOW_SERVER_ERROR"])(
    "is not one of a record: %s",
    async (code) => {
      const { instance } = aPacingWorld();
      const pacing = instance("one");
      for (let count = 0; count < 5; count += 1) await call(await permitOf(pacing), { code });
      await permitOf(pacing);
    },
  );

  it("may always pass: whatever pauses a connection is tried again", () => {
    const codes = Object.keys(catalogue) as ErrorCode[];
    const pausing = codes.filter((code) => pauseRuleFor(code) !== undefined);
    expect(pausing.filter((code) => catalogue[code].retry !== "later")).toEqual([]);
  });
});

describe("a connection that has rested", () => {
  async function aPause() {
    const world = aPacingWorld();
    const [one, other] = [world.instance("one"), world.instance("other")];
    await call(await permitOf(one), { code: "SERVICENOW_UNAVAILABLE" });
    await refusalOf(other);
    world.clock.advanceMs(2_000);
    return { ...world, one, other };
  }

  it("is tried by one message of all instances; the others wait a little", async () => {
    const { one, other, clock } = await aPause();
    await permitOf(one);
    for (const pacing of [one, other, one]) {
      expect(await refusalOf(pacing)).toMatchObject({ fromMs: clock.nowMs() + 1_000 });
    }
  });

  it("opens for all when the try goes well, or is refused for its record's sake", async () => {
    for (const answer of [{}, { code: "SERVICENOW_ACL_DENIED" } as const]) {
      const { one, other, state, log } = await aPause();
      await call(await permitOf(one), answer);
      await Promise.all([permitOf(one), permitOf(one), permitOf(other)]);
      expect(await state()).not.toHaveProperty("pause");
      expect(log.map(({ event }) => event)).toEqual(["connection.paused", "connection.opened"]);
    }
  });

  it("rests longer after each try that fails, up to a minute", async () => {
    const { one, clock, state } = await aPause();
    const rests: number[] = [];
    for (let count = 0; count < 10; count += 1) {
      await call(await permitOf(one), { code: "SERVICENOW_UNAVAILABLE" });
      const restMs = Date.parse((await state())?.pause?.untilUtc ?? "") - clock.nowMs();
      rests.push(restMs / 1000);
      clock.advanceMs(restMs);
    }
    expect(rests).toEqual([4, 8, 10, 10, 10, 20, 30, 60, 60, 60]);
  });

  it("is left to the next message if the one that tried asked nothing, or never came back", async () => {
    const { one, other, clock } = await aPause();
    await (await permitOf(one)).end();
    await permitOf(other);
    clock.advanceMs(79_999);
    await refusalOf(one);
    clock.advanceMs(1);
    await permitOf(one);
  });

  it("waits for a failed time-out of the try, although one alone would not pause it", async () => {
    const { one, state } = await aPause();
    await call(await permitOf(one), { code: "SERVICENOW_TIMEOUT" });
    expect((await state())?.pause).toMatchObject({ code: "SERVICENOW_TIMEOUT", failedProbes: 1 });
  });
});

describe("where nothing is wrong", () => {
  it("asking costs one read a second, however many ask", async () => {
    const { instance, calls, clock } = aPacingWorld();
    const pacing = instance("one");
    for (let second = 0; second < 3; second += 1) {
      await Promise.all(Array.from({ length: 50 }, async () => call(await permitOf(pacing))));
      clock.advanceMs(1_000);
    }
    expect(calls).toEqual(["read", "read", "read"]);
  });

  it("calls are counted, and those that were not needed", async () => {
    const { instance, states, clock } = aPacingWorld();
    const [one, other] = [instance("one"), instance("other")];
    await call(await permitOf(one));
    await call(await permitOf(one), { code: "SERVICENOW_BUSY" });
    other.saved(connection);
    await Promise.all([one.flush(), other.flush()]);
    expect(await states.counts(connection, new Date(clock.nowMs()).toISOString())).toEqual({
      calls: 2,
      refusedCalls: 1,
      savedCalls: 1,
    });
  });
});

describe("whoever may try a paused connection", () => {
  it("does so, also if another change of its own instance took the try along and was written first", async () => {
    const { instance, clock, states } = aPacingWorld();
    const one = instance("one");
    const underWay = await permitOf(one);
    await call(await permitOf(one), { code: "SERVICENOW_UNAVAILABLE" });
    clock.advanceMs(2_000);

    const { write } = states;
    let isFirst = true;
    states.write = async (state, version) => {
      if (!isFirst) return write(state, version);
      isFirst = false;
      const allowed = { callsPerWindow: 100, windowEndsMs: clock.nowMs() + 3_600_000, rule: undefined };
      await call(underWay, { allowed });
      return write(state, version);
    };
    expect((await one.ask(connection, "ordinary")).kind).toBe("permit");
    expect((await refusalOf(instance("other"))).because).toContain("paused");
  });
});

describe("a connection that works again", () => {
  it("is open for everybody, also if its instance writes other things at the same moment", async () => {
    const { instance, clock, states, state } = aPacingWorld();
    const one = instance("one");
    const others = await Promise.all([permitOf(instance("other")), permitOf(one)]);
    await call(await permitOf(one), { code: "SERVICENOW_UNAVAILABLE" });
    clock.advanceMs(2_000);
    const trying = await permitOf(one);

    const allowed = (hours: number) => ({
      callsPerWindow: 100,
      windowEndsMs: clock.nowMs() + hours * 3_600_000,
      rule: undefined,
    });
    const endsUtc = (hours: number) => new Date(allowed(hours).windowEndsMs).toISOString();
    const { write } = states;
    const never = new Promise<never>(() => undefined);
    let writes = 0;
    states.write = async (wanted, version) => {
      writes += 1;
      if (writes === 1) {
        // Another instance is faster, and a write of this one stays under way.
        await call(others[0], { allowed: allowed(1) });
        void call(others[1], { allowed: allowed(2) });
        await new Promise((resolve) => setImmediate(resolve));
      }
      return wanted.limit?.windowEndsUtc === endsUtc(2) ? never : write(wanted, version);
    };
    void call(trying);
    for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(await state()).not.toHaveProperty("pause");
  });
});
