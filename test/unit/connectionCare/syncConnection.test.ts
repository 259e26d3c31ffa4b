import { describe, expect, it } from "vitest";

import { syncConnection, syncDeadAfterMs } from "../../../shared/connectionCare/syncConnection.ts";
import { accessIdentity } from "../../../shared/connections/accessIdentity.ts";
import { ownSetup } from "../../../shared/connections/ownSetup.ts";
import { BridgeError } from "../../../shared/failures/bridgeError.ts";
import { careWorld, dayMs, someTimes } from "../../support/builders/careWorld.ts";
import { aConnection, aSignedInConnection } from "../../support/builders/connections.ts";
import { aPacingWorld } from "../pacing/pacingWorld.ts";

function aSync() {
  const world = careWorld();
  return { ...world, sync: () => syncConnection(world.parts, "contoso") };
}

type WhoAmI = ReturnType<typeof careWorld>["behaviour"]["whoAmI"];
const refusal = (code: ConstructorParameters<typeof BridgeError>[0]) => () =>
  Promise.reject(new BridgeError(code, "refused for contoso"));
const counted = (isRefused: boolean) => ({ allowed: undefined, isRefused });

describe("synchronising a connection", () => {
  it("reads templates, choices and groups, and makes a new connection ready", async () => {
    const { sync, setup, utc, put } = aSync();
    put({ state: "syncing" });
    await sync();
    expect(setup()).toMatchObject({
      state: "ready",
      lastSyncUtc: utc(),
      synced: {
        templates: [{ table: "incident", name: "Monitoring incident" }],
        choices: { "incident.state": 6 },
        groups: 12,
        closeCodes: ["Solution provided"],
      },
    });
    expect(setup()?.syncing).toBeUndefined();
    expect(setup()?.lastSyncProblem).toBeUndefined();
  });

  it("takes over how long refresh tokens live before it says what ends when", async () => {
    const { sync, setup, reader, learned, behaviour, utc } = aSync();
    reader.refreshTokenLifespanMs = () => Promise.resolve(30 * dayMs);
    behaviour.times = () =>
      someTimes({
        refreshSinceUtc: utc(),
        refreshEndsUtc: utc(learned[0] ?? 90 * dayMs),
        refreshLifespanFrom: learned.length === 0 ? "connection" : "client",
      });
    await sync();
    expect(setup()?.ends).toEqual([
      {
        of: "refreshToken",
        endsUtc: utc(30 * dayMs),
        lifespanMs: 30 * dayMs,
        lifespanFrom: "client",
        isReplacedByItself: false,
      },
    ]);
  });

  it.each([
    ["may not be read", () => Promise.resolve(undefined)],
    ["cannot be read now", refusal("SERVICENOW_TIMEOUT")],
  ])("is not held up where that lifespan %s", async (_why, read) => {
    const { sync, setup, reader, learned } = aSync();
    reader.refreshTokenLifespanMs = read;
    await sync();
    expect([setup()?.state, setup()?.lastSyncProblem, learned]).toEqual(["ready", undefined, []]);
  });

  it("is not held up where that lifespan cannot be kept now", async () => {
    const { sync, setup, reader, behaviour, events } = aSync();
    reader.refreshTokenLifespanMs = () => Promise.resolve(30 * dayMs);
    behaviour.learnLifespan = refusal("CONNECTION_BUSY");
    await sync();
    expect([setup()?.state, setup()?.lastSyncProblem]).toEqual(["ready", undefined]);
    expect(events("connection.lifespanNotRead")).toMatchObject([{ code: "CONNECTION_BUSY" }]);
  });

  it("lets everybody know if ServiceNow wants to be left alone, whatever it was asked for", async () => {
    const { parts, reader } = aSync();
    const { instance, states } = aPacingWorld();
    const pacing = instance("one");
    reader.refreshTokenLifespanMs = (observe) => {
      observe({ method: "GET", path: "/oauth_entity", status: 429, durationMs: 1 }, counted(true));
      throw new BridgeError("SERVICENOW_RATE_LIMITED", "too many", { retryAfterMs: 60_000 });
    };
    await syncConnection({ ...parts, pacing }, "contoso");
    await pacing.flush();
    const { state } = (await states.read("contoso")) ?? {};
    expect(state).toMatchObject({
      pause: { code: "SERVICENOW_RATE_LIMITED" },
      lastFailure: { code: "SERVICENOW_RATE_LIMITED" },
    });
    expect(state?.lastSuccessUtc).toBeUndefined();
  });

  it("of a host that never answered is no good call", async () => {
    const { parts, reader, add } = aSync();
    add(aSignedInConnection({ integrationUser: null }));
    const { instance, states } = aPacingWorld();
    const pacing = instance("one");
    reader.templates = (observe) => {
      observe({ method: "GET", path: "/templates", status: undefined, durationMs: 1 }, counted(false));
      return refusal("SERVICENOW_UNREACHABLE")();
    };
    await expect(syncConnection({ ...parts, pacing }, "contoso")).rejects.toMatchObject({
      code: "SERVICENOW_UNREACHABLE",
    });
    await pacing.flush();
    const { state } = (await states.read("contoso")) ?? {};
    expect(state).toMatchObject({ lastFailure: { code: "SERVICENOW_UNREACHABLE" } });
    expect(state?.lastSuccessUtc).toBeUndefined();
  });

  it.each<[string, WhoAmI, string]>([
    ["somebody else", () => ({ userName: "admin", sysId: "1" }), "CONNECTION_WRONG_ACCOUNT"],
    ["nobody that is known", () => undefined, "CONNECTION_ACCOUNT_UNKNOWN"],
    ["somebody who may not look", refusal("SERVICENOW_ACL_DENIED"), "SERVICENOW_ACL_DENIED"],
  ])("does not let a new connection be used as %s", async (_who, whoAmI, code) => {
    const { sync, setup, behaviour, put } = aSync();
    put({ state: "syncing" });
    behaviour.whoAmI = whoAmI;
    await expect(sync()).rejects.toMatchObject({ code });
    expect(setup()).toMatchObject({ state: "syncing", lastSyncProblem: { code } });
  });

  it("notes whose access it is, if the connection names its user", async () => {
    const { sync, setup, put, add, behaviour } = aSync();
    put({ state: "syncing" });
    await sync();
    expect(setup()?.account?.userName).toBe("Bridge.Integration");
    add(aSignedInConnection({ integrationUser: null }));
    put({ state: "syncing" });
    behaviour.whoAmI = refusal("SERVICENOW_ACL_DENIED");
    await expect(sync(), "where it names none, nobody is asked").resolves.toMatchObject({ state: "ready" });
  });

  it("says of a grant that needs nobody that its credentials are somebody else's, and does not use them", async () => {
    const { sync, setup, put, add, behaviour } = aSync();
    add(aConnection({ integrationUser: "bridge.integration" }));
    put({ state: "syncing" });
    behaviour.whoAmI = () => ({ userName: "admin", sysId: "1" });
    await expect(sync()).rejects.toMatchObject({ code: "CREDENTIALS_OF_WRONG_ACCOUNT" });
    expect(setup()?.state).toBe("syncing");
  });

  it("tells of a connection in use that it works as somebody else, and is content where that cannot be told", async () => {
    const { sync, setup, behaviour, put } = aSync();
    put({ state: "ready" });
    behaviour.whoAmI = refusal("SERVICENOW_ACL_DENIED");
    expect((await sync()).lastSyncProblem).toBeUndefined();
    behaviour.whoAmI = () => ({ userName: "admin", sysId: "1" });
    await expect(sync()).rejects.toMatchObject({ code: "CONNECTION_WRONG_ACCOUNT" });
    expect(setup()).toMatchObject({ state: "ready", lastSyncProblem: { code: "CONNECTION_WRONG_ACCOUNT" } });
  });

  it("makes only that one ready whose user it has asked for, if another is named meanwhile", async () => {
    const { sync, setup, put } = aSync();
    const renamed = aSignedInConnection({ integrationUser: "maria" });
    put({ state: "syncing", accessIdentity: accessIdentity(renamed) });
    await sync();
    expect(ownSetup(aSignedInConnection(), setup())?.state).toBe("ready");
    expect(ownSetup(renamed, setup())).toBeUndefined();
  });

  it("keeps nothing of what it found if another user is named meanwhile", async () => {
    const { sync, setup, put, reader } = aSync();
    const renamed = accessIdentity(aSignedInConnection({ integrationUser: "maria" }));
    const { templates } = reader;
    reader.templates = (...call) => {
      // The claim of this one may still be there.
      put({ ...setup(), state: "syncing", accessIdentity: renamed });
      return templates(...call);
    };
    await expect(sync()).rejects.toMatchObject({ code: "CONNECTION_SYNC_RUNNING" });
    expect(setup()).toMatchObject({ state: "syncing", accessIdentity: renamed });
    expect(setup()?.lastSyncUtc).toBeUndefined();
  });

  it("is certain of the user where only another one's connection was in use", async () => {
    const { sync, put, behaviour } = aSync();
    const former = aSignedInConnection({ integrationUser: null });
    put({ state: "ready", accessIdentity: accessIdentity(former) });
    behaviour.whoAmI = () => undefined;
    await expect(sync()).rejects.toMatchObject({ code: "CONNECTION_ACCOUNT_UNKNOWN" });
  });

  it("says meanwhile how far it is, and a connection in use stays in use", async () => {
    const { sync, setup, reader, put } = aSync();
    put({ state: "ready" });
    const seen: unknown[] = [];
    const { groups, templates } = reader;
    reader.templates = (...call) => {
      seen.push([setup()?.state, setup()?.syncing?.step]);
      return templates(...call);
    };
    reader.groups = (...call) => {
      seen.push([setup()?.state, setup()?.syncing?.step]);
      return groups(...call);
    };
    await sync();
    expect(seen).toEqual([
      ["ready", "templates"],
      ["ready", "groups"],
    ]);
  });

  it("is not ready before it has ended, and unauthorised for as long as there is no access", async () => {
    const { sync, setup, reader, behaviour, put } = aSync();
    put({ state: "unauthorised" });
    behaviour.header = refusal("SERVICENOW_GRANT_REJECTED");
    await expect(sync()).rejects.toMatchObject({ code: "SERVICENOW_GRANT_REJECTED" });
    expect(setup()).toMatchObject({
      state: "unauthorised",
      lastSyncProblem: { code: "SERVICENOW_GRANT_REJECTED", detail: "refused for contoso" },
    });
    behaviour.header = () => "Bearer contoso";
    let between: string | undefined;
    const { templates } = reader;
    reader.templates = (...call) => {
      between = setup()?.state;
      return templates(...call);
    };
    await sync();
    expect([between, setup()?.state, setup()?.lastSyncProblem]).toEqual(["syncing", "ready", undefined]);
  });

  it("tells everything that is refused or empty at once, and lets the connection be used", async () => {
    const { sync, setup, reader, put } = aSync();
    put({ state: "syncing" });
    reader.templates = refusal("SERVICENOW_QUERY_DENIED");
    reader.groups = refusal("CONNECTION_CONFIGURATION_UNREADABLE");
    reader.choices = () =>
      Promise.resolve({ counts: {}, missing: ["incident.close_code", "incident.category"], closeCodes: [] });
    await sync();
    expect(setup()).toMatchObject({ state: "ready", synced: { groups: 0, templates: [] } });
    expect(setup()?.lastSyncProblem?.code).toBe("CONNECTION_CONFIGURATION_UNREADABLE");
    expect(setup()?.lastSyncProblem?.detail).toMatch(
      /^templates: SERVICENOW_QUERY_DENIED: .*; groups: .*; No values found for: incident.close_code, incident.category$/,
    );
  });

  it("has a code of its own for choices that are empty", async () => {
    const { sync, setup, reader } = aSync();
    reader.choices = () => Promise.resolve({ counts: {}, missing: ["incident.category"], closeCodes: [] });
    await sync();
    expect(setup()?.lastSyncProblem).toMatchObject({
      code: "CONNECTION_CHOICES_EMPTY",
      detail: "No values found for: incident.category",
    });
  });

  it("goes one at a time; one that died is over after two minutes, and what it finds too late is not kept", async () => {
    const { sync, setup, reader, clock, put } = aSync();
    put({ state: "syncing" });
    const { groups } = reader;
    const stalled = Promise.withResolvers<number>();
    const reached = Promise.withResolvers<undefined>();
    reader.groups = () => {
      reached.resolve(undefined);
      return stalled.promise;
    };
    const first = sync();
    await reached.promise;
    await expect(sync()).rejects.toMatchObject({ code: "CONNECTION_SYNC_RUNNING" });

    reader.groups = groups;
    clock.advanceMs(syncDeadAfterMs - 1);
    await expect(sync()).rejects.toMatchObject({ code: "CONNECTION_SYNC_RUNNING" });
    clock.advanceMs(1);
    await sync();
    stalled.resolve(999);
    await expect(first).rejects.toMatchObject({ code: "CONNECTION_SYNC_RUNNING" });
    expect(setup()).toMatchObject({ state: "ready", synced: { groups: 12 } });
  });

  it("makes of two that begin at the same moment one", async () => {
    const { sync, events } = aSync();
    const outcomes = await Promise.allSettled([sync(), sync()]);
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    expect(events("connection.synchronised")).toHaveLength(1);
  });

  it("asks nothing of a connection that rests", async () => {
    const { parts, setup } = aSync();
    const resting = {
      ...parts,
      pacing: {
        ask: () =>
          Promise.resolve({
            kind: "notNow" as const,
            code: "SERVICENOW_UNREACHABLE" as const,
            because: "it rests",
            fromMs: 0,
            toMs: 0,
          }),
      },
    };
    await expect(syncConnection(resting, "contoso")).rejects.toMatchObject({
      code: "SERVICENOW_UNREACHABLE",
    });
    expect(setup()).toBeUndefined();
  });

  it("leaves one that is described in the settings usable while nothing is stored of it", async () => {
    const { sync, setup, add, reader } = aSync();
    add(
      aSignedInConnection({
        source: "settings",
        grant: { kind: "basic", userName: "u", password: { from: "environment", name: "P" } },
      }),
    );
    let between: string | undefined;
    const { templates } = reader;
    reader.templates = (...call) => {
      between = setup()?.state;
      return templates(...call);
    };
    await sync();
    expect(between).toBe("ready");
  });
});
