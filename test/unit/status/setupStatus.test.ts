import { describe, expect, it } from "vitest";

import { memoryConnectionStates } from "../../../shared/adapters/memory/memoryConnectionStates.ts";
import { memoryConnectionStore } from "../../../shared/adapters/memory/memoryConnectionStore.ts";
import { memoryDeadLetterStore } from "../../../shared/adapters/memory/memoryDeadLetterStore.ts";
import { accessIdentity } from "../../../shared/connections/accessIdentity.ts";
import type { ConnectionSetup } from "../../../shared/connections/connectionSetup.ts";
import { noCalls } from "../../../shared/connections/connectionState.ts";
import { viewConnection } from "../../../shared/status/connectionStatus.ts";
import { viewSetup } from "../../../shared/status/setupStatus.ts";
import { connectionStatus } from "../../../shared/status/statusQueries.ts";
import { dayMs } from "../../support/builders/careWorld.ts";
import { aSignedInConnection } from "../../support/builders/connections.ts";
import { settableClock } from "../../support/contracts/storageBuilders.ts";

const nowMs = Date.UTC(2026, 2, 1, 12);
const utc = (inMs = 0) => new Date(nowMs + inMs).toISOString();
const setup: ConnectionSetup = {
  v: 1,
  connection: "contoso",
  state: "ready",
  changedAtUtc: utc(-dayMs),
  warned: [],
};

describe("how far the setting up of a connection has got", () => {
  it("says nothing of another one's under the same name", () => {
    const former = accessIdentity(aSignedInConnection({ integrationUser: "maria" }));
    const stored = { ...setup, accessIdentity: former, account: { userName: "maria", sysId: "1" } };
    const view = viewSetup(aSignedInConnection(), stored, nowMs);
    expect(view).toMatchObject({ state: "unauthorised", account: null });
  });

  it("says whose access it is, since when and until when, and what of it ends", () => {
    const view = viewSetup(
      aSignedInConnection(),
      {
        ...setup,
        connectedSinceUtc: utc(-84 * dayMs),
        account: { userName: "bridge.integration", sysId: "6816f79cc0a8016401c5a33be04be441" },
        accessEndsUtc: utc(600_000),
        refreshSinceUtc: utc(-84 * dayMs),
        ends: [
          {
            of: "refreshToken",
            endsUtc: utc(6 * dayMs),
            lifespanMs: 90 * dayMs,
            lifespanFrom: "client",
            isReplacedByItself: false,
          },
        ],
      },
      nowMs,
    );
    expect(view).toMatchObject({
      state: "ready",
      grant: "authorizationCode",
      account: "bridge.integration",
      connectedSinceUtc: utc(-84 * dayMs),
      accessEndsUtc: utc(600_000),
      refreshSinceUtc: utc(-84 * dayMs),
      ends: [
        {
          of: "refreshToken",
          lifespanFrom: "client",
          warning: {
            daysBefore: 7,
            severity: 2,
            title: "The refresh token of the connection contoso ends in 6 days",
          },
        },
      ],
    });
  });

  it("says what runs, what was read, and what was the matter with it, with what to do", () => {
    const { sync } = viewSetup(
      aSignedInConnection(),
      {
        ...setup,
        lastSyncUtc: utc(-1_000),
        lastSyncProblem: {
          code: "CONNECTION_CHOICES_EMPTY",
          detail: "No values found for: incident.category",
          atUtc: utc(),
        },
        syncing: { by: "somebody", sinceUtc: utc(-5_000), untilUtc: utc(1), step: "groups" },
        synced: {
          templates: [{ table: "incident", name: "Contoso" }],
          choices: { "incident.state": 6, "incident.impact": 3 },
          groups: 12,
          closeCodes: ["Solution provided"],
        },
      },
      nowMs,
    );
    expect(sync).toMatchObject({
      lastUtc: utc(-1_000),
      running: { step: "groups", sinceUtc: utc(-5_000) },
      problem: {
        code: "CONNECTION_CHOICES_EMPTY",
        resolution: expect.stringMatching(/connections sync/) as string,
      },
      read: { templates: 1, choiceLists: 2, closeCodes: 1, groups: 12 },
    });
  });

  it("does not say that something runs whose time is over", () => {
    const syncing = { by: "dead", sinceUtc: utc(-dayMs), untilUtc: utc(), step: "groups" } as const;
    expect(viewSetup(aSignedInConnection(), { ...setup, syncing }, nowMs).sync.running).toBeNull();
  });

  it.each([
    { source: "stored", grant: "needs a person", state: "unauthorised" },
    { source: "file", grant: "needs a person", state: "unauthorised" },
    { source: "stored", grant: "needs nobody", state: "syncing" },
    { source: "file", grant: "needs nobody", state: "syncing" },
    { source: "file", grant: "needs nobody", integrationUser: null, state: "ready" },
    { source: "settings", grant: "needs nobody", state: "ready" },
  ] as const)(
    "of one from $source that $grant (integration user $integrationUser) and of which nothing is stored: $state",
    (given) => {
      const secret = { from: "environment", name: "SECRET" } as const;
      const connection = aSignedInConnection({
        source: given.source,
        ...("integrationUser" in given ? { integrationUser: given.integrationUser } : {}),
        ...(given.grant === "needs nobody"
          ? { grant: { kind: "clientCredentials", clientId: "contoso", clientSecret: secret } }
          : {}),
      });
      expect(viewSetup(connection, undefined, nowMs).state).toBe(given.state);
    },
  );
});

