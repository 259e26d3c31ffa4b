import { describe, expect, it } from "vitest";
import { BridgeError } from "../../../shared/failures/bridgeError.ts";
import { aTokenWorld, dayMs, minuteMs, name, unobserved } from "../../support/tokens/tokenWorld.ts";

const code = (value: string) => expect.objectContaining({ code: value }) as unknown;
const refusedCode = "SERVICENOW_TOKEN_REFUSED";

describe("an access token", () => {
  it("is asked for once by a thousand senders in five instances, and again when it ends", async () => {
    const world = aTokenWorld();
    const instances = Array.from({ length: 5 }, world.instance);
    const all = () =>
      Promise.all(
        instances.flatMap((tokens) => Array.from({ length: 200 }, async () => tokens.header(unobserved))),
      );
    expect(new Set(await all())).toEqual(new Set(["Bearer access-1"]));
    expect(world.by()).toEqual(["grant"]);

    world.clock.advanceMs(31 * minuteMs);
    expect(new Set(await all())).toEqual(new Set(["Bearer access-3"]));
    expect(world.by()).toEqual(["grant", "refreshToken"]);
  });

  it("that another instance has got is used by a process that has just begun", async () => {
    const world = aTokenWorld();
    await world.instance().header(unobserved);
    await world.instance().header(unobserved);
    expect(world.asked).toHaveLength(1);
  });

  it("is waited for while another instance asks; if that one died, somebody else asks when its turn is over", async () => {
    const world = aTokenWorld();
    await world.memory.lease(name, 45_000);
    const startedMs = world.clock.nowMs();
    expect(await world.instance().header(unobserved)).toBe("Bearer access-1");
    expect(world.clock.nowMs() - startedMs).toBeGreaterThanOrEqual(45_000);
    expect(world.asked).toHaveLength(1);
  });

  it("is not waited for without end", async () => {
    const world = aTokenWorld();
    const held: typeof world.store.lease = () => Promise.resolve(undefined);
    Object.assign(world.store, { lease: held });
    await expect(world.instance().header(unobserved)).rejects.toEqual(code("CONNECTION_BUSY"));
    expect(world.asked).toEqual([]);
  });

  it("that is given again ahead of its end is used up to that, and no instance asks before", async () => {
    const world = aTokenWorld();
    const [one, other] = [world.instance(), world.instance()];
    await one.header(unobserved);
    world.clock.advanceMs(30 * minuteMs - 20_000);
    expect(await one.header(unobserved)).toBe("Bearer access-1");
    expect(await one.header(unobserved)).toBe("Bearer access-1");
    expect(await other.header(unobserved)).toBe("Bearer access-1");
    expect(world.by()).toEqual(["grant", "refreshToken"]);
    world.clock.advanceMs(20_000);
    expect(await other.header(unobserved)).toBe("Bearer access-3");
  });

  it("that is still good is used while nobody can be asked for another", async () => {
    const world = aTokenWorld();
    const tokens = world.instance();
    await tokens.header(unobserved);
    world.clock.advanceMs(30 * minuteMs - 20_000);
    world.partner.isAway = true;
    expect(await tokens.header(unobserved)).toBe("Bearer access-1");
    expect(world.log).toContainEqual(expect.objectContaining({ event: "tokens.notRenewed" }));
    world.clock.advanceMs(20_000);
    await expect(tokens.header(unobserved)).rejects.toEqual(code("SERVICENOW_UNREACHABLE"));
  });

  it("is used up to its end while the store is away", async () => {
    const world = aTokenWorld();
    const tokens = world.instance();
    await tokens.header(unobserved);
    world.stored.isAway = true;
    world.clock.advanceMs(30 * minuteMs - 1);
    expect(await tokens.header(unobserved)).toBe("Bearer access-1");
    world.clock.advanceMs(1);
    await expect(tokens.header(unobserved)).rejects.toEqual(code("STORAGE_UNAVAILABLE"));
    expect(world.asked).toHaveLength(1);
  });

  it("that could not be stored is used, and stored before anybody asks again", async () => {
    const world = aTokenWorld({ rotates: true });
    const tokens = world.instance();
    world.partner.onRequest = async () => void (world.stored.isAway = true);
    expect(await tokens.header(unobserved)).toBe("Bearer access-1");
    expect(world.log).toContainEqual(expect.objectContaining({ event: "tokens.notSaved" }));
    world.partner.onRequest = async () => undefined;
    world.stored.isAway = false;
    world.clock.advanceMs(31 * minuteMs);
    await tokens.header(unobserved);
    expect(world.by()).toEqual(["grant", "refreshToken"]);
  });
});

