import { describe, expect, it } from "vitest";

import { BridgeError } from "../../../shared/failures/bridgeError.ts";
import { makeConnectionTokens } from "../../../shared/tokens/connectionTokens.ts";
import { aTokenWorld, dayMs, unobserved } from "../../support/tokens/tokenWorld.ts";

const password = { by: "password", userName: "bridge.integration", password: "right" } as const;
const code = { by: "code", code: "c", codeVerifier: "v", redirectUri: "https://contoso.example/" } as const;
const endOf = async (world: ReturnType<typeof aTokenWorld>) => (await world.tokens())?.refresh?.endsUtc;

/** A connection for which somebody has signed in, so many days ago. */
async function signedIn(daysAgo: number, lifespanDays = 90) {
  const world = aTokenWorld({ needsNobody: false, refreshMs: lifespanDays * dayMs });
  const tokens = world.instance();
  await tokens.authorise(password, unobserved);
  const before = { refresh: (await world.tokens())?.refresh?.token ?? "", end: await endOf(world) };
  world.clock.advanceMs(daysAgo * dayMs);
  return { world, tokens, before };
}

describe("a refresh token that the partner gives again", () => {
  it("is left alone as long as it lives for long", async () => {
    const { world, tokens, before } = await signedIn(40);
    expect(await tokens.authorise(password, unobserved)).toEqual({ isWantedAgain: false });
    expect(await tokens.authorise(code, unobserved)).toEqual({ isWantedAgain: false });

    expect(await endOf(world)).toBe(before.end);
    expect(world.revoked).toEqual([]);
  });

  it("is left alone in the first half of a short life", async () => {
    const { world, tokens } = await signedIn(4, 10);
    expect(await tokens.authorise(code, unobserved)).toEqual({ isWantedAgain: false });
    world.clock.advanceMs(2 * dayMs);
    expect(await tokens.authorise(code, unobserved)).toEqual({ isWantedAgain: true });
  });

  it("and ends soon is replaced with the password that is there for that", async () => {
    const { world, tokens, before } = await signedIn(70);
    expect(await tokens.authorise(password, unobserved)).toEqual({ isWantedAgain: false });

    expect(world.revoked).toContain(before.refresh);
    expect((await world.tokens())?.refresh).toMatchObject({
      endsUtc: new Date(world.clock.nowMs() + 90 * dayMs).toISOString(),
    });
    expect(await tokens.header(unobserved)).toMatch(/^Bearer access-/);
  });

  it("and ends soon stays as it is until somebody signs in once more, which replaces it", async () => {
    const { world, tokens, before } = await signedIn(70);
    expect(await tokens.authorise(code, unobserved)).toEqual({ isWantedAgain: true });
    expect(world.revoked).toEqual([]);
    expect(await endOf(world)).toBe(before.end);

    const again = await tokens.authorise(code, unobserved, undefined, { replaces: true });
    expect(again).toEqual({ isWantedAgain: false });
    expect(world.revoked).toContain(before.refresh);
    expect((await world.tokens())?.refresh?.token).not.toBe(before.refresh);
  });

  it("and ends soon is not revoked for somebody who is the wrong one", async () => {
    const { world, tokens, before } = await signedIn(70);
    const wrong = () => Promise.reject(new BridgeError("CONNECTION_WRONG_ACCOUNT", "maria.keller"));
    for (const request of [password, code]) {
      await expect(tokens.authorise(request, unobserved, wrong)).rejects.toMatchObject({
        code: "CONNECTION_WRONG_ACCOUNT",
      });
    }
    expect(world.revoked).not.toContain(before.refresh);
    expect((await world.tokens())?.refresh?.token).toBe(before.refresh);
  });

  it.each([
    ["the wrong one signs in", "CONNECTION_WRONG_ACCOUNT"],
    ["ServiceNow does not answer", "SERVICENOW_UNREACHABLE"],
  ] as const)("and was revoked has ended, if %s then", async (_what, refusal) => {
    const { world, tokens, before } = await signedIn(70);
    await tokens.authorise(code, unobserved);
    const refuse = () => Promise.reject(new BridgeError(refusal, "no"));
    await expect(tokens.authorise(code, unobserved, refuse, { replaces: true })).rejects.toMatchObject({
      code: refusal,
    });

    expect(world.revoked).toContain(before.refresh);
    const revokedUtc = new Date(world.clock.nowMs()).toISOString();
    expect(await tokens.times()).toMatchObject({ isAuthorised: true, refreshEndsUtc: revokedUtc });
    world.clock.advanceMs(dayMs);
    expect(await tokens.renewAhead(unobserved)).toMatchObject({
      kind: "needsPerson",
      code: "REFRESH_TOKEN_INVALID",
    });
    // Whoever signs in after all puts everything right.
    await tokens.authorise(code, unobserved, undefined, { replaces: true });
    expect((await tokens.times()).refreshEndsUtc).toBe(
      new Date(world.clock.nowMs() + 90 * dayMs).toISOString(),
    );
  });

  it("although it was revoked keeps its end", async () => {
    const { world, tokens, before } = await signedIn(70);
    const deaf = makeConnectionTokens({
      ...world.parts,
      issuer: { ...world.parts.issuer, revoke: () => Promise.resolve() },
    });
    await deaf.authorise(code, unobserved, undefined, { replaces: true });
    expect((await tokens.times()).refreshEndsUtc).toBe(before.end);
  });
});
