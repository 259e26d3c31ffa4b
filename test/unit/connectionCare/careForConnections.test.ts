import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { careForConnections } from "../../../shared/connectionCare/careForConnections.ts";
import { makeCareOrder } from "../../../shared/connectionCare/careOrder.ts";
import { makeForgetRemoved } from "../../../shared/connectionCare/forgetRemoved.ts";
import { syncConnection } from "../../../shared/connectionCare/syncConnection.ts";
import { accessIdentity } from "../../../shared/connections/accessIdentity.ts";
import { BridgeError } from "../../../shared/failures/bridgeError.ts";
import { careWorld, dayMs, someTimes } from "../../support/builders/careWorld.ts";
import { aSignedInConnection } from "../../support/builders/connections.ts";

function aCare() {
  const world = careWorld();
  const { parts } = world;
  const late: (() => void)[] = [];
  return {
    ...world,
    /** Lets the time run out for whoever is still being waited for. */
    timeUp: () => late.splice(0).forEach((run) => run()),
    care: () =>
      careForConnections({
        ...parts,
        sync: (name) => syncConnection(parts, name),
        schedule: (_delayMs, run) => {
          late.push(run);
          return () => late.splice(late.indexOf(run), 1);
        },
        order: makeCareOrder(),
        forgetRemoved: makeForgetRemoved(),
        longestMs: 30_000,
        longestRunMs: 100_000,
      }),
  };
}

const refreshEnding = (endsUtc: string) =>
  someTimes({ refreshSinceUtc: "2026-01-01T00:00:00.000Z", refreshEndsUtc: endsUtc });