describe("a token that was rejected", () => {
  it("gives way to the one that another instance has got", async () => {
    const world = aTokenWorld({ givesNewTokens: true });
    const [one, other] = [world.instance(), world.instance()];
    const rejected = await one.header(unobserved);
    const newer = await other.renewedHeader(rejected, unobserved);
    expect(newer).not.toBe(rejected);
    expect(await one.renewedHeader(rejected, unobserved)).toBe(newer);
    expect(world.asked).toHaveLength(2);
  });

  it("and is given again is not worth a repeat, and nobody uses it any more", async () => {
    const world = aTokenWorld();
    const tokens = world.instance();
    const rejected = await tokens.header(unobserved);
    expect(await tokens.renewedHeader(rejected, unobserved)).toBeUndefined();
    expect((await world.tokens())?.access).toBeUndefined();
    expect((await world.tokens())?.refresh).toBeDefined();
  });
});

describe("a refresh token", () => {
  it("ends a lifespan after it was first seen, however often it is used", async () => {
    const world = aTokenWorld({ needsNobody: false });
    const tokens = world.instance();
    await tokens.authorise({ by: "password", userName: "u", password: "right" }, unobserved);
    const first = (await tokens.times()).refreshEndsUtc;
    expect(first).toBe(new Date(world.clock.nowMs() + 90 * dayMs).toISOString());
    world.clock.advanceMs(10 * dayMs);
    await tokens.header(unobserved);
    expect((await tokens.times()).refreshEndsUtc).toBe(first);
  });

  it("of a server that rotates is followed, and the former is left alone: to revoke it could end its whole family", async () => {
    const world = aTokenWorld({ rotates: true });
    const tokens = world.instance();
    await tokens.header(unobserved);
    for (let renewals = 0; renewals < 2; renewals += 1) {
      world.clock.advanceMs(31 * minuteMs);
      await tokens.header(unobserved);
    }
    expect(world.by()).toEqual(["grant", "refreshToken", "refreshToken"]);
    expect((await world.tokens())?.refresh?.token).toBe(world.partner.refresh.token);
    expect(world.revoked).toEqual([]);
  });

  it("of a former sign-in is revoked only once the new one has worked", async () => {
    const world = aTokenWorld({ rotates: true, needsNobody: false });
    const tokens = world.instance();
    const person = { by: "password", userName: "u", password: "right" } as const;
    await tokens.authorise(person, unobserved);
    const first = world.partner.refresh.token;
    await tokens.authorise(person, unobserved);
    expect((await world.tokens())?.formerRefreshToken).toBe(first);
    expect(world.revoked).toEqual([]);
    world.clock.advanceMs(31 * minuteMs);
    await tokens.header(unobserved);
    expect(world.revoked).toEqual([first]);
    expect((await world.tokens())?.formerRefreshToken).toBeUndefined();
  });

  it("that has ended is replaced by itself where the grant needs nobody", async () => {
    const world = aTokenWorld();
    const tokens = world.instance();
    await tokens.header(unobserved);
    world.clock.advanceMs(91 * dayMs);
    await tokens.header(unobserved);
    expect(world.by()).toEqual(["grant", "refreshToken", "grant"]);
    expect((await tokens.times()).refused).toBeNull();
  });

  it("that is refused where only a person can get another is kept: the client's secret may be the reason", async () => {
    const world = aTokenWorld({ needsNobody: false });
    const tokens = world.instance();
    await tokens.authorise({ by: "password", userName: "u", password: "right" }, unobserved);
    world.clock.advanceMs(31 * minuteMs);
    world.right.secret = "s2";
    await expect(tokens.header(unobserved)).rejects.toEqual(code("REFRESH_TOKEN_INVALID"));
    await expect(world.instance().header(unobserved)).rejects.toEqual(code("REFRESH_TOKEN_INVALID"));
    expect(world.asked).toHaveLength(2);

    world.shown.secret = "s2";
    expect(await world.instance().header(unobserved)).toMatch(/^Bearer /);
    expect(world.asked).toHaveLength(3);
  });

  it("that nobody has got yet is asked for of a person, and the partner is asked for nothing", async () => {
    const world = aTokenWorld({ needsNobody: false });
    await expect(world.instance().header(unobserved)).rejects.toEqual(code("CONNECTION_UNAUTHORISED"));
    expect(world.asked).toEqual([]);
  });
});

