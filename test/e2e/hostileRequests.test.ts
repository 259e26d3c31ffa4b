import { describe, expect, it } from "vitest";

import { continuationAfter } from "../../shared/paging/continuation.ts";
import { catalogue } from "../../shared/failures/catalogue.ts";
import { anAlertSeries } from "../support/world/alerts.ts";
import { useWorld } from "../support/world/useWorld.ts";

type Problem = { readonly code?: string; readonly resolution?: string };

const secret = "hunter2-in-a-hostile-place";
const long = "x".repeat(6_000);
const names = ["__proto__", "constructor", "toString", "%00", "%0d%0a", "..%2f..", "%27%20or%201", "☃", long];

/** Lists, and how one of their keys begins. */
const lists = [
  ["/api/tickets", "time|"],
  ["/api/dead-letters", "f"],
  ["/api/audit", "time|"],
] as const;

const actions = [
  ["POST", "/api/dead-letters/replay"],
  ["POST", "/api/dead-letters/discard"],
  ["POST", "/api/dead-letters/nobody/replay"],
  ["POST", "/api/dead-letters/nobody/discard"],
  ["POST", "/api/erase"],
  ["PUT", "/api/connections/nobody"],
  ["DELETE", "/api/connections/nobody"],
  ["PUT", "/api/connections/nobody/credentials"],
  ["POST", "/api/connections/nobody/resume"],
  ["POST", "/api/connections/nobody/check"],
  ["POST", "/api/connections/nobody/sync"],
  ["POST", "/api/connections/nobody/authorization"],
  ["POST", "/api/connections/nobody/authorization/password"],
] as const;

const json = { "content-type": "application/json" };
const deep = (depth: number) => `${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`;

const bodies: readonly (readonly [what: string, body: string])[] = [
  ["nothing that is JSON", `{"password": "${secret}"`],
  ["null", "null"],
  ["a text", `"${secret}"`],
  ["a list", `[{"password": "${secret}"}]`],
  [
    "a prototype",
    `{"__proto__": {"dryRun": true}, "constructor": {"prototype": {}}, "secrets": "${secret}"}`,
  ],
  ["numbers beyond all", '{"limit": 1e999, "ratePerSecond": -0, "reason": 1e999, "write": 1, "done": 1e999}'],
  ["what is nested deeply", deep(50_000)],
  ["more than is read", JSON.stringify({ reason: "x".repeat(1_100_000) })],
  ["what is no text", "\u0000\uFFFF\uD800"],
  [
    "secrets of the wrong kind",
    JSON.stringify({ secrets: { password: [secret], other: secret }, password: 1 }),
  ],
  ["a foreign continuation", JSON.stringify({ text: "jo.doe", continuation: continuationAfter("{}") })],
];

