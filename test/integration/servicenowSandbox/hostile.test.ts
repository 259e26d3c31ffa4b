import { describe, expect, it } from "vitest";
import type { ServiceNowSandbox } from "../../../local/servicenow/startServiceNowSandbox.ts";
import { ask, passwordForm, refreshForm, tokensOf } from "./oauthClient.ts";
import { basic, oauthClient, send, startSandbox } from "./sandboxClient.ts";

/** What the sandbox says of faults of its own: in all of this there is none. */
async function start() {
  const faults: string[] = [];
  const sandbox = await startSandbox({
    oauthClient: { ...oauthClient, redirectUrls: ["http://127.0.0.1:7071/callback"] },
    log: (line) => line.includes("sandbox itself") && faults.push(line),
  });
  return { sandbox, faults };
}

const formType = "application/x-www-form-urlencoded";
const form = new URLSearchParams(passwordForm).toString();

/** A call as it is, with none of our help. */
const raw = ({ url }: ServiceNowSandbox, path: string, init: RequestInit = {}) =>
  fetch(url + path, { method: "POST", redirect: "manual", ...init });

describe("the OAuth endpoints", () => {
  it.each([
    ["JSON", "application/json", JSON.stringify(passwordForm)],
    ["XML", "text/xml", "<token/>"],
    ["a form of parts", "multipart/form-data; boundary=x", "nothing of the kind"],
    ["no kind of body", "", form],
    ["nothing at all", formType, ""],
    ["broken percent signs", formType, "grant_type=%zz&%%%=&client_id=%00"],
    ["the name of an object's own member as grant", formType, form.replace("=password", "=constructor")],
    ["two grants, of which the first counts", formType, `grant_type=nobody&${form}`],
    [
      "an assertion that is none",
      formType,
      form.replace("=password", "=urn:ietf:params:oauth:grant-type:jwt-bearer&assertion=a.b.c"),
    ],
  ])("answer %s as they answer a wrong password", async (_, contentType, body) => {
    const { sandbox, faults } = await start();
    const answer = await raw(sandbox, "/oauth_token.do", { headers: { "content-type": contentType }, body });
    expect(answer.status).toBe(401);
    expect(await answer.text()).toBe('{"error_description":"access_denied","error":"server_error"}');
    expect(faults).toEqual([]);
  });

  it("know their methods only", async () => {
    const { sandbox } = await start();
    for (const method of ["GET", "PUT", "PATCH", "DELETE"]) {
      expect((await raw(sandbox, "/oauth_token.do", { method })).status).toBe(405);
    }
    const { refresh_token: token } = await tokensOf(sandbox);
    for (const method of ["PUT", "DELETE"]) {
      const path = `/oauth_revoke_token.do?token=${token}`;
      expect((await raw(sandbox, path, { method })).status).toBe(405);
    }
    expect((await ask(sandbox, refreshForm(token))).status).toBe(200);
  });

  it("go on with lifespans that make no sense", async () => {
    const { sandbox, faults } = await start();
    const [client] = sandbox.records("oauth_entity");
    const change = (values: object) =>
      send(sandbox, {
        method: "PATCH",
        path: `/api/now/table/oauth_entity/${client?.["sys_id"] ?? ""}`,
        json: values,
        headers: basic("admin", "admin-pass"),
      });
    await change({ access_token_lifespan: "-5", refresh_token_lifespan: "0" });
    expect((await tokensOf(sandbox)).expires_in).toBeGreaterThan(1_790);
    sandbox.oauth.revoke();
    await change({ access_token_lifespan: "1800", refresh_token_lifespan: "999999999999999" });
    await tokensOf(sandbox);
    expect(sandbox.oauth.tokens().map(({ expiresUtc }) => expiresUtc.slice(0, 4))).toContain("9999");
    expect(faults).toEqual([]);
  });
});

describe("the REST APIs", () => {
  it.each(["/api/now/table/%zz", "/api/now/table/incident/%zz", "/api/now/import/%zz"])(
    "answer 400 to %s",
    async (path) => {
      const { sandbox, faults } = await start();
      const answer = await send(sandbox, { path, ...(path.includes("import") && { json: {} }) });
      expect([answer.status, await answer.text()]).toEqual([
        400,
        expect.stringContaining("Requested URI does not represent any resource"),
      ]);
      expect(faults).toEqual([]);
    },
  );

  it("know a staging table by its encoded name as well", async () => {
    const { sandbox } = await start();
    const path = "/api/now/import/x_mioms%5Fmicrosoft_oms_incident";
    const answer = await send(sandbox, { path, json: { short_description: "Disk full" } });
    expect(await answer.json()).toMatchObject({ result: [{ status: "inserted" }] });
  });
});

