import { createHash } from "node:crypto";
import { request } from "node:http";
import { describe, expect, it } from "vitest";
import type { ServiceNowSandbox } from "../../../local/servicenow/startServiceNowSandbox.ts";
import { ask, statusWith, type Tokens, tokensOf } from "./oauthClient.ts";
import { integrationPassword, oauthClient, send, startSandbox } from "./sandboxClient.ts";

const startUtc = "2026-03-04T10:20:30.000Z";
const redirectUri = "http://127.0.0.1:7071/api/connections/default/callback";
const verifier = "a-verifier-of-at-least-forty-three-characters-0123";
const s256 = createHash("sha256").update(verifier).digest("base64url");

const start = (options = {}) =>
  startSandbox({ oauthClient: { ...oauthClient, redirectUrls: [redirectUri] }, ...options });

const wish = (more: Record<string, string | undefined> = {}) => {
  const parameters: Record<string, string | undefined> = {
    response_type: "code",
    client_id: oauthClient.id,
    redirect_uri: redirectUri,
    state: "state-1",
    ...more,
  };
  const given = Object.entries(parameters).filter((pair): pair is [string, string] => pair[1] !== undefined);
  return `/oauth_auth.do?${new URLSearchParams(given).toString()}`;
};

/** A browser without scripts: keeps the cookie, follows nothing by itself. */
function aBrowser(sandbox: ServiceNowSandbox) {
  let cookie = "";
  const go = async (path: string, form?: Record<string, string>) => {
    const headers = { cookie, ...(form !== undefined && { origin: sandbox.url }) };
    const response = await send(sandbox, { path, headers, ...(form !== undefined && { form }) });
    for (const set of response.headers.getSetCookie()) cookie = set.split(";")[0] ?? "";
    return response;
  };
  return {
    go,
    signIn: (userName: string, password: string, path = "/login.do") =>
      go(path, { user_name: userName, user_password: password, sysparm_goto_url: "/" }),
    async answer(path: string, answer: "allow" | "deny") {
      const text = await (await go(path)).text();
      const token = /name="sysparm_ck" value="(\w+)"/.exec(text)?.[1] ?? "";
      return new URL(
        (await go(path, { sysparm_ck: token, answer })).headers.get("location") ?? "",
        sandbox.url,
      );
    },
  };
}

const codeForm = (code: string, more: Record<string, string> = {}) => ({
  grant_type: "authorization_code",
  client_id: oauthClient.id,
  client_secret: oauthClient.secret,
  redirect_uri: redirectUri,
  code,
  ...more,
});

async function allowedCode(sandbox: ServiceNowSandbox, more: Record<string, string> = {}): Promise<string> {
  const browser = aBrowser(sandbox);
  await browser.signIn("bridge.integration", integrationPassword);
  const target = await browser.answer(wish(more), "allow");
  expect(target.href).toMatch(new RegExp(`^${redirectUri}\\?`));
  expect(target.searchParams.get("state")).toBe("state-1");
  return target.searchParams.get("code") ?? "";
}

