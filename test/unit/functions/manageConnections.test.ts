import type { HttpHandler } from "@azure/functions";
import { describe, expect, it } from "vitest";

import {
  putConnection,
  removeConnection,
  replaceCredentials,
  showConnection,
} from "../../../functions/manageConnections.ts";
import type { Bridge } from "../../../shared/bridge.ts";
import { openManaging } from "../../../shared/compose/openManaging.ts";
import { aRequest, anInvocation } from "../../support/builders/httpRequests.ts";
import { aManageWorld } from "../../support/builders/manageWorld.ts";

const secrets = { clientSecret: "hunter2-client-secret" };
const good = {
  instanceUrl: "https://contoso.service-now.com",
  grant: { kind: "clientCredentials", clientId: "7d3c" },
  secrets,
};

function anApi() {
  const world = aManageWorld();
  const bridge = () =>
    Promise.resolve({ connections: openManaging(world.parts) } as Pick<Bridge, "connections">);
  async function call(handler: HttpHandler, name: string, body: unknown) {
    const { context, logged } = anInvocation();
    const request = aRequest({
      method: "PUT",
      params: { name },
      headers: { "content-type": "application/json" },
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
    const { status, body: answered } = (await handler(request, context)) as { status: number; body: string };
    return {
      status,
      text: answered,
      answer: JSON.parse(answered) as { code?: string; detail?: string },
      logged,
    };
  }
  return {
    ...world,
    call,
    put: (body: unknown, name = "contoso") => call(putConnection(bridge, false), name, body),
    handlers: {
      replaceCredentials: replaceCredentials(bridge, false),
      removeConnection: removeConnection(bridge, false),
      showConnection: showConnection(bridge),
    },
  };
}

const names = [
  "__proto__",
  "..",
  "a/b",
  "a".repeat(300),
  "\u00e9",
  "",
  "a\u0000b",
  "\ud800",
  "|connections",
  "-a",
];

describe("a name that no connection can have", () => {
  it.each(names)("is refused when it is added: %j", async (name) => {
    const { put, parts } = anApi();
    expect(await put(good, name)).toMatchObject({
      status: 400,
      answer: { code: "REQUEST_INVALID" },
      logged: [],
    });
    expect(await parts.store.list()).toEqual([]);
  });

  it.each(names)("is not there for anything else: %j", async (name) => {
    const { call, handlers } = anApi();
    for (const handler of Object.values(handlers)) {
      expect((await call(handler, name, {})).answer.code).toBe("CONNECTION_MISSING");
    }
  });
});

it.each(["constructor", "toString", "hasOwnProperty"])(
  "a connection may have the name of something in the language: %s",
  async (name) => {
    const { put, call, handlers, parts } = anApi();
    expect((await put(good, name)).status).toBe(201);
    expect((await call(handlers.showConnection, name, {})).status).toBe(200);
    expect((await call(handlers.removeConnection, name, {})).status).toBe(200);
    expect(await parts.store.list()).toEqual([]);
  },
);

describe("a body that is none", () => {
  it.each<[unknown, string]>([
    ["", "instanceUrl: is missing"],
    ["null", "a JSON object"],
    ["[]", "a JSON object"],
    ["42", "a JSON object"],
    ["{", "not JSON"],
    ['{"__proto__":{"instanceUrl":"https://contoso.service-now.com"}}', "instanceUrl: is missing"],
    [{ ...good, secrets: null }, "secrets: "],
    [{ ...good, secrets: "hunter2" }, "secrets: "],
    [{ ...good, secrets: { clientSecret: 5 } }, "secrets.clientSecret: "],
    [{ ...good, secrets: { clientSecret: " \n" } }, "secrets.clientSecret: is empty"],
    [{ ...good, secrets: { clientSecret: "x".repeat(25_001) } }, "secrets.clientSecret: is longer"],
    [{ ...good, secrets: { constructor: "x" } }, "secrets: "],
    [{ ...good, nonsense: 1 }, "nonsense"],
    [{ ...good, grant: [] }, "grant: "],
    [{ ...good, grant: { kind: "constructor" } }, "grant.kind: "],
    [{ ...good, name: 5 }, "name: "],
    [{ ...good, synchronise: "incident" }, "synchronise: "],
    [{ ...good, daysBack: "30" }, "daysBack: "],
    [{ ...good, integrationUser: "a\u001b[31m" }, "integrationUser: must not contain line breaks"],
    [
      { ...good, grant: { kind: "clientCredentials", clientId: "7d3c\nx" } },
      "grant.clientId: must not contain line breaks",
    ],
    [
      { ...good, grant: { kind: "basic", userName: "azure:bridge" }, secrets: { password: "hunter2" } },
      "grant.userName: must not contain a colon",
    ],
  ])("is refused, and said what of it: %j", async (body, says) => {
    const { put, parts, secret } = anApi();
    const { status, answer, text, logged } = await put(body);
    expect([status, answer.code]).toEqual([400, "REQUEST_INVALID"]);
    expect(answer.detail).toContain(says);
    expect(text).not.toContain("hunter2");
    expect(logged).toEqual([]);
    expect(await parts.store.list()).toEqual([]);
    expect(await secret("contoso--client-secret")).toBeUndefined();
  });

  it.each([
    ["a field's name", { ...good, ["x".repeat(100_000)]: 1 }],
    ["a host", { ...good, instanceUrl: `https://${"a.".repeat(50_000)}com` }],
    ["a path before its host", { ...good, instanceUrl: `https://${"a.".repeat(50_000)}com/path` }],
    [
      "thousands of fields",
      {
        ...good,
        ticketStates: Object.fromEntries(Array.from({ length: 5_000 }, (_none, n) => [`s${n}`, "x"])),
      },
    ],
    ["thousands of kinds", { ...good, synchronise: Array.from({ length: 5_000 }, () => "nothing") }],
  ])("is not repeated at length: %s", async (_what, body) => {
    const { put } = anApi();
    const { status, text } = await put(body);
    expect(status).toBe(400);
    expect(text.length).toBeLessThan(20_000);
  });
});

describe("an address", () => {
  it.each([
    ["https://user:hunter2@contoso.service-now.com", "credentials"],
    ["https://contoso.service-now.com:8443", "is not a ServiceNow instance"],
    ["https://contoso.service-now.com/path", "only the host"],
    ["https://contoso.service-now.com/?q=1", "only the host"],
    ["https://10.0.0.1", "is not a ServiceNow instance"],
    ["http://10.0.0.1", "https://"],
    ["http://[::ffff:127.0.0.1]", "https://"],
    ["http://localhost.", "https://"],
    ["http://contoso.service-now.com", "https://"],
    ["https://contoso.service-now.com.", "is not a ServiceNow instance"],
    ["https://contoso.service\u2011now.com", "is not a ServiceNow instance"],
    ["https://contoso.service-now.com.example.com", "is not a ServiceNow instance"],
    ["https://evilservice-now.com", "is not a ServiceNow instance"],
    ["https://example.com\\@contoso.service-now.com", "only the host"],
    ["https://.service-now.com", "is not a ServiceNow instance"],
    ["https://a..service-now.com", "is not a ServiceNow instance"],
    ["https://-.service-now.com", "is not a ServiceNow instance"],
    ["https://*.service-now.com", "is not a ServiceNow instance"],
    ["javascript:alert(1)", "only the host"],
    ["contoso.service-now.com", "not a URL"],
  ])("that is none of ServiceNow's is refused: %s", async (instanceUrl, says) => {
    const { put } = anApi();
    const { status, answer, text } = await put({ ...good, instanceUrl });
    expect([status, answer.detail]).toEqual([400, expect.stringContaining(says)]);
    expect(text).not.toContain("hunter2");
  });

  it.each([
    ["HTTPS://CONTOSO.SERVICE-NOW.COM/", "https://contoso.service-now.com"],
    ["https://contoso.service-now.com:443", "https://contoso.service-now.com"],
    ["https://\uff43ontoso.service-now.com", "https://contoso.service-now.com"],
    ["https://xn--contoso-9za.servicenowservices.com", "https://xn--contoso-9za.servicenowservices.com"],
    ["http://127.1:8080", "http://127.0.0.1:8080"],
    ["http://[::1]:8080", "http://[::1]:8080"],
  ])("is kept in one form: %s", async (instanceUrl, kept) => {
    const { put, parts } = anApi();
    expect((await put({ ...good, instanceUrl })).status).toBe(201);
    expect((await parts.store.read("contoso"))?.connection.instanceUrl).toBe(kept);
  });
});

describe("secrets of connections whose names are alike", () => {
  it("have places of their own", async () => {
    const { put, secret } = anApi();
    const alike = ["a", "a-", "a-b", "a--entra", "a-b-client", "a-client-secret"];
    for (const name of alike) {
      expect((await put({ ...good, secrets: { clientSecret: `secret of ${name}` } }, name)).status).toBe(201);
    }
    for (const name of alike) expect(await secret(`${name}--client-secret`)).toBe(`secret of ${name}`);
    expect((await put(good, "A_b")).answer.code).toBe("CONNECTION_NAME_TAKEN");
  });
});