describe("the pages", () => {
  const addresses = [
    "/login.do",
    "/side_door.do",
    "/oauth_entity_list.do",
    "/oauth_credential_list.do",
    "/sandbox",
  ];

  it.each(addresses)("say of a form for %s that it cannot be read", async (path) => {
    const { sandbox, faults } = await start();
    const headers = { "content-type": "multipart/form-data; boundary=x" };
    const answer = await raw(sandbox, path, { headers, body: "nothing of the kind" });
    expect([answer.status, await answer.text()]).toEqual([
      400,
      expect.stringContaining("The form cannot be read."),
    ]);
    expect(faults).toEqual([]);
  });

  it("take no form that is larger than any that they have", async () => {
    const { sandbox } = await start();
    const body = `user_name=${"x".repeat(1024 * 1024)}`;
    const answer = await raw(sandbox, "/login.do", { headers: { "content-type": formType }, body });
    expect([answer.status, await answer.text()]).toEqual([
      413,
      expect.stringContaining("The form is too large."),
    ]);
  });

  it.each(["/\t/evil.example/", "/\n/evil.example/", "/a\r\nSet-Cookie: x=y"])(
    "lead from the sign-in to no address that a browser would read otherwise: %j",
    async (goTo) => {
      const { sandbox } = await start();
      const signIn = {
        user_name: "bridge.integration",
        user_password: passwordForm["password"] ?? "",
        sysparm_goto_url: goTo,
      };
      const headers = { "content-type": formType };
      const body = new URLSearchParams(signIn).toString();
      const answer = await raw(sandbox, "/login.do", { headers, body });
      expect([answer.status, answer.headers.get("location")]).toEqual([303, "/"]);
    },
  );

  it("tell the person only where the client's redirect URL is no address", async () => {
    const { sandbox } = await start();
    const [client] = sandbox.records("oauth_entity");
    await send(sandbox, {
      method: "PATCH",
      path: `/api/now/table/oauth_entity/${client?.["sys_id"] ?? ""}`,
      json: { redirect_url: "no address" },
      headers: basic("admin", "admin-pass"),
    });
    const query = `client_id=${oauthClient.id}&redirect_uri=no%20address&response_type=token&state=s`;
    const answer = await raw(sandbox, `/oauth_auth.do?${query}`, { method: "GET" });
    expect([answer.status, await answer.text()]).toEqual([
      400,
      expect.stringContaining("does not match a Redirect URL"),
    ]);
  });

  it("say what is not there, to people and to programs", async () => {
    const { sandbox } = await start();
    for (const [method, path] of [
      ["GET", "/nowhere.do"],
      ["PUT", "/login.do"],
      ["POST", "/oauth_token.do/"],
    ] as const) {
      const answer = await raw(sandbox, path, { method });
      expect([answer.status, await answer.text()]).toEqual([
        404,
        expect.stringContaining("<h1>Not found</h1>"),
      ]);
    }
    const answer = await raw(sandbox, "/sandbox/api/nowhere", { method: "GET" });
    expect([answer.status, await answer.json()]).toEqual([
      404,
      { error: expect.stringContaining("No such address") as string },
    ]);
  });

  it("move the clock no further than ServiceNow can write", async () => {
    const { sandbox } = await start();
    const tooFar = { advanceMs: 9_007_199_254_740_991 };
    const byApi = await send(sandbox, { path: "/sandbox/api/clock", json: tooFar, headers: {} });
    expect([byApi.status, await byApi.json()]).toEqual([
      400,
      { error: "The clock goes from the year 1 to 9999" },
    ]);
    const byPage = await send(sandbox, {
      path: "/sandbox",
      form: { action: "advance", minutes: "1e300" },
      headers: {},
    });
    expect(byPage.status).toBe(400);
    expect((await send(sandbox, { path: "/", headers: {} })).status).toBe(200);
    expect((await send(sandbox)).status).toBe(200);
  });
});
