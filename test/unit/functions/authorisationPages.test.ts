import { describe, expect, it } from "vitest";

import { authoriseWithPassword, beginAuthorisation } from "../../../functions/authorisation.ts";
import { authorizedPage, authorizePage } from "../../../functions/authorisationPages.ts";
import { reachedAt } from "../../../functions/reachedAt.ts";
import { readSecretly } from "../../../functions/readSecretly.ts";
import { syncConnection } from "../../../functions/syncConnection.ts";
import type { BegunAuthorisation } from "../../../shared/connections/authorisation/beginAuthorisation.ts";
import { aConnection, authorisationWorld } from "../../support/builders/authorisationWorld.ts";
import { anInvocation, aRequest } from "../../support/builders/httpRequests.ts";

const params = { name: "servicenow" };
const json = { "content-type": "application/json" };
type World = ReturnType<typeof authorisationWorld>;

const bridgeOf = (world: World) => () => Promise.resolve({ authorisation: world.instance() });

type Shown = { readonly status: number; readonly headers: Headers; readonly text: string };

/** What the handler answers, as a browser or a program gets it. */
async function ask(
  handler: ReturnType<typeof authorizePage>,
  request: Parameters<typeof aRequest>[0],
  invocation = anInvocation(),
): Promise<Shown> {
  const { status, headers, body } = (await handler(aRequest({ params, ...request }), invocation.context)) as {
    readonly status: number;
    readonly headers: Record<string, string>;
    readonly body: string;
  };
  return { status, headers: new Headers(headers), text: body };
}

async function aTicket(world: World): Promise<string> {
  const { text } = await ask(beginAuthorisation(bridgeOf(world), false), {
    method: "POST",
    headers: json,
    body: "{}",
  });
  const begun = JSON.parse(text) as Extract<BegunAuthorisation, { way: "link" }>;
  return new URL(begun.link).searchParams.get("ticket") ?? "";
}

async function pressed(world: World, ticket: string, cookie = "") {
  return ask(authorizePage(bridgeOf(world)), {
    method: "POST",
    body: new URLSearchParams({ ticket }).toString(),
    headers: { "content-type": "application/x-www-form-urlencoded", cookie },
  });
}

const stateOf = (page: Shown) => /state=([0-9a-f]{96})/.exec(page.text)?.[1] ?? "";
const cookieOf = (page: Shown) => page.headers.get("set-cookie")?.split(";")[0] ?? "";

describe("the page behind a link", () => {
  it("says which instance, as whom, until when, and which address ServiceNow has to know", async () => {
    const world = authorisationWorld();
    const { status, text } = await ask(authorizePage(bridgeOf(world)), {
      path: `/?ticket=${await aTicket(world)}`,
    });

    expect(status).toBe(200);
    for (const said of [
      "contoso.service-now.com",
      "bridge.integration",
      "2026-03-01 12:10 UTC",
      "https://bridge.contoso.example/api/connections/servicenow/authorized",
      "Not you?",
      "/side_door.do",
    ]) {
      expect(text).toContain(said);
    }
  });

  it("needs nothing from elsewhere, runs no script, is kept by nobody and tells nobody its address", async () => {
    const world = authorisationWorld();
    const { headers, text } = await ask(authorizePage(bridgeOf(world)), {
      path: `/?ticket=${await aTicket(world)}`,
    });

    const policy = headers.get("content-security-policy") ?? "";
    expect(policy).toMatch(
      /^default-src 'none'; style-src 'sha256-[^']+'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'$/,
    );
    expect(headers.get("cache-control")).toBe("no-store");
    expect(headers.get("referrer-policy")).toBe("no-referrer");
    expect(text).not.toMatch(/<script|src=|style=/);
  });

  it("leads on to ServiceNow with a cookie that no script and no other site gets", async () => {
    const world = authorisationWorld();
    const page = await pressed(world, await aTicket(world));

    expect(page.text).toMatch(
      /<meta http-equiv="refresh" content="0; url=https:\/\/contoso\.service-now\.com\/oauth_auth\.do\?/,
    );
    expect(page.headers.get("set-cookie")).toMatch(
      /^bridge-authorisation-[0-9a-f]{32}=[0-9a-f]{96}; Path=\/api\/connections\/servicenow\/; Max-Age=600; HttpOnly; SameSite=Lax; Secure$/,
    );
  });

  it("shows hostile names as text", async () => {
    const world = authorisationWorld(aConnection({ integrationUser: `"><img src=x onerror=alert(1)>` }));
    const { text } = await ask(authorizePage(bridgeOf(world)), { path: `/?ticket=${await aTicket(world)}` });

    expect(text).not.toContain("<img");
    expect(text).toContain("&quot;&gt;&lt;img src=x onerror=alert(1)&gt;");
  });

  it.each(["", "?ticket=", "?ticket=%3Cscript%3E"])(
    "is a page with code, reason and way out for %j, too",
    async (query) => {
      const { status, text } = await ask(authorizePage(bridgeOf(authorisationWorld())), {
        path: `/${query}`,
      });

      expect(status).toBe(400);
      expect(text).toContain("AUTHORISATION_STATE_INVALID");
      expect(text).toContain("<h2>What to do</h2>");
      expect(text).not.toContain("<script");
    },
  );
});

