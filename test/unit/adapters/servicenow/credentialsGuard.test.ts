import { describe, expect, it } from "vitest";
import { credentialsGuard } from "../../../../shared/adapters/servicenow/credentialsGuard.ts";
import { BridgeError } from "../../../../shared/failures/bridgeError.ts";

const rejection = { rejectedBy: new BridgeError("SERVICENOW_CREDENTIALS_REJECTED", "401: no") };

/** Whether the promise is settled once everything that can go on has gone on. */
async function isWaiting(promise: Promise<unknown>): Promise<boolean> {
  const waits = Symbol("waits");
  const turn = new Promise((resolve) => setImmediate(resolve, waits));
  return (await Promise.race([promise.catch(() => undefined), turn])) === waits;
}

describe("credentials that nobody has accepted yet", () => {
  it("go one call at a time", async () => {
    const guard = credentialsGuard();
    const leave = await guard.enter();
    const second = guard.enter();
    const third = guard.enter();

    expect(await isWaiting(second)).toBe(true);
    leave("accepted");
    await Promise.all([second, third]);
  });

  it("go on one at a time after a call that could not tell", async () => {
    const guard = credentialsGuard();
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
    const guard = credentialsGuard();
    const leave = await guard.enter();
    const waiting = [guard.enter(), guard.enter()];
    leave(rejection);

    for (const call of waiting) await expect(call).rejects.toBe(rejection.rejectedBy);
  });

  it("go one call at a time again", async () => {
    const guard = credentialsGuard();
    (await guard.enter())("accepted");
    const leaves = await Promise.all([guard.enter(), guard.enter()]);
    for (const leave of leaves) leave(rejection);

    await guard.enter();
    expect(await isWaiting(guard.enter())).toBe(true);
  });

  it("are as good as new once they are accepted", async () => {
    const guard = credentialsGuard();
    (await guard.enter())(rejection);
    (await guard.enter())("accepted");
    await Promise.all([guard.enter(), guard.enter()]);
  });
});
