import { describe, expect, it } from "vitest";
import { credentialsGuard } from "../../../../shared/adapters/servicenow/credentialsGuard.ts";
import { BridgeError } from "../../../../shared/failures/bridgeError.ts";
import { settableClock } from "./scriptedInstance.ts";

const minuteMs = 60_000;
const rejection = { rejectedBy: new BridgeError("SERVICENOW_CREDENTIALS_REJECTED", "401: no") };

function aGuard() {
  const clock = settableClock();
  return { clock, guard: credentialsGuard(clock) };
}

/** Whether the promise is settled once everything that can go on has gone on. */
async function isWaiting(promise: Promise<unknown>): Promise<boolean> {
  const waits = Symbol("waits");
  const turn = new Promise((resolve) => setImmediate(resolve, waits));
  return (await Promise.race([promise.catch(() => undefined), turn])) === waits;
}

describe("credentials that nobody has accepted yet", () => {
  it("go one call at a time", async () => {
    const { guard } = aGuard();
    const leave = await guard.enter();
    const second = guard.enter();
    const third = guard.enter();

    expect(await isWaiting(second)).toBe(true);
    leave("accepted");
    await Promise.all([second, third]);
  });

  it("go on one at a time after a call that could not tell", async () => {
    const { guard } = aGuard();
    const leave = await guard.enter();
    const second = guard.enter();
    const third = guard.enter();
    leave("unknown");

    await second;
    expect(await isWaiting(third)).toBe(true);
  });
});

describe("credentials that were rejected", () => {
  it("are not tried again by those who waited", async () => {
    const { guard } = aGuard();
    const leave = await guard.enter();
    const waiting = [guard.enter(), guard.enter()];
    leave(rejection);

    for (const call of waiting) {
      await expect(call).rejects.toMatchObject({
        code: "SERVICENOW_CREDENTIALS_REJECTED",
        retryAfterMs: 5 * minuteMs,
        mayHaveHappened: false,
      });
    }
  });

  it("are tried again more and more rarely, once each time", async () => {
    const { guard, clock } = aGuard();
    for (const minutes of [5, 15, 30, 60, 60]) {
      const leave = await guard.enter();
      leave(rejection);
      clock.advanceMs(minutes * minuteMs - 1);
      await expect(guard.enter()).rejects.toMatchObject({ retryAfterMs: 1 });
      clock.advanceMs(1);
    }
  });

  it("count once, however many calls were on their way", async () => {
    const { guard, clock } = aGuard();
    (await guard.enter())("accepted");
    const leaves = await Promise.all([guard.enter(), guard.enter(), guard.enter()]);
    for (const leave of leaves) leave(rejection);

    await expect(guard.enter()).rejects.toMatchObject({ retryAfterMs: 5 * minuteMs });
    clock.advanceMs(5 * minuteMs);
    await guard.enter();
  });

  it("are as good as new once they are accepted", async () => {
    const { guard, clock } = aGuard();
    (await guard.enter())(rejection);
    clock.advanceMs(5 * minuteMs);
    (await guard.enter())("accepted");
    (await guard.enter())(rejection);

    await expect(guard.enter()).rejects.toMatchObject({ retryAfterMs: 5 * minuteMs });
  });
});
