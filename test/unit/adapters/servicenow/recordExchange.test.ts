import { describe, expect, it } from "vitest";
import type { Answer } from "../../../../shared/adapters/servicenow/answer.ts";
import type { HttpRequest } from "../../../../shared/adapters/servicenow/exchange.ts";
import { recordExchange } from "../../../../shared/adapters/servicenow/recordExchange.ts";
import { json } from "./scriptedInstance.ts";

const startedMs = Date.parse("2026-03-01T12:00:00Z");

function aRequest(overrides: Partial<HttpRequest> = {}): HttpRequest {
  return {
    method: "POST",
    path: "/api/now/table/incident?sysparm_display_value=false",
    headers: {
      authorization: "Basic YXp1cmUuYnJpZGdlOmNvcnJlY3Q=",
      accept: "application/json",
      "content-type": "application/json",
      "user-agent": "azure-ticket-bridge",
      cookie: "JSESSIONID=1",
    },
    body: '{"short_description":"Disk full on vm-contoso-7"}',
    isWrite: true,
    timeoutMs: 30_000,
    ...overrides,
  };
}

function record(request: HttpRequest, answer?: Answer, secrets: readonly string[] = []) {
  return recordExchange({ request, answer, startedMs, endedMs: startedMs + 412.3 }, secrets);
}

describe("an exchange as it is kept", () => {
  it("has the request and the answer, with the headers that matter", () => {
    const refusal = '{"error":{"message":"Operation Failed","detail":"x"},"status":"failure"}';
    const answer = json(403, refusal, {
      server: "ServiceNow",
      "x-transaction-id": "0a1b2c3d4e5f",
      "x-is-logged-in": "true",
      "set-cookie": "JSESSIONID=ABC; Path=/",
      "strict-transport-security": "max-age=63072000",
    });

    expect(record(aRequest(), answer)).toEqual({
      startedAtUtc: "2026-03-01T12:00:00.000Z",
      durationMs: 412,
      request: {
        method: "POST",
        path: "/api/now/table/incident?sysparm_display_value=false",
        headers: {
          accept: "application/json",
          "content-type": "application/json",
          "user-agent": "azure-ticket-bridge",
          authorization: "Basic ***",
        },
        body: '{"short_description":"Disk full on vm-contoso-7"}',
      },
      answer: {
        status: 403,
        headers: {
          "content-type": "application/json;charset=UTF-8",
          server: "ServiceNow",
          "x-is-logged-in": "true",
          "x-transaction-id": "0a1b2c3d4e5f",
        },
        body: refusal,
      },
    });
  });

  it("has no answer where none came", () => {
    expect(record(aRequest({ method: "GET", body: undefined }))).toMatchObject({
      request: { body: null },
      answer: null,
    });
  });

  it("shows of a token request which grant and client it was, and nothing else", () => {
    const form = new URLSearchParams({
      grant_type: "password",
      client_id: "c0ffee",
      client_secret: "s3cret-of-contoso",
      username: "azure.bridge",
      password: "correct horse",
    });
    const request = aRequest({
      path: "/oauth_token.do",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: form.toString(),
    });
    expect(record(request).request.body).toBe(
      "grant_type=password&client_id=c0ffee&client_secret=***&username=***&password=***",
    );
  });

  it("shows where a redirect leads, without its query", () => {
    const answer = {
      status: 302,
      text: "",
      headers: { location: "https://idp.contoso.com/saml?SAML=abc#x" },
    };
    expect(record(aRequest(), answer).answer?.headers).toEqual({ location: "https://idp.contoso.com/saml" });
  });

  it("is cut to a size that can be kept", () => {
    const kept = record(aRequest({ body: "a".repeat(50_000) }), json(500, "b".repeat(50_000)));
    expect(kept.request.body).toHaveLength(8_000);
    expect(kept.answer?.body).toHaveLength(4_000);
  });
});

describe("what is secret", () => {
  const secret = "correct horse";
  const token = "eyJhbGciOiJub25lIn0.x.y";

  it.each([
    ["in the path", aRequest({ path: `/api/now/x?p=${secret}` }), json(400, "{}")],
    ["in the body", aRequest({ body: `{"description":"${secret}"}` }), json(400, "{}")],
    ["in the answer", aRequest(), json(400, `{"error":{"detail":"${secret}"}}`)],
    ["in an answer's header", aRequest(), json(400, "{}", { "www-authenticate": `Basic ${secret}` })],
    ["as a token", aRequest(), json(400, `{"access_token":"${token}","x":"Bearer ${token}"}`)],
  ])("is not kept: %s", (_where, request, answer) => {
    const kept = JSON.stringify(record(request, answer, [secret]));
    expect(kept).not.toContain(secret);
    expect(kept).not.toContain(token);
  });
});

describe("what is personal", () => {
  it.each([
    ['{"caller_id":"6816f79cc0a8016401c5a33be04be441"}', '{"caller_id":"(removed)"}'],
    ['{"caller_id":{"link":"https://x/1","value":"1"},"state":"1"}', '{"caller_id":"(removed)","state":"1"}'],
    ['{"sys_updated_by":"megan.bowen","state":"6"}', '{"sys_updated_by":"(removed)","state":"6"}'],
    ['{"caller_id.email":"a@b.example"}', '{"caller_id.email":"(removed)"}'],
    ['{"description":"asked by Megan.Bowen@contoso.com."}', '{"description":"asked by (removed)."}'],
    ['{"description":"m.b\\u0040contoso.com"}', '{"description":"(removed)"}'],
    ['{"assigned_to":"Megan Bow', '{"assigned_to":"(removed)"'],
    ['{"caller_id":""}', '{"caller_id":""}'],
    [
      '{"description":"/subscriptions/1/resourceGroups/rg"}',
      '{"description":"/subscriptions/1/resourceGroups/rg"}',
    ],
  ])("is not kept: %s", (text, kept) => {
    expect(record(aRequest({ body: text }), json(400, text))).toMatchObject({
      request: { body: kept },
      answer: { body: kept },
    });
  });

  it("is not kept of a search for a user", () => {
    const path =
      "/api/now/table/sys_user?sysparm_query=user_name=megan.bowen^ORname=Megan%20Bowen&sysparm_limit=2";
    const kept = record(aRequest({ path, method: "GET" }), json(403, '{"result":[{"name":"Megan Bowen"}]}'));
    expect(kept.request.path).toBe("/api/now/table/sys_user?sysparm_query=(removed)&sysparm_limit=2");
    expect(JSON.stringify(kept)).not.toMatch(/megan|bowen/i);
  });

  it("leaves the search for a group as it is", () => {
    const path = "/api/now/table/sys_user_group?sysparm_query=name=Cloud%20Operations";
    expect(record(aRequest({ path })).request.path).toBe(path);
  });
});
