import { describe, expect, it } from "vitest";

import { makeConnectionTokens } from "../../../shared/tokens/connectionTokens.ts";
import { aTokenWorld, dayMs, name, unobserved } from "../../support/tokens/tokenWorld.ts";

const person = { by: "password", userName: "u", password: "right" } as const;

/** A bridge for which somebody has signed in; the connection says 90 days. */
async function aSignedInWorld() {
  const world = aTokenWorld({ needsNobody: false, rotates: false });
  const tokens = world.instance();
  const startMs = world.clock.nowMs();
  await tokens.authorise(person, unobserved);
  return { ...world, tokens, inDays: (days: number) => new Date(startMs + days * dayMs).toISOString() };
}

describe("the lifespan that the partner says", () => {
  it("moves the end of the refresh token that is there, for every instance", async () => {
    const { tokens, instance, clock, inDays, log } = await aSignedInWorld();
    expect(await tokens.times()).toMatchObject({
      refreshEndsUtc: inDays(90),
      refreshLifespanFrom: "connection",
    });
    clock.advanceMs(5 * dayMs);
    await tokens.learnRefreshLifespan(30 * dayMs);

    expect(await instance().times()).toMatchObject({
      refreshSinceUtc: inDays(0),
      refreshEndsUtc: inDays(30),
      refreshLifespanFrom: "client",
    });
    expect(log.filter(({ event }) => event === "tokens.lifespanRead")).toEqual([
      { event: "tokens.lifespanRead", connection: name, lifespanMs: 30 * dayMs, refreshEndsUtc: inDays(30) },
    ]);
  });

  it("holds for the next one, too, and is written once", async () => {
    const { tokens, clock, inDays, partner, log } = await aSignedInWorld();
    for (const _time of [1, 2, 3]) await tokens.learnRefreshLifespan(30 * dayMs);
    expect(log.filter(({ event }) => event === "tokens.lifespanRead")).toHaveLength(1);

    clock.advanceMs(40 * dayMs);
    partner.refresh.endsAtMs = 0;
    await tokens.authorise(person, unobserved);
    expect((await tokens.times()).refreshEndsUtc).toBe(inDays(70));
  });

  it("leaves the end of a token as it was when it was first read: a client that is changed later changes later tokens", async () => {
    const { tokens, clock, inDays, partner } = await aSignedInWorld();
    await tokens.learnRefreshLifespan(30 * dayMs);
    await tokens.learnRefreshLifespan(365 * dayMs);
    expect((await tokens.times()).refreshEndsUtc).toBe(inDays(30));

    clock.advanceMs(29 * dayMs);
    partner.refresh.endsAtMs = 0;
    await tokens.authorise(person, unobserved);
    expect((await tokens.times()).refreshEndsUtc).toBe(inDays(29 + 365));
  });

  it("decides when a person is asked for", async () => {
    const { tokens, inDays } = await aSignedInWorld();
    expect(await tokens.renewAhead(unobserved)).toMatchObject({ kind: "nothingToDo" });
    await tokens.learnRefreshLifespan(20 * dayMs);
    expect(await tokens.renewAhead(unobserved)).toMatchObject({ kind: "needsPerson", byUtc: inDays(20) });
  });

  it("writes nothing where there are no tokens", async () => {
    const world = aTokenWorld({ needsNobody: false });
    await world.instance().learnRefreshLifespan(30 * dayMs);
    expect(await world.tokens()).toBeUndefined();
  });
});

it("a lifespan that somebody corrects in the connection moves the forecast, as long as the partner has said none", async () => {
  const { parts, tokens, inDays } = await aSignedInWorld();
  const corrected = makeConnectionTokens({
    ...parts,
    connection: { ...parts.connection, refreshTokenLifespanMs: 7 * dayMs },
  });
  expect((await corrected.times()).refreshEndsUtc).toBe(inDays(7));
  await tokens.learnRefreshLifespan(30 * dayMs);
  expect((await corrected.times()).refreshEndsUtc).toBe(inDays(30));
});