describe("credentials that are refused", () => {
  it("are shown once, whatever instance is asked, and however often it begins anew", async () => {
    const world = aTokenWorld();
    world.right.password = "changed";
    for (let tries = 0; tries < 10; tries += 1) {
      await expect(world.instance().header(unobserved)).rejects.toEqual(code(refusedCode));
    }
    expect(world.by()).toEqual(["grant"]);
  });

  it("are shown twice if a refresh token is refused first, then once whenever the connection's rest is over", async () => {
    const world = aTokenWorld();
    const tokens = world.instance();
    await tokens.header(unobserved);
    world.right.password = "changed";
    world.partner.refresh.token = "revoked by somebody";
    world.clock.advanceMs(31 * minuteMs);
    for (let tries = 0; tries < 5; tries += 1) {
      await expect(world.instance().header(unobserved)).rejects.toEqual(code(refusedCode));
    }
    expect(world.by()).toEqual(["grant", "refreshToken", "grant"]);

    for (const restMs of [5, 15, 30].map((minutes) => minutes * minuteMs)) {
      world.rest.untilUtc = new Date(world.clock.nowMs() + restMs).toISOString();
      const before = world.asked.length;
      world.clock.advanceMs(restMs - 1);
      await expect(world.instance().header(unobserved)).rejects.toEqual(code(refusedCode));
      expect(world.asked).toHaveLength(before);
      world.clock.advanceMs(1);
      await expect(world.instance().header(unobserved)).rejects.toEqual(code(refusedCode));
      await expect(world.instance().header(unobserved)).rejects.toEqual(code(refusedCode));
      expect(world.by().slice(before)).toEqual(["grant"]);
    }
  });

  it("are shown at once when they have changed, and when somebody ends the rest by hand", async () => {
    const world = aTokenWorld();
    world.right.password = "changed";
    const header = () => world.instance().header(unobserved);
    await expect(header()).rejects.toEqual(code(refusedCode));
    world.clock.advanceMs(1_000);
    world.rest.untilUtc = new Date(world.clock.nowMs()).toISOString();
    await expect(header()).rejects.toEqual(code(refusedCode));
    await expect(header()).rejects.toEqual(code(refusedCode));
    expect(world.asked).toHaveLength(2);
    world.shown.password = "changed";
    expect(await header()).toBe("Bearer access-1");
    expect((await world.tokens())?.refused).toBeUndefined();
  });

  it("count as refused while nobody knows, if processes die over them", async () => {
    const world = aTokenWorld();
    world.partner.onRequest = () => Promise.reject(new Error("killed"));
    const begin = async () => world.instance().header(unobserved);
    for (let tries = 0; tries < 6; tries += 1) await begin().catch(() => undefined);
    expect(world.asked).toHaveLength(2);
    world.partner.onRequest = async () => undefined;
    world.clock.advanceMs(5 * minuteMs);
    expect(await world.instance().header(unobserved)).toBe("Bearer access-1");
  });

  it("by a person four times within a quarter of an hour are not shown a fifth time", async () => {
    const world = aTokenWorld({ needsNobody: false });
    const sign = (password: string) =>
      world.instance().authorise({ by: "password", userName: "u", password }, unobserved);
    for (const typo of ["a", "b", "c", "d"]) await expect(sign(typo)).rejects.toEqual(code(refusedCode));
    await expect(sign("right")).rejects.toMatchObject({
      detail: expect.stringMatching(/would lock/) as unknown,
    });
    expect(world.asked).toHaveLength(4);
    world.clock.advanceMs(15 * minuteMs);
    await sign("right");
    expect(await world.instance().header(unobserved)).toBe("Bearer access-1");
  });
});

