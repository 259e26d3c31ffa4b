import { describe, expect, it } from "vitest";

import { memoryConnectionStore } from "../../../shared/adapters/memory/memoryConnectionStore.ts";
import { memoryConnectionStates } from "../../../shared/adapters/memory/memoryConnectionStates.ts";
import { memoryDeadLetterStore } from "../../../shared/adapters/memory/memoryDeadLetterStore.ts";
import {
  type ConnectionPause,
  type ConnectionState,
  noCalls,
} from "../../../shared/connections/connectionState.ts";
import { viewConnection } from "../../../shared/status/connectionStatus.ts";
import { connectionStatus, listConnections } from "../../../shared/status/statusQueries.ts";
import { anEnvelope, settableClock } from "../../support/contracts/storageBuilders.ts";

const nowMs = Date.UTC(2026, 2, 1, 12);
const at = (time: string) => `2026-03-01T${time}.000Z`;

const pause: ConnectionPause = {
  code: "SERVICENOW_UNREACHABLE",
  detail: "connect ECONNREFUSED",
  sinceUtc: at("11:40:00"),
  untilUtc: at("12:00:30"),
  failedProbes: 4,
  isParked: false,
};
const limit = {
  callsPerWindow: 1_000,
  window: 1,
  windowEndsUtc: at("13:00:00"),
  windowMs: 3_600_000,
  taken: 1_000,
  rule: "contoso rule",
  learnedAtUtc: at("11:00:00"),
};

function view(state: Partial<ConnectionState> | undefined, oldest?: string) {
  return viewConnection({
    name: "servicenow",
    url: "https://contoso.service-now.com",
    state: state === undefined ? undefined : { v: 1, connection: "servicenow", ...state },
    counts: { calls: 40, refusedCalls: 1, savedCalls: 7 },
    queues: {
      critical: 2,
      ordinary: 30,
      oldest: oldest === undefined ? undefined : { deliveryId: "dlv-1", receivedAtUtc: oldest },
    },
    deadLetters: { count: 3, hasMore: false },
    nowMs,
  });
}

describe("how a connection is doing", () => {
  it.each([
    { what: "that nobody has called", state: undefined, health: "healthy" },
    { what: "that answers", state: { lastSuccessUtc: at("11:59:00") }, health: "healthy" },
    { what: "whose calls are used up", state: { limit }, health: "slowed" },
    { what: "with calls left", state: { limit: { ...limit, taken: 999 } }, health: "healthy" },
    {
      what: "whose calls were used up in a window that is over",
      state: { limit: { ...limit, windowEndsUtc: at("12:00:00") } },
      health: "healthy",
    },
    { what: "that does not answer", state: { pause }, health: "paused" },
    { what: "that does not answer and has no calls left", state: { pause, limit }, health: "paused" },
    { what: "whose credentials are dead", state: { pause: { ...pause, isParked: true } }, health: "parked" },
  ] as const)("$what is $health", ({ state, health }) => {
    expect(view(state).health).toBe(health);
  });

  it("says when the last good call was, and when and why the last one failed", () => {
    const lastFailure = { code: "SERVICENOW_BUSY", detail: "429", atUtc: at("11:58:00") } as const;
    expect(view({ lastSuccessUtc: at("11:59:00"), lastFailure })).toMatchObject({
      lastSuccessUtc: at("11:59:00"),
      lastFailure: { code: "SERVICENOW_BUSY", detail: "429", atUtc: at("11:58:00") },
    });
    expect(view(undefined)).toMatchObject({ lastSuccessUtc: null, lastFailure: null });
  });

  it("says of a pause since when, until when, why and what to do", () => {
    expect(view({ pause })).toMatchObject({
      summary: expect.stringMatching(/from 2026-03-01T12:00:30.000Z on one at a time tries/) as string,
      pause: {
        code: "SERVICENOW_UNREACHABLE",
        detail: "connect ECONNREFUSED",
        sinceUtc: pause.sinceUtc,
        untilUtc: pause.untilUtc,
        failedTries: 4,
        resolution: expect.stringMatching(/./) as string,
      },
    });
  });

  it("says how many calls are taken, never more than there are, and nothing of a window that is over", () => {
    expect(view({ limit: { ...limit, taken: 1_200 } }).limit).toEqual({
      callsPerWindow: 1_000,
      used: 1_000,
      windowEndsUtc: limit.windowEndsUtc,
      rule: "contoso rule",
    });
    expect(view({ limit: { ...limit, windowEndsUtc: at("11:59:59") } }).limit).toBeNull();
  });

  it("says how old the oldest is that can be seen", () => {
    expect(view({}, at("11:45:00")).waiting).toMatchObject({
      critical: 2,
      ordinary: 30,
      oldest: { deliveryId: "dlv-1", ageMs: 900_000 },
    });
    expect(view({}).waiting.oldest).toBeNull();
  });
});

describe("asking for the status", () => {
  async function parts() {
    const clock = settableClock();
    const deadLetters = memoryDeadLetterStore();
    const letter = { v: 1, code: "SERVICENOW_ACL_DENIED", detail: "x", failedAtUtc: at("11:00:00") } as const;
    await deadLetters.put({ ...letter, id: "dl-1", envelope: anEnvelope({ connection: "servicenow" }) });
    await deadLetters.put({ ...letter, id: "dl-2", envelope: anEnvelope({ connection: "elsewhere" }) });
    return {
      connections: () => Promise.resolve([{ name: "servicenow", url: "https://contoso.service-now.com" }]),
      states: memoryConnectionStates(),
      setups: memoryConnectionStore(),
      queues: { look: async () => ({ critical: 0, ordinary: 0, oldest: undefined }) },
      deadLetters,
      clock,
    };
  }

  it("tells of each connection with what waits for a person there", async () => {
    const { connections } = await listConnections(await parts());
    expect(connections).toMatchObject([
      { name: "servicenow", thisHour: noCalls, waiting: { deadLetters: { count: 1, hasMore: false } } },
    ]);
  });

  it("tells of connections that are gone by the dead letters that they have left", async () => {
    const given = await parts();
    const letter = { v: 1, code: "CONNECTION_MISSING", detail: "x", failedAtUtc: at("10:00:00") } as const;
    await given.deadLetters.put({ ...letter, id: "dl-0", envelope: anEnvelope({ connection: "elsewhere" }) });
    await given.deadLetters.put({ ...letter, id: "dl-00", envelope: anEnvelope({ connection: "contoso" }) });
    expect((await listConnections(given)).gone).toEqual([
      { name: "contoso", deadLetters: { count: 1, hasMore: false } },
      { name: "elsewhere", deadLetters: { count: 2, hasMore: false } },
    ]);
  });

  it("a name that there is not is not found, and the answer says which there are", async () => {
    await expect(connectionStatus(await parts(), "contoso")).rejects.toMatchObject({
      code: "NOT_FOUND",
      detail: 'No connection is called "contoso"; there is "servicenow"',
    });
    expect(await connectionStatus(await parts(), "ServiceNow")).toMatchObject({ name: "servicenow" });
  });
});
