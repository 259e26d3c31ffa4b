import { afterEach, describe, expect, it } from "vitest";

import { type Answer, type Asked, startFakeBridge } from "./fakeBridge.ts";
import { aTerminal } from "./runBridge.ts";

const id = "a".repeat(32);
const link = {
  way: "link",
  connection: "servicenow",
  id,
  link: `http://127.0.0.1:7071/api/connections/servicenow/authorize?ticket=${"0".repeat(96)}`,
  redirectUri: "http://127.0.0.1:7071/api/connections/servicenow/authorized",
  instanceUrl: "https://contoso.service-now.com",
  integrationUser: "bridge.integration",
  endsUtc: "2026-03-01T12:10:00.000Z",
};
const pending = { id, connection: "servicenow", endsUtc: link.endsUtc, redirectUri: link.redirectUri };
const access = {
  connection: "servicenow",
  account: { userName: "bridge.integration", sysId: "5".repeat(32) },
  ends: { accessEndsUtc: "2026-03-01T12:30:00.000Z", refreshEndsUtc: "2026-05-30T12:00:00.000Z" },
};
const aStatus = {
  name: "servicenow",
  health: "incomplete",
  summary: "It is being read.",
  waiting: { critical: 0, ordinary: 0, deadLetters: { count: 0, hasMore: false } },
  thisHour: { calls: 0, refusedCalls: 0, savedCalls: 0 },
};
const denied = {
  code: "AUTHORISATION_DENIED",
  title: "ServiceNow was told not to let the bridge in",
  detail: "ServiceNow says access_denied",
  resolution: "Press “Try again”.",
  atUtc: "2026-03-01T12:01:00.000Z",
};

const bridges: { close: () => Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(bridges.splice(0).map((bridge) => bridge.close()));
});

/** `bridge connections authorize servicenow …`, against a bridge that answers so. */
async function authorize(
  answer: (asked: Asked, polls: number) => Answer,
  args: readonly string[] = [],
  input = "",
) {
  let polls = 0;
  const bridge = await startFakeBridge((asked) => {
    if (asked.method === "GET") polls += 1;
    return answer(asked, polls);
  });
  bridges.push(bridge);
  const run = aTerminal({ BRIDGE_URL: bridge.url });
  return { ...(await run(["connections", "authorize", "servicenow", ...args], input)), asked: bridge.asked };
}

describe("bridge connections authorize", () => {
  it("prints the link and what it takes, tells what the browser does, and ends with account and ends", async () => {
    const states = [
      { state: "waiting" },
      { state: "signingIn" },
      { state: "failed", mayTryAgain: true, problem: denied },
    ];
    const { code, out, err } = await authorize(({ method }, polls) => ({
      json:
        method === "POST"
          ? link
          : { ...pending, ...(states[polls - 1] ?? { state: "authorised", ...access }) },
    }));

    expect(code).toBe(0);
    expect(out).toContain(link.link);
    expect(out).toContain(link.redirectUri);
    expect(out).toContain("✓ servicenow is authorised as bridge.integration.");
    expect(out).toContain("2026-05-30 12:00 UTC");
    expect(err).toMatch(/Waiting.*signing in.*AUTHORISATION_DENIED.*try again/s);
  });

  it("ends with 1, the failure and the way out when nobody came back in time", async () => {
    const problem = { ...denied, code: "AUTHORISATION_EXPIRED", title: "The sign-in took too long" };
    const { code, out } = await authorize(({ method }) => ({
      json: method === "POST" ? link : { ...pending, state: "expired", problem },
    }));

    expect(code).toBe(1);
    expect(out).toMatch(/The sign-in took too long \(AUTHORISATION_EXPIRED\).*Try again/s);
  });

  it("tries at once where nobody is needed", async () => {
    const { code, out, asked } = await authorize(() => ({ json: { way: "done", ...access } }));

    expect(code).toBe(0);
    expect(out).toContain("✓ servicenow is authorised as bridge.integration.");
    expect(asked.filter(({ method }) => method === "POST")).toHaveLength(1);
  });

  it("reads what a new connection has to know, so that it may be used at once", async () => {
    const setup = { state: "syncing", grant: "clientCredentials", ends: [], sync: {} };
    const read = { templates: 5, choiceLists: 6, closeCodes: 8, groups: 9 };
    const { code, out, asked } = await authorize(({ method, path }) => {
      if (method === "GET") return { json: { ...aStatus, setup } };
      if (path.endsWith("/sync")) {
        return { json: { connection: "servicenow", setup: { ...setup, state: "ready", sync: { read } } } };
      }
      return { json: { way: "done", ...access } };
    });

    expect(code).toBe(0);
    expect(out).toMatch(/✓ servicenow is authorised.*✓ servicenow is synchronised: 5 templates/s);
    expect(asked.some(({ path }) => path === "/api/connections/servicenow/sync")).toBe(true);
  });

  it("has done what it was asked for, even if what there is to know cannot be read yet", async () => {
    const setup = { state: "syncing", grant: "clientCredentials", ends: [], sync: {} };
    const problem = {
      title: "A table cannot be read",
      status: 409,
      detail: "sys_choice",
      code: "X",
      resolution: "Roles",
    };
    const { code, out, err } = await authorize(({ method, path }) => {
      if (method === "GET") return { json: { ...aStatus, setup } };
      return path.endsWith("/sync") ? { status: 409, json: problem } : { json: { way: "done", ...access } };
    });

    expect(code).toBe(0);
    expect(out).toContain("✓ servicenow is authorised");
    expect(err).toMatch(/! It cannot be used yet\..*sys_choice/s);
  });

  it("sends a password from standard input once, and prints it nowhere", async () => {
    const { code, out, err, asked } = await authorize(
      () => ({ json: access }),
      ["--user", "bridge.integration", "--password-stdin"],
      "Contoso-1-typed\n",
    );

    expect(code).toBe(0);
    const posted = asked.filter(({ method }) => method === "POST");
    expect(posted.map(({ path }) => path)).toEqual(["/api/connections/servicenow/authorization/password"]);
    expect(JSON.parse(asked[0]?.body ?? "")).toEqual({
      userName: "bridge.integration",
      password: "Contoso-1-typed",
    });
    expect(out + err).not.toContain("Contoso-1-typed");
  });

  it("asks nobody who is not there for a password", async () => {
    const { code, err, asked } = await authorize(() => ({ json: access }), ["--user", "bridge.integration"]);

    expect(code).toBe(2);
    expect(err).toContain("--password-stdin");
    expect(asked).toEqual([]);
  });

  it("gives a machine the link and ends, if it does not want to wait", async () => {
    const run = await authorize(() => ({ json: link }), ["--no-wait", "--json"]);

    expect(run.code).toBe(0);
    expect(JSON.parse(run.out)).toEqual(link);
    expect(run.asked).toHaveLength(1);
  });
});
