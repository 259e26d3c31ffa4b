import { describe, expect, it } from "vitest";
import { BridgeError } from "../../../shared/failures/bridgeError.ts";
import type { CredentialsVerdict } from "../../../shared/tokens/authorizer.ts";
import { makeBasicTokens } from "../../../shared/tokens/basicTokens.ts";
import { aTokenWorld, minuteMs, unobserved } from "../../support/tokens/tokenWorld.ts";

const rejected = new BridgeError("SERVICENOW_CREDENTIALS_REJECTED", "401: no");
const isRejected = expect.objectContaining({ code: "SERVICENOW_CREDENTIALS_REJECTED" }) as unknown;

/** Instances that all show one password to an account that has another one, or the same. */
function aBasicWorld(right: string) {
  const world = aTokenWorld();
  const shown = { password: "right" };
  const calls: string[] = [];
  const connection = { ...world.parts.connection, instanceUrl: "https://contoso.service-now.com" };
  const instance = () => {
    const tokens = makeBasicTokens({
      ...world.parts,
      connection,
      userName: "azure.bridge",
      password: () => Promise.resolve(shown.password),
    });
    return {
      tokens,
      /** One call of the API. */
      call: async (): Promise<void> => {
        const header = await tokens.header(unobserved);
        calls.push(header);
        const isGood = Buffer.from(header.slice(6), "base64").toString() === `azure.bridge:${right}`;
        const verdict: CredentialsVerdict = isGood ? "accepted" : { rejectedBy: rejected };
        await tokens.judged?.(verdict);
        if (!isGood) throw rejected;
      },
    };
  };
  return { ...world, calls, account: shown, instance };
}

describe("a password over Basic authentication", () => {
  it("that is wrong is shown once by all instances together, and by none that begins later", async () => {
    const world = aBasicWorld("another");
    const instances = Array.from({ length: 10 }, world.instance);
    const results = await Promise.allSettled(instances.map(({ call }) => call()));
    expect(results.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => "rejected"));
    await expect(world.instance().call()).rejects.toEqual(isRejected);
    expect(world.calls).toHaveLength(1);
  });

  it("is tried anew where what is known of it cannot be opened any more", async () => {
    const world = aBasicWorld("right");
    await world.instance().call();
    world.stored.isUnreadable = true;
    await world.instance().call();
    await world.instance().call();
    expect(world.stored.isUnreadable).toBe(false);
  });

  it("that is wrong is shown once more when the connection's rest is over, and at once when it has changed", async () => {
    const world = aBasicWorld("another");
    await expect(world.instance().call()).rejects.toEqual(isRejected);
    world.rest.untilUtc = new Date(world.clock.nowMs() + 5 * minuteMs).toISOString();
    world.clock.advanceMs(5 * minuteMs);
    await expect(world.instance().call()).rejects.toEqual(isRejected);
    await expect(world.instance().call()).rejects.toEqual(isRejected);
    expect(world.calls).toHaveLength(2);
    world.account.password = "another";
    await world.instance().call();
    expect(world.calls).toHaveLength(3);
  });

  it("that one instance has found to be good is shown by the others without waiting for each other", async () => {
    const world = aBasicWorld("right");
    await world.instance().call();
    const { tokens } = world.instance();
    await tokens.header(unobserved);
    // Nobody holds a turn that another one would have to wait for.
    expect(await world.memory.lease("contoso", 15_000)).toBeDefined();
  });

  it("stops being good for all when it is rejected", async () => {
    const world = aBasicWorld("right");
    const one = world.instance();
    await one.call();
    await one.tokens.header(unobserved);
    await one.tokens.judged?.({ rejectedBy: rejected });
    await expect(world.instance().call()).rejects.toEqual(isRejected);
    await expect(one.call()).rejects.toEqual(isRejected);
  });

  it("is said to be on its way out, once", async () => {
    const world = aBasicWorld("right");
    const { call } = world.instance();
    await call();
    await call();
    const said = world.log.filter(({ event }) => event === "connection.basicAuthentication");
    expect(said).toEqual([
      expect.objectContaining({ warning: expect.stringContaining("retiring") as unknown }),
    ]);
  });
});