describe("signing in", () => {
  it("comes first, and leads on to the page that asks", async () => {
    const browser = aBrowser(await start());
    const first = await browser.go(wish());
    const login = first.headers.get("location") ?? "";
    expect([first.status, login]).toEqual([302, `/login.do?sysparm_goto_url=${encodeURIComponent(wish())}`]);
    const form = { user_name: "bridge.integration", sysparm_goto_url: wish() };
    const wrong = await browser.go("/login.do", { ...form, user_password: "wrong" });
    expect(wrong.status).toBe(401);
    expect(await wrong.text()).toContain("User name or password invalid");
    const right = await browser.go("/login.do", { ...form, user_password: integrationPassword });
    expect([right.status, right.headers.get("location")]).toEqual([303, wish()]);
    const page = await (await browser.go(wish())).text();
    expect(page).toContain("Allow Azure Ticket Bridge?");
    expect(page).toContain("Bridge Integration");
    expect(page).toContain("Not you?");
  });

  it.each([
    ["is locked", { lockedOut: true }],
    ["is not active", { active: false }],
    ["has to change the password", { passwordNeedsReset: true }],
    ["is for web services only", { webServiceAccessOnly: true }],
  ])("is refused to an account that %s", async (_, change) => {
    const sandbox = await start();
    sandbox.changeUser("bridge.integration", change);
    expect((await aBrowser(sandbox).signIn("bridge.integration", integrationPassword)).status).toBe(401);
  });

  it("counts wrong passwords, and locks the account", async () => {
    const sandbox = await start();
    const browser = aBrowser(sandbox);
    for (let i = 0; i < 5; i++) await browser.signIn("bridge.integration", "wrong");
    expect((await browser.signIn("bridge.integration", integrationPassword)).status).toBe(401);
  });

  it("leads to no other site", async () => {
    const browser = aBrowser(await start());
    for (const goTo of ["https://evil.example/", "//evil.example/", "/\\evil.example/"]) {
      const form = { user_name: "bridge.integration", user_password: integrationPassword };
      const answer = await browser.go("/login.do", { ...form, sysparm_goto_url: goTo });
      expect(answer.headers.get("location")).toBe("/");
    }
  });

  it("by 'Not you?' forgets who was there, and asks for a password again", async () => {
    const sandbox = await start({ adminPassword: "admin-pass" });
    const browser = aBrowser(sandbox);
    await browser.signIn("admin", "admin-pass");
    const page = await (await browser.go(wish())).text();
    const notYou = /href="(\/logout\.do[^"]*)"/.exec(page)?.[1]?.replaceAll("&amp;", "&") ?? "";
    expect((await browser.go(notYou)).headers.get("location")).toBe(
      `/side_door.do?sysparm_goto_url=${encodeURIComponent(wish())}`,
    );
    expect((await browser.go(wish())).status).toBe(302);
    await browser.signIn("bridge.integration", integrationPassword, "/side_door.do");
    expect(await (await browser.go(wish())).text()).toContain("bridge.integration");
  });

  it("happens by itself with single sign-on, as somebody else; 'Not you?' goes around it unless that is closed", async () => {
    const sandbox = await start();
    sandbox.setProperty("sandbox.sso.user", "maria.keller");
    const browser = aBrowser(sandbox);
    const sso = (await browser.go("/login.do?sysparm_goto_url=%2F")).headers.get("location") ?? "";
    expect(sso).toBe("/login_with_sso.do?sysparm_goto_url=%2F");
    expect(await (await browser.go(sso)).text()).toContain("Maria Keller");
    expect(await (await browser.go(wish())).text()).toContain("maria.keller");
    expect((await browser.go("/side_door.do")).status).toBe(200);
    sandbox.setProperty("sandbox.sso.only", "true");
    expect((await browser.go("/side_door.do")).headers.get("location")).toContain("/login_with_sso.do");
  });
});

