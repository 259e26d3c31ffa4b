import { describe, expect, it } from "vitest";

import { BridgeError } from "../../../shared/failures/bridgeError.ts";
import type { ErrorCode } from "../../../shared/failures/catalogue.ts";
import { aDeliveryWorld } from "../../support/builders/deliveryWorld.ts";

const secretGone = new BridgeError("SECRET_MISSING", "the store has no such secret");

/** A world in which only who looks anew sees what has become of the connection. */
function aWorld() {
  const world = aDeliveryWorld();
  const { gateways } = world.parts;
  const now = { is: undefined as ErrorCode | undefined };
  let looks = 0;
  Object.assign(world.parts, {
    gateways: async (name: string, mostAgeMs?: number) => {
      if (mostAgeMs === undefined) return gateways(name);
      looks += 1;
      if (now.is !== undefined) throw new BridgeError(now.is, "as it is now");
      return gateways(name);
    },
  });
  return { ...world, now, looks: () => looks };
}

describe("messages of a connection that is removed while they are at work", () => {
  it("become dead letters at once that say so: those that met the refusal, and those that wait for it to pass", async () => {
    const { accept, deliverVisible, deadLetters, partner, now } = aWorld();
    await accept();
    await accept({ alertId: "another" });
    partner.refuses("create", secretGone);
    now.is = "CONNECTION_MISSING";
    expect(await deliverVisible()).toMatchObject([
      { kind: "deadLettered", code: "CONNECTION_MISSING" },
      { kind: "deadLettered", code: "CONNECTION_MISSING" },
    ]);
    expect(partner.calls).toEqual(["create"]);
    expect(deadLetters()).toHaveLength(2);
  });

  it("come back soon while it is being taken apart", async () => {
    const { accept, deliverVisible, partner, now } = aWorld();
    await accept();
    await accept({ alertId: "another" });
    partner.refuses("create", secretGone);
    now.is = "CONNECTION_INCOMPLETE";
    expect(await deliverVisible()).toMatchObject([
      { kind: "retrying", code: "SECRET_MISSING", delayMs: 10_000 },
      { kind: "putBack", code: "SECRET_MISSING", delayMs: 10_000 },
    ]);
  });

  it("wait out the rest if it is still there, or if nobody can say", async () => {
    for (const is of [undefined, "STORAGE_UNAVAILABLE"] as const) {
      const { accept, deliverVisible, partner, now } = aWorld();
      await accept();
      partner.refuses("create", secretGone);
      now.is = is;
      const [outcome] = await deliverVisible();
      expect(outcome).toMatchObject({ kind: "retrying", code: "SECRET_MISSING" });
      expect(outcome).toHaveProperty("delayMs", 300_000);
    }
  });

  it("do not look for it where its instance is only away", async () => {
    const { accept, deliverVisible, partner, looks } = aWorld();
    await accept();
    partner.refuses("create", new BridgeError("SERVICENOW_UNREACHABLE", "connect ECONNREFUSED"));
    expect(await deliverVisible()).toMatchObject([{ kind: "retrying" }]);
    expect(looks()).toBe(0);
  });
});
