import { expect, it } from "vitest";

import { memoryAuditTrail } from "../../../shared/adapters/memory/memoryAuditTrail.ts";
import { resumeConnection } from "../../../shared/connections/resumeConnection.ts";
import { aPacingWorld, call, connection, permitOf, refusalOf } from "./pacingWorld.ts";

it("a parked connection that is resumed is tried by the next message, and the audit trail says by whom it was", async () => {
  const { states, clock, instance } = aPacingWorld();
  const audit = memoryAuditTrail();
  const resume = async () =>
    resumeConnection({ states, audit, clock, log: () => undefined }, connection, "an operator");
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
    { action: "connection.resumed", subject: connection, who: "an operator" },
  ]);
});