describe("a code", () => {
  it("is exchanged for tokens of whoever allowed it", async () => {
    const sandbox = await start();
    const tokens = await tokensOf(sandbox, codeForm(await allowedCode(sandbox)));
    expect(tokens.refresh_token).toMatch(/^[\w-]{70,90}$/);
    expect(await statusWith(sandbox, tokens.access_token)).toBe(200);
    expect(sandbox.oauth.tokens()).toMatchObject([
      { userName: "bridge.integration" },
      { userName: "bridge.integration" },
    ]);
  });

  it("is good once, for a minute, for this client and this address", async () => {
    const sandbox = await start({ startUtc });
    sandbox.oauth.client("other", { secret: "other-secret", redirectUrls: [redirectUri] });
    const code = await allowedCode(sandbox);
    expect((await ask(sandbox, codeForm(code))).status).toBe(200);
    expect((await ask(sandbox, codeForm(code))).status).toBe(401);

    const old = await allowedCode(sandbox);
    sandbox.clock.advanceMs(60_000);
    expect((await ask(sandbox, codeForm(old))).status).toBe(401);

    const foreign = codeForm(await allowedCode(sandbox), {
      client_id: "other",
      client_secret: "other-secret",
    });
    expect((await ask(sandbox, foreign)).status).toBe(401);
    const elsewhere = codeForm(await allowedCode(sandbox), { redirect_uri: `${redirectUri}/` });
    expect((await ask(sandbox, elsewhere)).status).toBe(401);
  });

  it.each([
    ["S256", s256],
    ["plain", verifier],
  ])("with a challenge of %s needs its verifier", async (method, challenge) => {
    const sandbox = await start();
    const pkce = { code_challenge: challenge, code_challenge_method: method };
    const without = codeForm(await allowedCode(sandbox, pkce));
    expect((await ask(sandbox, without)).status).toBe(401);
    const wrong = codeForm(await allowedCode(sandbox, pkce), { code_verifier: `${verifier}x` });
    expect((await ask(sandbox, wrong)).status).toBe(401);
    const right = codeForm(await allowedCode(sandbox, pkce), { code_verifier: verifier });
    expect((await ask(sandbox, right)).status).toBe(200);
  });

  it("gives a public client no refresh token, and asks it for PKCE", async () => {
    const sandbox = await start();
    sandbox.oauth.client("public", { isPublic: true, redirectUrls: [redirectUri] });
    const refused = await send(sandbox, { path: wish({ client_id: "public" }), headers: {} });
    expect(refused.headers.get("location")).toContain("error=invalid_request");
    const pkce = { client_id: "public", code_challenge: s256, code_challenge_method: "S256" };
    const form = codeForm(await allowedCode(sandbox, pkce), { client_id: "public", code_verifier: verifier });
    const tokens = (await (await ask(sandbox, { ...form, client_secret: "" })).json()) as Partial<Tokens>;
    expect(tokens.access_token).toBeDefined();
    expect(tokens).not.toHaveProperty("refresh_token");
  });

  it("is not given to whom a person denies it", async () => {
    const sandbox = await start();
    const browser = aBrowser(sandbox);
    await browser.signIn("bridge.integration", integrationPassword);
    const { searchParams } = await browser.answer(wish(), "deny");
    expect(Object.fromEntries(searchParams)).toMatchObject({ error: "access_denied", state: "state-1" });
  });

  it("is not given for a form that another page has made up", async () => {
    const sandbox = await start();
    const browser = aBrowser(sandbox);
    await browser.signIn("bridge.integration", integrationPassword);
    const forged = await browser.go(wish(), { sysparm_ck: "0".repeat(64), answer: "allow" });
    expect(forged.headers.get("location")).toMatch(/^\/login\.do/);
  });
});

describe("a request for a code", () => {
  it.each([
    ["an unknown client", { client_id: "nobody" }, "There is no active client"],
    [
      "an address that differs by a slash",
      { redirect_uri: `${redirectUri}/` },
      "does not match a Redirect URL",
    ],
    ["no address", { redirect_uri: undefined }, "does not match a Redirect URL"],
    ["no state", { state: undefined }, "Missing State parameter in request"],
  ])("with %s is told to the person only", async (_, more, text) => {
    const answer = await send(await start(), { path: wish(more), headers: {} });
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain(text);
  });

  it.each([
    ["another response type", { response_type: "token" }, "unsupported_response_type"],
    ["another scope", { scope: "everything" }, "invalid_scope"],
    [
      "an unknown way to make challenges",
      { code_challenge: "x", code_challenge_method: "MD5" },
      "invalid_request",
    ],
  ])("with %s is answered to the client", async (_, more, error) => {
    const answer = await send(await start(), { path: wish(more), headers: {} });
    const { searchParams } = new URL(answer.headers.get("location") ?? "");
    expect(Object.fromEntries(searchParams)).toMatchObject({ error, state: "state-1" });
  });

  it("needs no state where the property says so", async () => {
    const sandbox = await start();
    sandbox.setProperty("glide.oauth.state.parameter.required", "false");
    expect((await send(sandbox, { path: wish({ state: undefined }), headers: {} })).status).toBe(302);
  });

  it("may come from another site, by a browser that goes there", async () => {
    const sandbox = await start();
    const arrival = {
      "sec-fetch-site": "cross-site",
      "sec-fetch-mode": "navigate",
      "sec-fetch-dest": "document",
    };
    expect(await statusOf(sandbox, "GET", wish(), arrival)).toBe(302);
    expect(await statusOf(sandbox, "GET", wish(), { ...arrival, "sec-fetch-dest": "iframe" })).toBe(403);
    expect(await statusOf(sandbox, "GET", "/logout.do", arrival)).toBe(403);
    expect(await statusOf(sandbox, "POST", wish(), arrival)).toBe(403);
  });

  /** `fetch` has headers of its own that say where a call comes from. */
  function statusOf(
    { url }: ServiceNowSandbox,
    method: string,
    path: string,
    headers: Record<string, string>,
  ): Promise<number | undefined> {
    return new Promise((resolve, reject) => {
      const sent = request(url + path, { method, headers }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      });
      sent.once("error", reject).end();
    });
  }
});