describe("the page that ServiceNow sends the browser back to", () => {
  it("says as whom the bridge works and when the next sign-in is due, and nothing secret", async () => {
    const world = authorisationWorld();
    const going = await pressed(world, await aTicket(world));
    const { status, text, headers } = await ask(authorizedPage(bridgeOf(world)), {
      path: `/?code=secret-code-1&state=${stateOf(going)}`,
      headers: { cookie: `other=1; ${cookieOf(going)}` },
    });

    expect(status).toBe(200);
    expect(text).toContain("bridge.integration");
    expect(text).toContain("2026-05-30 12:00 UTC");
    expect(text).not.toMatch(/secret-code-1|access-1/);
    expect(text).not.toContain(stateOf(going));
    expect(headers.get("cache-control")).toBe("no-store");
  });

  it("offers to try again after a refusal, in this browser and without the link", async () => {
    const world = authorisationWorld();
    const going = await pressed(world, await aTicket(world));
    const cookie = cookieOf(going);
    const refused = await ask(authorizedPage(bridgeOf(world)), {
      path: `/?error=access_denied&state=${stateOf(going)}`,
      headers: { cookie },
    });

    expect(refused.status).toBe(403);
    expect(refused.text).toContain("AUTHORISATION_DENIED");
    const again = /name="again" value="([0-9a-f]{32})"/.exec(refused.text)?.[1] ?? "";
    const next = await ask(authorizePage(bridgeOf(world)), {
      method: "POST",
      body: new URLSearchParams({ again }).toString(),
      headers: { cookie },
    });
    expect(next.text).toContain("https://contoso.service-now.com/oauth_auth.do?");
  });

  it("leads somebody else's sign-in out of ServiceNow first", async () => {
    const world = authorisationWorld();
    world.account = { userName: "maria.keller", sysId: "6".repeat(32) };
    const going = await pressed(world, await aTicket(world));
    const { status, text } = await ask(authorizedPage(bridgeOf(world)), {
      path: `/?code=1&state=${stateOf(going)}`,
      headers: { cookie: cookieOf(going) },
    });

    expect(status).toBe(403);
    expect(text).toContain("maria.keller");
    expect(text).toContain('href="https://contoso.service-now.com/logout.do"');
    expect(text, "advice that belongs to other grants").not.toMatch(
      /client credentials|JWT|Entra|Application User/i,
    );
  });

  it("logs neither addresses nor what comes in them", async () => {
    const invocation = anInvocation();
    const failing = () => Promise.reject(new TypeError("a fault of ours"));
    const { status, text } = await ask(
      authorizedPage(failing),
      { path: "/?code=secret-code-1&state=secret-state-1" },
      invocation,
    );

    expect(status).toBe(503);
    expect(`${text} ${invocation.logged.join(" ")}`).not.toMatch(/secret-/);
    expect(text).not.toContain("a fault of ours");
  });
});

describe("a password that is posted", () => {
  it.each([
    {},
    { userName: "bridge.integration" },
    { userName: "", password: "typed-1" },
    { userName: "  ", password: "typed-1" },
    { userName: "a", password: 7 },
  ])("is wanted with its user name, and not repeated: %j", async (body) => {
    const world = authorisationWorld();
    const { status, text } = await ask(authoriseWithPassword(bridgeOf(world), false), {
      method: "POST",
      headers: json,
      body: JSON.stringify(body),
    });
    expect(status).toBe(400);
    expect(text).not.toContain("typed-1");
  });
});

it("a synchronisation is not begun by a form on somebody's page", async () => {
  const unused = () => Promise.reject(new TypeError("nothing is synchronised"));
  const form = { method: "POST", body: "", headers: { "content-type": "text/plain" } } as const;
  expect((await ask(syncConnection(unused, false), form)).status).toBe(400);
});

describe("secrets that are posted", () => {
  const posted = (url: string, body: object) =>
    readSecretly(aRequest({ url, method: "POST", headers: json, body: JSON.stringify(body) }));

  it.each([
    ["http://bridge.contoso.example/api", { userName: "bridge", password: "typed-1" }],
    ["http://bridge.contoso.example/api", { secrets: { clientSecret: "typed-1" } }],
    ["http://127.0.0.1.contoso.example/api", { secrets: { clientSecret: "typed-1" } }],
  ])("are refused over plain http: %s %j", async (url, body) => {
    await expect(posted(url, body)).rejects.toMatchObject({
      code: "REQUEST_INVALID",
      detail: expect.not.stringContaining("typed-1") as string,
    });
  });

  it.each(["https://bridge.contoso.example/api", "http://127.0.0.1:7071/api", "http://localhost:7071/api"])(
    "are read from %s",
    async (url) => {
      expect(await posted(url, { password: "typed-1" })).toEqual({ password: "typed-1" });
    },
  );
});

describe("where a request reached the bridge", () => {
  it.each([
    [
      { "x-forwarded-host": "bridge.contoso.example", "x-forwarded-proto": "https" },
      "https://bridge.contoso.example",
    ],
    [
      { "x-forwarded-host": "a.contoso.example, b.example", "x-forwarded-proto": "https,http" },
      "https://a.contoso.example",
    ],
    [{ host: "127.0.0.1:7071" }, "http://127.0.0.1:7071"],
    [{ "x-forwarded-host": "bad host/%" }, "http://127.0.0.1:4000"],
    [{}, "http://127.0.0.1:4000"],
  ])("%j is %s", (headers, expected) => {
    expect(reachedAt({ headers: new Headers(headers), url: "http://127.0.0.1:4000/api" })).toBe(expected);
  });
});