describe("looking after connections", () => {
  it("warns of an end 30, 7 and 1 days before and when it has come, each time once, and measures it each time", async () => {
    const { care, clock, behaviour, events, utc, put } = aCare();
    put({ state: "ready" });
    const endsUtc = utc(40 * dayMs);
    behaviour.times = () => refreshEnding(endsUtc);
    const given: unknown[] = [];
    for (let day = 0; day <= 42; day += 0.5) {
      await care();
      given.push(events("credentials.endWarned").length);
      clock.advanceMs(dayMs / 2);
    }
    expect(
      events("credentials.endWarned").map((line) => [line["of"], line["daysBefore"], line["severity"]]),
    ).toEqual([
      ["refreshToken", 30, 2],
      ["refreshToken", 7, 2],
      ["refreshToken", 1, 1],
      ["refreshToken", 0, 1],
    ]);
    expect([given[19], given[20], given[65], given[66], given[77], given[78], given[79], given[80]]).toEqual([
      0, 1, 1, 2, 2, 3, 3, 4,
    ]);
    const measured = events("metric.recorded").filter(({ name }) => name === "bridge.credentialsEndInMs");
    expect(measured).toHaveLength(85);
    expect(measured[0]).toMatchObject({ connection: "contoso", of: "refreshToken", value: 40 * dayMs });
  });

  it("warns once however many instances look at the same moment, and however often they start anew", async () => {
    const looks = fc.array(
      fc.record({ days: fc.double({ min: 0, max: 10, noNaN: true }), at: fc.integer({ min: 1, max: 4 }) }),
      { maxLength: 12 },
    );
    await fc.assert(
      fc.asyncProperty(looks, async (history) => {
        const { care, clock, behaviour, events, utc, put } = aCare();
        put({ state: "ready" });
        const endsUtc = utc(35 * dayMs);
        behaviour.times = () => refreshEnding(endsUtc);
        for (const { days, at } of history) {
          clock.advanceMs(days * dayMs);
          await Promise.all(Array.from({ length: at }, care));
        }
        const days = events("credentials.endWarned").map((line) => line["daysBefore"]);
        expect(new Set(days).size).toBe(days.length);
      }),
      { numRuns: 60 },
    );
  });

  it("warns anew of the next end, and says nothing of a refresh token that it replaces by itself", async () => {
    const { care, behaviour, events, utc, put } = aCare();
    put({ state: "ready" });
    behaviour.times = () => refreshEnding(utc(6 * dayMs));
    await care();
    behaviour.times = () => refreshEnding(utc(5 * dayMs));
    await care();
    expect(events("credentials.endWarned")).toHaveLength(2);
    behaviour.times = () => ({ ...refreshEnding(utc(4 * dayMs)), needsNobody: true });
    await care();
    expect(events("credentials.endWarned")).toHaveLength(2);
  });

  it("notes since when it has been connected, what ends when, and what a secret store says", async () => {
    const { care, behaviour, setup, secretEnds, utc, put, clock } = aCare();
    put({ state: "ready" });
    const since = utc();
    behaviour.times = () => someTimes({ accessEndsUtc: utc(1_800_000) });
    secretEnds.set("contoso--client-secret", utc(100 * dayMs));
    await care();
    expect(setup()).toMatchObject({
      state: "ready",
      connectedSinceUtc: since,
      accessEndsUtc: utc(1_800_000),
      ends: [{ of: "clientSecret", endsUtc: utc(100 * dayMs) }],
    });
    clock.advanceMs(dayMs);
    await care();
    expect(setup()?.connectedSinceUtc).toBe(since);
    behaviour.times = () =>
      someTimes({
        refused: { code: "SERVICENOW_TOKEN_REFUSED", detail: "x", atUtc: utc(), attempts: 1 },
      });
    await care();
    expect(setup()?.connectedSinceUtc).toBeUndefined();
  });

  it("keeps what the secret store said while it does not answer", async () => {
    const { care, behaviour, setup, secretEnds, utc, put, events } = aCare();
    put({ state: "ready" });
    const ends = utc(100 * dayMs);
    secretEnds.set("contoso--client-secret", ends);
    await care();
    behaviour.secret = () => Promise.reject(new BridgeError("STORAGE_UNAVAILABLE", "away"));
    await care();
    expect(setup()?.ends).toMatchObject([{ of: "clientSecret", endsUtc: ends }]);
    expect(events("secrets.notRead")).toMatchObject([{ connection: "contoso", code: "STORAGE_UNAVAILABLE" }]);
  });

  it("writes nothing where nothing has changed", async () => {
    const { care, behaviour, setups, put } = aCare();
    put({ state: "ready" });
    behaviour.times = () => refreshEnding("2026-05-01T00:00:00.000Z");
    await care();
    const writes = setups.writes();
    await care();
    expect(setups.writes()).toBe(writes);
  });

  it("goes on with the others where one fails, hangs, or cannot be renewed", async () => {
    const { care, add, behaviour, events, setup, put, utc, timeUp } = aCare();
    for (const name of ["broken", "hanging", "refused", "well"]) {
      add(aSignedInConnection({ name }));
      put({ state: "ready" }, name);
    }
    put({ state: "ready" });
    behaviour.times = (name) => {
      if (name === "broken") throw new Error("a fault of ours, with a secret value");
      return someTimes({ accessEndsUtc: utc() });
    };
    behaviour.renewAhead = (name) => {
      if (name === "hanging") return new Promise(() => undefined);
      if (name === "refused") throw new BridgeError("SERVICENOW_UNREACHABLE", "connect ECONNREFUSED");
      return { kind: "renewed", what: "accessToken" };
    };
    const running = care();
    // Everybody else is done by then.
    for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
    timeUp();
    expect(await running).toEqual({ cared: 3, failed: 2, notReached: 0 });
    expect(setup("well")?.accessEndsUtc).toBe(utc());
    expect(setup("refused")?.accessEndsUtc).toBe(utc());
    expect(events("tokens.notRenewed")).toMatchObject([
      { connection: "refused", code: "SERVICENOW_UNREACHABLE" },
    ]);
    expect(
      events("connection.notCaredFor")
        .map(({ connection }) => connection)
        .toSorted(),
    ).toEqual(["broken", "hanging"]);
    expect(events("tokens.renewed").map(({ connection }) => connection)).toContain("well");
  });

  it("removes what is left of connections that are gone, and no more", async () => {
    const { care, states, put, events } = aCare();
    put({ state: "ready" });
    await states.write({ v: 1, connection: "contoso" }, undefined);
    await states.write({ v: 1, connection: "fabrikam" }, undefined);
    await care();
    expect((await states.all()).map(({ state }) => state.connection)).toEqual(["contoso"]);
    states.all = () => Promise.reject(new BridgeError("STORAGE_UNAVAILABLE", "tables do not answer"));
    expect(await care()).toMatchObject({ cared: 1, failed: 0 });
    expect(events("connection.stateUnavailable")).toHaveLength(1);
  });
});