describe("a grant that will not last", () => {
  it("is Basic authentication, and no other", () => {
    const password = { from: "store", name: "contoso--password" } as const;
    const basic = aSignedInConnection({ grant: { kind: "basic", userName: "bridge.integration", password } });
    expect(viewSetup(basic, setup, nowMs).grantWarning).toMatch(
      /ServiceNow is retiring Basic authentication/,
    );
    expect(viewSetup(aSignedInConnection(), setup, nowMs).grantWarning).toBeNull();
  });
});

describe("a connection that cannot be used yet", () => {
  it("waits for a person where its credentials are refused, and not for the bridge", () => {
    const failed = {
      code: "SERVICENOW_TOKEN_REFUSED",
      detail: "401",
      sinceUtc: "2026-03-01T12:00:00.000Z",
    } as const;
    const pause = { ...failed, untilUtc: failed.sinceUtc, failedProbes: 0, isParked: true };
    const { summary } = viewConnection({
      ...{ name: "contoso", url: null, counts: noCalls, nowMs, deadLetters: { count: 0, hasMore: false } },
      state: { v: 1, connection: "contoso", pause },
      setup: viewSetup(aSignedInConnection(), { ...setup, state: "syncing" }, nowMs),
      queues: { critical: 0, ordinary: 0, oldest: undefined },
    });
    expect(summary).toMatch(/until somebody sees to the credentials; its first synchronisation follows/);
  });

  it.each([
    { state: "unauthorised", health: "incomplete", says: /connections authorize contoso/ },
    { state: "syncing", health: "incomplete", says: /first synchronisation/ },
    { state: "ready", health: "healthy", says: /Nobody has called it yet/ },
  ] as const)("$state is $health", async ({ state, health, says }) => {
    const setups = memoryConnectionStore();
    await setups.writeSetup({ ...setup, state }, undefined);
    const connection = aSignedInConnection();
    const status = await connectionStatus(
      {
        connections: () => Promise.resolve([{ name: "contoso", url: connection.instanceUrl, connection }]),
        states: memoryConnectionStates(),
        setups,
        queues: { look: () => Promise.resolve({ critical: 0, ordinary: 0, oldest: undefined }) },
        deadLetters: memoryDeadLetterStore(),
        clock: settableClock(),
      },
      "contoso",
    );
    expect(status.health).toBe(health);
    expect(status.summary).toMatch(says);
  });
});