describe("signing in anew", () => {
  it("takes the place of what was there, which is revoked once the new refresh token has worked", async () => {
    const world = aTokenWorld({ needsNobody: false, rotates: true });
    const tokens = world.instance();
    const sign = () => tokens.authorise({ by: "password", userName: "u", password: "right" }, unobserved);
    await sign();
    const former = world.partner.refresh.token;
    await sign();
    expect(world.revoked).toEqual([]);
    world.clock.advanceMs(31 * minuteMs);
    await tokens.header(unobserved);
    expect(world.revoked).toEqual([former]);
  });

  it("and once more brings the same: that has not worked by it yet, and what it took the place of stays", async () => {
    const world = aTokenWorld({ needsNobody: false });
    const tokens = world.instance();
    const sign = () => tokens.authorise({ by: "password", userName: "u", password: "right" }, unobserved);
    await sign();
    const former = world.partner.refresh.token;
    world.partner.refresh = { ...world.partner.refresh, token: "of-another-sign-in" };
    await sign();
    await sign();
    expect(world.revoked).toEqual([]);
    world.clock.advanceMs(31 * minuteMs);
    await tokens.header(unobserved);
    expect(world.revoked).toEqual([former]);
  });

  it("is undone if the tokens are not what was wanted, and what was there goes on", async () => {
    const world = aTokenWorld({ needsNobody: false, rotates: true, givesNewTokens: true });
    const tokens = world.instance();
    const wish = { by: "password", userName: "u", password: "right" } as const;
    await tokens.authorise(wish, unobserved);
    const before = await world.tokens();
    const refused = tokens.authorise(wish, unobserved, () =>
      Promise.reject(new BridgeError("CONNECTION_WRONG_ACCOUNT", "somebody else")),
    );
    await expect(refused).rejects.toEqual(code("CONNECTION_WRONG_ACCOUNT"));
    expect(world.revoked).toEqual([world.partner.refresh.token, world.partner.access.token]);
    expect(await world.tokens()).toEqual(before);
  });
});

describe("the timer", () => {
  it("renews what ends soon, and says what it did", async () => {
    const world = aTokenWorld({ givesNewTokens: true });
    const tokens = world.instance();
    const renew = () => tokens.renewAhead(unobserved);
    expect(await renew()).toEqual({ kind: "renewed", what: "accessToken" });
    expect(await renew()).toEqual({ kind: "nothingToDo", because: "good" });
    world.clock.advanceMs(21 * minuteMs);
    expect(await renew()).toEqual({ kind: "renewed", what: "accessToken" });
    expect(world.asked).toHaveLength(2);
  });

  it("does not ask again and again for a token that is given again", async () => {
    const world = aTokenWorld();
    const tokens = world.instance();
    await tokens.renewAhead(unobserved);
    world.clock.advanceMs(21 * minuteMs);
    for (let runs = 0; runs < 3; runs += 1) {
      expect(await tokens.renewAhead(unobserved)).toEqual({ kind: "nothingToDo", because: "sameToken" });
    }
    expect(world.asked).toHaveLength(2);
  });

  it("tries the grant once a day before the refresh token ends, and forecasts that it will not do", async () => {
    const world = aTokenWorld();
    const tokens = world.instance();
    await tokens.renewAhead(unobserved);
    const byUtc = (await tokens.times()).refreshEndsUtc;
    world.right.password = "changed";
    world.clock.advanceMs(84 * dayMs);
    expect(await tokens.renewAhead(unobserved)).toMatchObject({
      kind: "needsPerson",
      byUtc,
      code: refusedCode,
    });
    expect(await tokens.renewAhead(unobserved)).toMatchObject({
      kind: "needsPerson",
      byUtc,
      code: refusedCode,
    });
    expect(world.by()).toEqual(["grant", "refreshToken", "grant"]);
    // What is there goes on working.
    world.clock.advanceMs(dayMs - minuteMs);
    expect(await tokens.header(unobserved)).toMatch(/^Bearer /);
    world.shown.password = "changed";
    world.clock.advanceMs(minuteMs);
    expect(await tokens.renewAhead(unobserved)).toEqual({ kind: "nothingToDo", because: "sameToken" });
  });

  it("asks for a person thirty days before a refresh token ends that only a person can replace", async () => {
    const world = aTokenWorld({ needsNobody: false });
    const tokens = world.instance();
    expect(await tokens.renewAhead(unobserved)).toMatchObject({
      kind: "needsPerson",
      byUtc: null,
      code: "CONNECTION_UNAUTHORISED",
    });
    await tokens.authorise({ by: "password", userName: "u", password: "right" }, unobserved);
    const byUtc = (await tokens.times()).refreshEndsUtc;
    world.clock.advanceMs(59 * dayMs);
    expect(await tokens.renewAhead(unobserved)).toMatchObject({ kind: "renewed" });
    world.clock.advanceMs(dayMs);
    expect(await tokens.renewAhead(unobserved)).toMatchObject({ kind: "needsPerson", byUtc });
  });
});

