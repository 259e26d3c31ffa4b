import { describe, expect, it } from "vitest";

import type { ErrorCode } from "../../../shared/failures/catalogue.ts";
import { aPacingWorld, call, connection, permitOf, refusalOf } from "./pacingWorld.ts";

/** A connection that rests for that reason. */
async function resting(code: ErrorCode) {
  const world = aPacingWorld();
  const pacing = world.instance("one");
  await call(await permitOf(pacing), { code });
  return { ...world, pacing };
}

describe("somebody who wants to know now whether a connection goes", () => {
  it.each<ErrorCode>(["SERVICENOW_UNAVAILABLE", "SERVICENOW_HIBERNATING", "SERVICENOW_UNREACHABLE"])(
    "need not wait for the end of a rest after %s, as messages do",
    async (code) => {
      const { pacing } = await resting(code);
      await refusalOf(pacing);
      expect(await pacing.ask(connection, "ordinary", "byHand")).toMatchObject({ kind: "permit" });
    },
  );

  it("ends the rest for everybody if it goes well", async () => {
    const { pacing, state, instance } = await resting("SERVICENOW_UNAVAILABLE");
    const permit = await pacing.ask(connection, "ordinary", "byHand");
    if (permit.kind === "notNow") throw new Error(permit.because);
    await call(permit);
    expect((await state())?.pause).toBeUndefined();
    await permitOf(pacing);
    await permitOf(instance("other"));
  });

  it.each<ErrorCode>([
    "SERVICENOW_CREDENTIALS_REJECTED",
    "SERVICENOW_TOKEN_REFUSED",
    "SERVICENOW_RATE_LIMITED",
  ])("waits as everybody does after %s: more calls would make it worse", async (code) => {
    const { pacing } = await resting(code);
    expect(await pacing.ask(connection, "ordinary", "byHand")).toMatchObject({ kind: "notNow", code });
  });
});