describe("synchronising by itself", () => {
  const minuteMs = 60_000;
  it.each([
    { what: "a new one with access", setup: { state: "syncing" }, syncs: true },
    { what: "a new one without access", setup: { state: "unauthorised" }, isAuthorised: false, syncs: false },
    { what: "one to which somebody has just given access", setup: { state: "unauthorised" }, syncs: true },
    { what: "one that is ready and was never synchronised", setup: { state: "ready" }, syncs: false },
    {
      what: "one that was synchronised yesterday",
      setup: { state: "ready", lastSyncAgoMs: dayMs },
      syncs: true,
    },
    {
      what: "one that was synchronised today",
      setup: { state: "ready", lastSyncAgoMs: dayMs - 1 },
      syncs: false,
    },
    { what: "one whose synchronisation died", setup: { state: "syncing", claimEndsInMs: 0 }, syncs: true },
    {
      what: "one that is in use, and whose synchronisation died",
      setup: { state: "ready", lastSyncAgoMs: 1, claimEndsInMs: 0 },
      syncs: true,
    },
    { what: "one that is being synchronised", setup: { state: "syncing", claimEndsInMs: 1 }, syncs: false },
    {
      what: "a new one that just failed",
      setup: { state: "syncing", failedAgoMs: 4 * minuteMs },
      syncs: false,
    },
    {
      what: "a new one that failed a while ago",
      setup: { state: "syncing", failedAgoMs: 5 * minuteMs },
      syncs: true,
    },
    {
      what: "one whose daily one just failed",
      setup: { state: "ready", lastSyncAgoMs: 2 * dayMs, failedAgoMs: 59 * minuteMs },
      syncs: false,
    },
  ] as const)("$what: $syncs", async ({ setup: given, syncs, ...more }) => {
    const { care, put, utc, behaviour, events } = aCare();
    const { state, lastSyncAgoMs, claimEndsInMs, failedAgoMs } = {
      lastSyncAgoMs: undefined,
      claimEndsInMs: undefined,
      failedAgoMs: undefined,
      ...given,
    };
    put({
      state,
      ...(lastSyncAgoMs === undefined ? {} : { lastSyncUtc: utc(-lastSyncAgoMs) }),
      ...(claimEndsInMs === undefined
        ? {}
        : { syncing: { by: "another", sinceUtc: utc(), untilUtc: utc(claimEndsInMs), step: "groups" } }),
      ...(failedAgoMs === undefined
        ? {}
        : { lastSyncProblem: { code: "SERVICENOW_UNREACHABLE", detail: "x", atUtc: utc(-failedAgoMs) } }),
    });
    behaviour.times = () => someTimes({ isAuthorised: !("isAuthorised" in more) });
    await care();
    expect(events("connection.synchronised")).toHaveLength(syncs ? 1 : 0);
  });

  it("begins anew where another user is named: nothing of the former one stays", async () => {
    const { care, put, setup, utc } = aCare();
    put({
      state: "ready",
      accessIdentity: accessIdentity(aSignedInConnection({ integrationUser: null })),
      connectedSinceUtc: "2025-03-01T12:00:00.000Z",
      account: { userName: "admin", sysId: "1" },
    });
    await care();
    expect(setup()).toMatchObject({
      state: "ready",
      lastSyncUtc: utc(),
      connectedSinceUtc: utc(),
      account: { userName: "Bridge.Integration" },
    });
  });

  it("is of no account where the instance does not answer: what it came to is stored", async () => {
    const { care, put, reader, setup, events } = aCare();
    put({ state: "syncing" });
    reader.choices = () => Promise.reject(new BridgeError("SERVICENOW_UNREACHABLE", "connect ECONNREFUSED"));
    expect(await care()).toEqual({ cared: 1, failed: 0, notReached: 0 });
    expect(setup()).toMatchObject({ state: "syncing", lastSyncProblem: { code: "SERVICENOW_UNREACHABLE" } });
    expect(setup()?.syncing).toBeUndefined();
    expect(events("connection.notSynchronised")).toHaveLength(1);
  });
});
