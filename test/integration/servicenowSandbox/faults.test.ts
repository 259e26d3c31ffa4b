import { describe, expect, it } from "vitest";
import type { FaultKind } from "../../../local/servicenow/faults/faultKinds.ts";
import { basic, incidents, send, startSandbox } from "./sandboxClient.ts";

const cancelled = "Transaction cancelled: maximum execution time exceeded";
const json = { short_description: "Disk full" };

describe("a fault that answers", () => {
  type Row = [kind: FaultKind, status: number, contentType: string, body: RegExp, stored: number];
  it.each<Row>([
    ["rateLimit", 429, "application/json", /"Rate limit of 100 requests per hour for Table API exceeded"/, 0],
    ["semaphore", 429, "text/plain", /^Too Many Requests$/, 0],
    ["unavailable", 503, "text/html", /503 Service Unavailable/, 0],
    ["badGateway", 502, "text/html", /502/, 0],
    ["hibernating", 200, "text/html", /<title> Instance Hibernating page <\/title>.*Hibernating Instance/, 0],
    ["loginPage", 200, "text/html", /<form action="login\.do"/, 0],
    ["unauthorized", 401, "application/json", /"User is not authenticated"/, 0],
    ["aclDenied", 403, "application/json", /"ACL Exception Insert Failed due to security constraints"/, 0],
    ["unscopedApi", 403, "application/json", /"Access to unscoped api is not allowed"/, 0],
    ["apiAcl", 403, "application/json", /"Failed API level ACL Validation"/, 0],
    ["ipDenied", 403, "text/html", /<html>/, 0],
    [
      "businessRuleAbort",
      403,
      "application/json",
      /aborted by Business Rule 'Example rule\^[0-9a-f]{32}'\. Business Rule Stack:Example rule"/,
      0,
    ],
    [
      "dataPolicy",
      403,
      "application/json",
      /Data Policy Exception: \\n\\tThe following fields are mandatory: Caller"/,
      0,
    ],
    ["mfaRequired", 401, "application/json", /"User is not authenticated"/, 0],
    ["scopeMissing", 403, "application/json", /"Missing required api access scope"/, 0],
    ["webAccessDenied", 403, "application/json", /WebServicePolicyValidator/, 0],
    ["tableSecurity", 403, "application/json", /'incident' was denied due to table security\."/, 0],
    ["queryDenied", 403, "application/json", /"Insufficient rights to query records"/, 0],
    ["invalidTable", 400, "application/json", /"message":"Invalid table incident","detail":null/, 0],
    ["recordMissing", 404, "application/json", /"No Record found"/, 0],
    ["tooLarge", 400, "application/json", /"Rejected large REST payload with content-length = 15105102/, 0],
    ["malformed", 400, "application/json", /"Cannot decode: java\.io\.StringReader@1f2dc1f"/, 0],
    ["unknownUri", 400, "application/json", /"Requested URI does not represent any resource"/, 0],
    ["methodNotAllowed", 405, "application/json", /"Method not supported"/, 0],
    ["notAcceptable", 406, "application/json", /"Invalid accept header/, 0],
    ["contentType", 415, "application/json", /"Invalid content-type/, 0],
    ["requestTimeout", 408, "text/html", /408 Request Time-out/, 0],
    ["scriptError", 500, "application/json", /"Exception while executing request: null"/, 0],
    ["serverError", 500, "text/html", /Internal Server Error/, 0],
    ["restarting", 502, "text/html", /502 Bad Gateway/, 0],
    ["gatewayTimeout", 504, "text/html", /504 Gateway Time-out/, 0],
    ["loginRedirect", 302, "text/html", /^$/, 0],
    ["maintenancePage", 503, "text/html", /under maintenance/, 0],
    ["strangePage", 200, "text/html", /Welcome to Contoso/, 0],
    ["proxyDenied", 403, "text/html", /web filter/, 0],
    ["redirected", 301, "text/html", /^$/, 0],
    ["hugeReply", 201, "application/json", /x{1000}/, 1],
    ["policyDenied", 403, "application/json", /blocked by policy CTS-7"/, 0],
    ["emptyReply", 201, "application/json", /^$/, 1],
    ["noResult", 201, "application/json", /^\{"status":"success"\}$/, 1],
    ["commitThenScriptError", 500, "application/json", /"Exception while executing request: null"/, 1],
    ["transactionCancelled", 500, "application/json", new RegExp(cancelled), 0],
    [
      "commitThenError",
      500,
      "application/json",
      new RegExp(`"detail":"${cancelled} Check logs for error trace`),
      1,
    ],
    ["truncatedReply", 201, "application/json", /^\{"result":\{"number":"INC0010001"/, 1],
    ["partialResult", 200, "application/json", /^\{"result":\{.*\},"error":\{.*\},"status":"failure"\}$/, 1],
  ])("%s: %i, %s", async (kind, status, contentType, body, stored) => {
    const sandbox = await startSandbox();
    sandbox.faults.set({ kind, times: 1 });
    const response = await send(sandbox, { json });
    expect(response.status).toBe(status);
    expect(response.headers.get("content-type")).toContain(contentType);
    expect(await response.text()).toMatch(body);
    expect(sandbox.records("incident")).toHaveLength(stored);
    expect((await send(sandbox, { json })).status).toBe(201);
  });

  it.each([
    ["POST", "Insert"],
    ["PATCH", "Update"],
    ["DELETE", "Delete"],
  ])("aclDenied to a %s speaks of an %s", async (method, word) => {
    const sandbox = await startSandbox();
    sandbox.faults.set({ kind: "aclDenied", match: { method } });
    const path = method === "POST" ? incidents : `${incidents}/0123456789abcdef0123456789abcdef`;
    const response = await send(sandbox, { method, path, json });
    expect(await response.text()).toContain(`ACL Exception ${word} Failed`);
  });

  it("mfaRequired and loginRedirect say it in a header", async () => {
    const sandbox = await startSandbox();
    sandbox.faults.set({ kind: "mfaRequired", times: 1 });
    expect((await send(sandbox)).headers.get("x-mfa_token")).toBe("invalid");
    sandbox.faults.set({ kind: "loginRedirect", times: 1 });
    expect((await send(sandbox)).headers.get("location")).toMatch(/^\/login_with_sso\.do/);
  });

  it("truncatedReply is no JSON", async () => {
    const sandbox = await startSandbox();
    sandbox.faults.set({ kind: "truncatedReply" });
    await expect((await send(sandbox, { json })).json()).rejects.toThrow(SyntaxError);
  });

  it("badGateway comes from the gateway", async () => {
    const sandbox = await startSandbox();
    sandbox.faults.set({ kind: "badGateway" });
    expect((await send(sandbox)).headers.get("server")).toBe("snow_adc");
  });

  it("names the fields and the rule it was given", async () => {
    const sandbox = await startSandbox();
    sandbox.faults.set({ kind: "dataPolicy", fields: ["Caller", "Location"], times: 1 });
    expect(await (await send(sandbox, { json })).text()).toContain("mandatory: Caller, Location");
    sandbox.faults.set({ kind: "businessRuleAbort", ruleName: "No alerts on Sundays" });
    expect(await (await send(sandbox, { json })).text()).toContain(
      "Business Rule Stack:No alerts on Sundays",
    );
  });

  it("unauthorized speaks the language of the token endpoint there", async () => {
    const sandbox = await startSandbox();
    sandbox.faults.set({ kind: "unauthorized", match: { pathContains: "oauth_token" } });
    const response = await send(sandbox, { path: "/oauth_token.do", form: { grant_type: "password" } });
    expect(await response.json()).toEqual({ error_description: "access_denied", error: "server_error" });
    expect((await send(sandbox)).status).toBe(200);
  });
});

describe("a fault of the token endpoint", () => {
  it.each([
    ["invalidClient", 401, { error: "invalid_client" }],
    ["invalidGrant", 401, { error: "invalid_grant" }],
    ["unsupportedGrant", 400, { error: "unsupported_grant_type" }],
    ["tokenMissing", 200, { token_type: "Bearer" }],
  ] as const)("strikes there only: %s", async (kind, status, body) => {
    const sandbox = await startSandbox();
    sandbox.faults.set({ kind });
    const response = await send(sandbox, { path: "/oauth_token.do", form: { grant_type: "password" } });
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject(body);
    expect((await send(sandbox)).status).toBe(200);
  });
});

describe("a rate limit", () => {
  it("announces itself on allowed answers and tells the refused when to come back", async () => {
    const sandbox = await startSandbox({ startUtc: "2026-03-04T10:29:40.000Z" });
    sandbox.faults.set({ kind: "rateLimit", limitPerHour: 1 });
    const limits = {
      "x-ratelimit-limit": "1",
      "x-ratelimit-reset": String(Date.parse("2026-03-04T11:00:00Z") / 1000),
      "x-ratelimit-rule": expect.stringMatching(/^[0-9a-f]{32}$/) as string,
    };
    const allowed = await send(sandbox);
    expect(allowed.status).toBe(200);
    expect(Object.fromEntries(allowed.headers)).toMatchObject(limits);
    expect(allowed.headers.has("retry-after")).toBe(false);
    const refused = await send(sandbox);
    expect(refused.status).toBe(429);
    expect(Object.fromEntries(refused.headers)).toMatchObject({ ...limits, "retry-after": "1820" });
  });

  it("of semaphores says nothing", async () => {
    const sandbox = await startSandbox();
    sandbox.faults.set({ kind: "semaphore" });
    const { headers } = await send(sandbox);
    expect([...headers.keys()].filter((name) => /rate|retry/i.test(name))).toEqual([]);
  });
});

describe("a fault of the connection", () => {
  it.each([
    ["reset", 0, "ECONNRESET"],
    ["commitThenDrop", 1, "UND_ERR_SOCKET"],
  ] as const)("%s answers nothing and leaves %i records", async (kind, stored, code) => {
    const sandbox = await startSandbox();
    sandbox.faults.set({ kind, times: 1 });
    const failure = await send(sandbox, { json }).catch((error: unknown) => error as Error);
    expect(failure).toMatchObject({ cause: { code } });
    expect(sandbox.records("incident")).toHaveLength(stored);
    expect(sandbox.stats().calls).toEqual({ "POST incident dropped": 1 });
  });

  it("cutConnection breaks in the middle of the answer", async () => {
    const sandbox = await startSandbox();
    sandbox.faults.set({ kind: "cutConnection", times: 1 });
    const response = await send(sandbox, { json, headers: { ...basic(), "accept-encoding": "identity" } });
    expect(response.status).toBe(201);
    await expect(response.text()).rejects.toThrow("terminated");
    expect(sandbox.records("incident")).toHaveLength(1);
  });
});

describe("a fault of time", () => {
  it.each([
    ["slow", 0],
    ["commitSlow", 1],
  ] as const)("%s leaves the caller waiting; %i records are there meanwhile", async (kind, stored) => {
    const sandbox = await startSandbox();
    sandbox.faults.set({ kind, delayMs: 600_000 });
    const waiting = send(sandbox, { json }).catch(() => "gone");
    await expect.poll(() => sandbox.stats().inFlight).toBe(1);
    expect(sandbox.records("incident")).toHaveLength(stored);
    await sandbox.close();
    expect(await waiting).toBe("gone");
  });

  it("slow answers in the end", async () => {
    const sandbox = await startSandbox();
    sandbox.faults.set({ kind: "slow", delayMs: 1 });
    expect((await send(sandbox, { json })).status).toBe(201);
  });
});

describe("a fault asked for by the short description", () => {
  it("strikes the first time only, so that a second try shows the way out", async () => {
    const sandbox = await startSandbox();
    const marked = { json: { short_description: "[429] Disk full" } };
    const first = await send(sandbox, marked);
    expect(first.status).toBe(429);
    expect(first.headers.get("retry-after")).toBe("10");
    expect((await send(sandbox, marked)).status).toBe(201);
    expect(sandbox.records("incident")).toMatchObject([{ short_description: "[429] Disk full" }]);
  });

  it("works on changes, too", async () => {
    const sandbox = await startSandbox();
    const created = (await (await send(sandbox, { json })).json()) as { result: { sys_id: string } };
    const path = `${incidents}/${created.result.sys_id}`;
    const change = { path, method: "PATCH", json: { short_description: "[commit-then-500]", impact: "1" } };
    expect((await send(sandbox, change)).status).toBe(500);
    expect(sandbox.records("incident")).toMatchObject([{ impact: "1" }]);
  });
});