describe("a request that nobody in his senses sends", () => {
  const world = useWorld();

  async function answerTo(path: string, init?: RequestInit) {
    const response = await fetch(`${world().bridgeUrl}${path}`, init);
    const text = await response.text();
    return { status: response.status, type: response.headers.get("content-type") ?? "", text };
  }

  /** A refusal that says what is wrong, in the sender's words at most where they are no secret. */
  async function expectRefused(path: string, init: RequestInit | undefined, statuses: readonly number[]) {
    const { status, type, text } = await answerTo(path, init);
    const of = `${init?.method ?? "GET"} ${path.slice(0, 100)}: ${text.slice(0, 300)}`;
    expect(statuses, of).toContain(status);
    expect(type, of).toBe("application/problem+json");
    const { code = "", resolution } = JSON.parse(text) as Problem;
    expect(Object.hasOwn(catalogue, code) && resolution !== "", of).toBe(true);
    expect(text, of).not.toContain(secret);
  }

  it.each(lists)("%s refuses a limit and a continuation that it has not given out", async (path, prefix) => {
    await world().bridge.deliver(anAlertSeries().fired());
    for (const limit of ["-1", "0", "1e9", "201", "1.5", "NaN", "", "%00", "ten"]) {
      await expectRefused(`${path}?limit=${limit}`, undefined, [400]);
    }
    const continuations = [
      "nonsense",
      "",
      "%00",
      long,
      continuationAfter(""),
      continuationAfter("zzz"),
      continuationAfter(`${prefix}\u0000`),
      continuationAfter(`${prefix}☃`),
      continuationAfter(`${prefix}${"9".repeat(4_000)}`),
    ];
    for (const continuation of continuations) {
      await expectRefused(`${path}?continuation=${continuation}`, undefined, [400]);
    }
  });

  it("refuses the same for the journals of a ticket and of a delivery", async () => {
    const { id } = (await world().bridge.send(anAlertSeries().fired()))[0];
    const { correlationId } = await world().bridge.settled(id);
    for (const path of [`/api/deliveries/${id}`, `/api/tickets/${correlationId ?? ""}`]) {
      for (const query of ["limit=-1", "limit=1e9", "continuation=nonsense", "continuation="]) {
        await expectRefused(`${path}?${query}`, undefined, [400]);
      }
    }
  });

  it("says of every odd name that nothing has it", async () => {
    const paths = [
      "/api/tickets/",
      "/api/deliveries/",
      "/api/dead-letters/",
      "/api/errors/",
      "/api/connections/",
    ];
    for (const name of names) {
      for (const path of paths) await expectRefused(`${path}${name}`, undefined, [404, 409]);
      await expectRefused(`/api/connections/${name}/status`, undefined, [404]);
      await expectRefused(`/api/connections/${name}/authorization/${name}`, undefined, [404]);
      for (const action of ["resume", "check", "sync", "authorization"]) {
        const init = { method: "POST", headers: json, body: "{}" };
        await expectRefused(`/api/connections/${name}/${action}`, init, [404, 409]);
      }
      for (const filter of ["connection", "route", "code", "status", "sinceUtc"]) {
        const { status, text } = await answerTo(`/api/dead-letters?${filter}=${name}`);
        expect([200, 400], `${filter}=${name.slice(0, 40)}: ${text}`).toContain(status);
      }
      for (const query of [`tickets?number=${name}`, `tickets?alertId=${name}`, `audit?subject=${name}`]) {
        expect((await answerTo(`/api/${query}`)).status, query.slice(0, 100)).toBe(200);
      }
    }
  });

  it("finds nothing, or says why, at moments that no clock shows", async () => {
    for (const moment of [
      "0000-01-01T00:00:00Z",
      "0000-01-01T00:00:00%2b23:59",
      "9999-12-31T23:59:59Z",
      "2026-02-30T00:00:00Z",
      "1e9",
    ]) {
      for (const bound of ["sinceUtc", "untilUtc"]) {
        const { status, text } = await answerTo(`/api/dead-letters?${bound}=${moment}`);
        expect([200, 400], `${bound}=${moment}: ${text}`).toContain(status);
      }
    }
  });

  it.each(bodies)("refuses %s as a body, and repeats no secret of it", async (_what, body) => {
    for (const [method, path] of actions) {
      await expectRefused(path, { method, headers: json, body }, [400, 404, 409, 413]);
    }
  });

  it("acts on nothing whose content type is not that of JSON, and on no misspelt dry run", async () => {
    for (const [method, path] of actions) {
      for (const type of ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "json"]) {
        await expectRefused(path, { method, headers: { "content-type": type }, body: "{}" }, [400]);
      }
    }
    for (const [method, path] of [actions[0], actions[2], actions[5]]) {
      await expectRefused(`${path}?dryRun=True`, { method, headers: json, body: "{}" }, [400]);
    }
  });

  it("shows a page with a code to a browser with a link that is none", async () => {
    for (const path of [
      "authorize",
      "authorize?ticket=",
      `authorize?ticket=${long}`,
      "authorized?state=%00&code=x",
    ]) {
      const { status, type, text } = await answerTo(`/api/connections/nobody/${path}`);
      expect(status, text).toBeLessThan(500);
      expect(type).toMatch(/^text\/html/);
    }
    const { status } = await answerTo("/api/connections/nobody/authorize", {
      method: "POST",
      body: `ticket=${secret}`,
    });
    expect(status).toBeLessThan(500);
  });

  it("hides nothing behind all that: the bridge is ready, and its log tells of no fault of its own", async () => {
    expect((await answerTo("/api/ready")).status).toBe(200);
    expect(world().log.filter((line) => /UNEXPECTED|STORAGE_UNAVAILABLE/.test(line))).toEqual([]);
    expect(world().log.filter((line) => line.includes(secret))).toEqual([]);
  });
});
