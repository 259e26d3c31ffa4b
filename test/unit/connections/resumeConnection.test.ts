import { expect, it } from "vitest";

import { memoryAuditTrail } from "../../../shared/adapters/memory/memoryAuditTrail.ts";
import { resumeConnection } from "../../../shared/connections/resumeConnection.ts";
import { aPacingWorld, call, connection, permitOf, refusalOf } from "../pacing/pacingWorld.ts";

it("who waits for a parked connection asks every few minutes, so that a resume is no hour's wait", async () => {
  const { clock, instance } = aPacingWorld();
  const pacing = instance("one");
  for (const restMinutes of [5, 15, 30, 60, 60]) {
    await call(await permitOf(pacing), { code: "SERVICENOW_TOKEN_REFUSED" });
    const { fromMs, toMs } = await refusalOf(pacing);
    expect(fromMs).toBeGreaterThan(clock.nowMs() + 60_000);
    expect(toMs).toBeLessThanOrEqual(clock.nowMs() + 2 * 5 * 60_000);
    if (restMinutes > 5) expect(toMs).toBe(clock.nowMs() + 5 * 60_000);
    clock.advanceMs(restMinutes * 60_000);
  }
});

it("who waits for the end of a limit waits until then: nobody can end it by hand", async () => {
  const { clock, instance } = aPacingWorld();
  const pacing = instance("one");
  await call(await permitOf(pacing), { code: "SERVICENOW_RATE_LIMITED", retryAfterMs: 3_600_000 });
  expect(await refusalOf(pacing)).toMatchObject({ fromMs: clock.nowMs() + 3_600_000 });
});

it("a parked connection that is resumed is tried by the next message, and the audit trail says by whom it was", async () => {
  const { states, clock, instance } = aPacingWorld();
  const audit = memoryAuditTrail();
  const resume = async () =>
    resumeConnection({ states, audit, clock, log: () => undefined }, connection, {
      who: "an operator",
      reason: "the password is renewed",
    });
  await expect(resume()).rejects.toMatchObject({ code: "NOT_FOUND" });

  const pacing = instance("one");
  await call(await permitOf(pacing), { code: "SERVICENOW_TOKEN_REFUSED" });
  await refusalOf(pacing);
  expect(await resume()).toEqual({ connection, outcome: "resumed" });
  clock.advanceMs(1_000);
  await call(await permitOf(pacing));
  await Promise.all([permitOf(pacing), permitOf(pacing)]);

  expect(await resume()).toEqual({ connection, outcome: "notPaused" });
  expect((await audit.newest({ limit: 10 })).entries).toMatchObject([
    {
      action: "connection.resumed",
      subject: connection,
      who: "an operator",
      reason: "the password is renewed",
    },
  ]);
});

it("the instance that has resumed it tries it in the same moment", async () => {
  const { states, clock, instance } = aPacingWorld();
  const pacing = instance("one");
  await call(await permitOf(pacing), { code: "SERVICENOW_TOKEN_REFUSED" });
  clock.advanceMs(1_000);
  await refusalOf(pacing);
  const parts = { states, audit: memoryAuditTrail(), clock, log: () => undefined };
  await resumeConnection(parts, connection, { who: "an operator", reason: null });
  await refusalOf(pacing);

  pacing.lookAnew(connection);

  await call(await permitOf(pacing));
  await permitOf(pacing);
});