describe("a connection that is removed", () => {
  it("has its tokens revoked and forgotten", async () => {
    const world = aTokenWorld();
    const tokens = world.instance();
    await tokens.header(unobserved);
    expect(await tokens.forget(unobserved)).toEqual({ revoked: 2, notRevoked: [] });
    expect(world.revoked).toEqual(["access-1", "refresh-2"]);
    expect(await world.tokens()).toBeUndefined();
  });
});

describe("tokens that cannot be opened", () => {
  const unreadable = { needsNobody: false, refreshMs: 90 * dayMs };
  const signIn = { by: "password", userName: "bridge.integration", password: "right" } as const;

  it("are replaced by a person who signs in anew", async () => {
    const world = aTokenWorld(unreadable);
    await world.instance().authorise(signIn, unobserved);
    world.stored.isUnreadable = true;
    const restarted = world.instance();
    await expect(restarted.header(unobserved)).rejects.toEqual(code("SECRET_UNREADABLE"));
    await expect(restarted.renewAhead(unobserved)).rejects.toEqual(code("SECRET_UNREADABLE"));
    expect(world.stored.isUnreadable).toBe(true);

    const { isWantedAgain } = await restarted.authorise(signIn, unobserved);
    expect(isWantedAgain).toBe(false);
    expect(await world.instance().header(unobserved)).toBe("Bearer access-1");
    // It was given again, and nobody knows how old it is.
    expect(world.revoked).toContain("refresh-2");
    expect((await world.tokens())?.refresh?.token).toBe("refresh-3");
    expect(world.log).toContainEqual(
      expect.objectContaining({ event: "tokens.unreadableReplaced", connection: name }),
    );
  });

  it("stay as they are if nothing is asked for, so that the former key may open them again", async () => {
    const world = aTokenWorld(unreadable);
    await world.instance().authorise(signIn, unobserved);
    world.stored.isUnreadable = true;
    Object.assign(world.parts.issuer, {
      fingerprint: () => Promise.reject(new BridgeError("SECRET_MISSING", "client secret")),
    });
    await expect(world.instance().authorise(signIn, unobserved)).rejects.toEqual(code("SECRET_MISSING"));
    world.stored.isUnreadable = false;
    expect(await world.instance().header(unobserved)).toBe("Bearer access-1");
  });

  it.each(["header", "renewAhead"] as const)(
    "are replaced by %s where the grant needs nobody, by one instance, which says so",
    async (way) => {
      const world = aTokenWorld();
      await world.instance().header(unobserved);
      world.stored.isUnreadable = true;
      await Promise.all([world.instance(), world.instance()].map(async (one) => one[way](unobserved)));
      expect(world.by()).toEqual(["grant", "grant"]);
      expect(world.log.filter(({ event }) => event === "tokens.unreadableReplaced")).toHaveLength(1);
      expect(await world.tokens()).toMatchObject({ access: { token: "access-1" } });
    },
  );

  it("are no reason to say that a connection is not authorised whose grant needs nobody", async () => {
    const world = aTokenWorld();
    world.stored.isUnreadable = true;
    expect(await world.instance().times()).toMatchObject({ isAuthorised: true, accessEndsUtc: null });
  });

  it("are removed with their connection, and said not to be revoked", async () => {
    const world = aTokenWorld(unreadable);
    await world.instance().authorise(signIn, unobserved);
    world.stored.isUnreadable = true;
    expect(await world.instance().forget(unobserved)).toEqual({
      revoked: 0,
      notRevoked: [{ code: "SECRET_UNREADABLE", detail: "sealed under another key" }],
    });
    expect(world.stored.isUnreadable).toBe(false);
    expect(await world.tokens()).toBeUndefined();
  });
});
