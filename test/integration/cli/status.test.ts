import { afterEach, describe, expect, it } from "vitest";

import { type Answer, type Asked, notFound, startFakeBridge } from "./fakeBridge.ts";
import { aTerminal } from "./runBridge.ts";

let fake: Awaited<ReturnType<typeof startFakeBridge>> | undefined;
afterEach(() => fake?.close());

async function aBridge(answer: (asked: Asked) => Answer) {
  fake = await startFakeBridge(answer);
  return aTerminal({ BRIDGE_URL: fake.url });
}

function aStatus(overrides: Record<string, unknown> = {}) {
  return {
    name: "servicenow",
    url: "https://contoso.service-now.com",
    health: "healthy",
    summary: "Messages go through as they come.",
    pause: null,
    slowed: null,
    lastSuccessUtc: "2026-03-01T12:00:00.000Z",
    lastFailure: null,
    waiting: { critical: 0, ordinary: 0, deadLetters: { count: 0, hasMore: false }, oldest: null },
    limit: { callsPerWindow: 1_000, used: 40, windowEndsUtc: "2026-03-01T13:00:00.000Z", rule: "r" },
    thisHour: { calls: 40, refusedCalls: 0, savedCalls: 7 },
    ...overrides,
  };
}

const pause = {
  code: "SERVICENOW_UNREACHABLE",
  title: "ServiceNow cannot be reached",
  detail: "connect ECONNREFUSED\u001b[2J",
  resolution: "Check the network.",
  sinceUtc: new Date(Date.now() - 25 * 60_000).toISOString(),
  untilUtc: new Date(Date.now() + 40_000).toISOString(),
  failedTries: 4,
};

describe("bridge status", () => {
  it("says of a connection that is well that nothing waits", async () => {
    const terminal = await aBridge(({ path }) =>
      path === "/api/connections" ? { json: { connections: [aStatus()] } } : notFound,
    );
    const { code, out } = await terminal(["status"]);
    expect(code).toBe(0);
    expect(out).toContain("● healthy  servicenow  https://contoso.service-now.com");
    expect(out).toMatch(/waiting +nothing/);
    expect(out).toMatch(/dead letters +none/);
    expect(out).toMatch(/calls allowed +40 of 1,000 taken/);
    expect(out).toMatch(/this hour +40 calls, none refused; 7 calls saved by what was known already/);
  });

  it("says of one that is paused since when, why, what to do, and what waits", async () => {
    const waiting = {
      critical: 1,
      ordinary: 230,
      deadLetters: { count: 2, hasMore: false },
      oldest: { deliveryId: "dlv-1", receivedAtUtc: "2026-03-01T11:00:00.000Z", ageMs: 20 * 60_000 },
    };
    const terminal = await aBridge(({ path }) =>
      path === "/api/connections/servicenow/status"
        ? { json: aStatus({ health: "paused", pause, waiting, lastSuccessUtc: null }) }
        : notFound,
    );
    const { code, out } = await terminal(["status", "servicenow"]);
    expect(code).toBe(0);
    expect(out).toContain("● paused, since 25 min  servicenow");
    expect(out).toMatch(
      /why +SERVICENOW_UNREACHABLE: ServiceNow cannot be reached\n +connect ECONNREFUSED\n/,
    );
    expect(out).toMatch(/what to do +Check the network\./);
    expect(out).toMatch(/next try .*\(in \d+ s\)/);
    expect(out).toMatch(/waiting +about 1 critical message, 230 ordinary ones/);
    expect(out).toMatch(/dead letters +2 +npm run bridge -- dead-letters/);
    expect(out).toMatch(/oldest +has been waiting for 20 min\n +npm run bridge -- why dlv-1/);
    expect(out.split("\n").length).toBeLessThan(24);
  });

  it("gives machines the answer as it is", async () => {
    const answer = { connections: [aStatus()], gone: [] };
    const terminal = await aBridge(() => ({ json: answer }));
    const { out } = await terminal(["status", "--json"]);
    expect(JSON.parse(out)).toEqual(answer);
  });

  it("tells of what removed connections have left, also where there is no other", async () => {
    const gone = [
      { name: "contoso", deadLetters: { count: 3, hasMore: false } },
      { name: "fabrikam", deadLetters: { count: 1, hasMore: true } },
    ];
    for (const connections of [[aStatus()], []]) {
      const terminal = await aBridge(() => ({ json: { connections, gone } }));
      const { out } = await terminal(["status"]);
      expect(out).toMatch(/contoso +3 dead letters +npm run bridge -- dead-letters --connection contoso\n/);
      expect(out).toMatch(/fabrikam +at least 1 dead letter +npm/);
    }
  });

  it("ends with 1 where there is no connection of that name", async () => {
    const terminal = await aBridge(() => notFound);
    const { code, err } = await terminal(["status", "contoso"]);
    expect(code).toBe(1);
    expect(err).toContain("There is no connection contoso.");
  });
});

describe("bridge connections", () => {
  it.each([[[]], [["list"]]])("lists them, a line each (connections %j)", async (verb) => {
    const terminal = await aBridge(() => ({ json: { connections: [aStatus()] } }));
    const { code, out } = await terminal(["connections", ...verb]);
    expect(code).toBe(0);
    expect(out).toMatch(
      /^NAME +INSTANCE +GRANT +STATE +ACCESS ENDS\nservicenow +https:[^ ]+ +– +healthy +–\n$/,
    );
  });

  it("says what to do where there is none", async () => {
    const terminal = await aBridge(() => ({ json: { connections: [] } }));
    for (const command of [["connections"], ["status"]]) {
      expect((await terminal(command)).out).toContain("npm run bridge -- connections add");
    }
  });

  it("tells of a verb that there is not, and which was probably meant", async () => {
    const terminal = await aBridge(() => notFound);
    const { code, err } = await terminal(["connections", "ad"]);
    expect(code).toBe(2);
    expect(err).toMatch(/unknown command 'ad'\n\(Did you mean add\?\)/);
  });

  it("is refused with what to do about this very connection", async () => {
    const problem = { title: "Nobody has signed in", code: "CONNECTION_UNAUTHORISED", detail: "yet" };
    const resolution = "Run `bridge connections authorize <name>`.";
    const terminal = await aBridge(() => ({ status: 503, json: { ...problem, resolution } }));
    const { code, err } = await terminal(["connections", "sync", "contoso"]);
    expect(code).toBe(1);
    expect(err).toContain("Run `bridge connections authorize contoso`.");
  });

  it("resumes one that rests, with who and why for the audit trail", async () => {
    const asked: Asked[] = [];
    const terminal = await aBridge((now) => {
      asked.push(now);
      return { json: { connection: "servicenow", outcome: "resumed" } };
    });
    const { code, out } = await terminal(["connections", "resume", "servicenow", "--reason", "renewed"]);
    expect(code).toBe(0);
    expect(out).toContain("✓ servicenow is tried by the next message");
    expect(asked).toMatchObject([
      { method: "POST", path: "/api/connections/servicenow/resume", body: '{"reason":"renewed"}' },
    ]);
    expect(asked[0]?.headers["x-bridge-operator"]).toMatch(/^\S+@\S+$/);
  });

  it("says of one that did not rest that nothing was changed, and of an unknown one where to look", async () => {
    const terminal = await aBridge(({ path }) =>
      path.includes("servicenow") ? { json: { connection: "servicenow", outcome: "notPaused" } } : notFound,
    );
    expect(await terminal(["connections", "resume", "servicenow"])).toMatchObject({
      code: 0,
      out: "servicenow did not rest; nothing was changed.\n",
    });
    const { code, err } = await terminal(["connections", "resume", "elsewhere"]);
    expect(code).toBe(1);
    expect(err).toContain("connection elsewhere");
    expect(err).toContain("npm run bridge -- status");
  });
});
