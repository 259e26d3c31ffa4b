import { request } from "node:http";
import { describe, expect, it } from "vitest";
import { basic, incidents, send, startSandbox } from "./sandboxClient.ts";

const notAuthenticated = {
  error: { message: "User is not authenticated", detail: "Required to provide Auth information" },
  status: "failure",
};

describe("over HTTP, the sandbox", () => {
  it("sends the headers of the platform with every answer", async () => {
    const sandbox = await startSandbox();
    const { status, headers } = await send(sandbox, {
      headers: { ...basic(), "accept-encoding": "identity" },
    });
    expect(status).toBe(200);
    expect(Object.fromEntries(headers)).toMatchObject({
      server: "ServiceNow",
      "x-is-logged-in": "true",
      "x-transaction-id": expect.stringMatching(/^[0-9a-f]{12}$/) as string,
      "x-content-type-options": "nosniff",
      pragma: "no-store,no-cache",
      "cache-control": "no-cache,no-store,must-revalidate,max-age=-1",
      expires: "0",
      "content-type": "application/json;charset=UTF-8",
      "transfer-encoding": "chunked",
      "keep-alive": "timeout=20",
      "strict-transport-security": "max-age=63072000; includeSubDomains",
      "server-timing": "sem_wait;dur=0, sesh_wait;dur=0",
      "x-total-count": "0",
    });
    expect(headers.getSetCookie().map((cookie) => cookie.split("=")[0])).toEqual([
      "JSESSIONID",
      "glide_user_route",
      "BIGipServerpool_sandbox",
    ]);
    expect(headers.has("content-length")).toBe(false);
  });

  it("compresses if asked to", async () => {
    const sandbox = await startSandbox();
    const path = "/api/now/table/sys_choice";
    const compressed = await send(sandbox, { path, headers: { ...basic(), "accept-encoding": "gzip" } });
    expect(compressed.headers.get("content-encoding")).toBe("gzip");
    const plain = await send(sandbox, { path, headers: { ...basic(), "accept-encoding": "identity" } });
    expect(plain.headers.has("content-encoding")).toBe(false);
    expect(await compressed.json()).toEqual(await plain.json());
  });

  it.each([
    ["no credentials", {}],
    ["a wrong password", basic("bridge.integration", "wrong")],
    ["an unknown user", basic("nobody", "wrong")],
    ["an unknown token", { authorization: "Bearer nonsense" }],
    ["another scheme", { authorization: "Negotiate abc" }],
  ])("says the same to %s", async (_, headers) => {
    const sandbox = await startSandbox();
    const response = await send(sandbox, { path: "/api/now/table/x_foo", headers });
    expect(response.status).toBe(401);
    expect(response.headers.get("www-authenticate")).toBe('BASIC realm="Service-now"');
    expect(response.headers.get("x-is-logged-in")).toBe("false");
    expect(await response.json()).toEqual(notAuthenticated);
  });

  it("knows its paths, and answers 400 to others", async () => {
    const sandbox = await startSandbox();
    const response = await send(sandbox, { path: "/api/now/nothing" });
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({
      error: { message: "Requested URI does not represent any resource", detail: null },
      status: "failure",
    });
  });

  it.each([
    ["application/xml", 406],
    ["text/html", 406],
    ["application/json", 200],
    ["text/html, application/json;q=0.9", 200],
    ["*/*", 200],
  ])("answers Accept: %s with %i", async (accept, status) => {
    const sandbox = await startSandbox();
    expect((await send(sandbox, { headers: { ...basic(), accept } })).status).toBe(status);
  });

  it("changes a record by POST with a method override, and answers HEAD without a body", async () => {
    const sandbox = await startSandbox();
    const created = (await (await send(sandbox, { json: {} })).json()) as { result: { sys_id: string } };
    const path = `${incidents}/${created.result.sys_id}`;
    const headers = { ...basic(), "x-http-method-override": "PATCH" };
    expect((await send(sandbox, { path, headers, json: { impact: "1" } })).status).toBe(200);
    expect(sandbox.records("incident")).toMatchObject([{ impact: "1" }]);
    const head = await send(sandbox, { method: "HEAD", path: incidents });
    expect(head.headers.get("x-total-count")).toBe("1");
    expect(await head.text()).toBe("");
  });

  it("deletes with 204 and nothing else", async () => {
    const sandbox = await startSandbox();
    const created = (await (await send(sandbox, { json: {} })).json()) as { result: { sys_id: string } };
    const headers = basic("admin", "admin-pass");
    const response = await send(sandbox, {
      method: "DELETE",
      path: `${incidents}/${created.result.sys_id}`,
      headers,
    });
    expect(response.status).toBe(204);
    expect(response.headers.has("content-type")).toBe(false);
    expect(sandbox.records("incident")).toEqual([]);
  });

  it("rejects a large body from its announcement on, and a smaller one once the limit is lower", async () => {
    const sandbox = await startSandbox();
    const answer = await new Promise<{ status: number; body: string }>((resolve, reject) => {
      const call = request(
        sandbox.url + incidents,
        {
          method: "POST",
          headers: { ...basic(), "content-type": "application/json", "content-length": 15_105_102 },
        },
        (response) => {
          let body = "";
          response.on("data", (chunk: Buffer) => (body += chunk.toString()));
          response.on("end", () => {
            resolve({ status: response.statusCode ?? 0, body });
            call.destroy();
          });
        },
      );
      call.on("error", reject);
      call.flushHeaders();
    });
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.body)).toEqual({
      error: {
        message: "Exception while reading request",
        detail:
          "Rejected large REST payload with content-length = 15105102 bytes. Max allowed: 10485760 bytes.",
      },
      status: "failure",
    });

    sandbox.setProperty("glide.rest.max_content_length", "1");
    const large = { json: { description: "x".repeat(1_100_000) } };
    expect((await send(sandbox, large)).status).toBe(400);
  });

  it("writes links with the instance's own name", async () => {
    const sandbox = await startSandbox({ instanceUrl: "https://contoso.service-now.example/" });
    const response = await send(sandbox, { json: {} });
    const { result } = (await response.json()) as { result: { opened_by: { link: string } } };
    expect(result.opened_by.link).toMatch(
      /^https:\/\/contoso\.service-now\.example\/api\/now\/table\/sys_user\//,
    );
  });

  it("expands short names of long queries", async () => {
    const sandbox = await startSandbox();
    await send(sandbox, { json: { number: "A" } });
    await send(sandbox, { json: { number: "B" } });
    const url = `${sandbox.url}${incidents}?sysparm_query=number=B&sysparm_fields=number`;
    const tiny = await send(sandbox, { path: "/api/now/tinyurl", json: { url } });
    expect(tiny.status).toBe(201);
    const { result } = (await tiny.json()) as { result: string };
    const id = /^incident_list\.do\?sysparm_tiny=([0-9a-f]{32})$/.exec(result)?.[1] ?? "";
    const listed = await send(sandbox, { path: `${incidents}?sysparm_tiny=${id}` });
    expect(await listed.json()).toEqual({ result: [{ number: "B" }] });
  });

  it("goes on when a caller leaves in the middle of a body", async () => {
    const sandbox = await startSandbox();
    await new Promise<void>((gone) => {
      const call = request(sandbox.url + incidents, { method: "POST", headers: { "content-length": 1000 } });
      call.on("error", () => gone());
      call.write("half a bo", () => call.destroy(new Error("gone")));
    });
    expect((await send(sandbox, { json: {} })).status).toBe(201);
    expect(sandbox.stats().total).toBe(1);
  });

  it("counts calls and how many there were at once", async () => {
    const sandbox = await startSandbox({ processingDelayMs: 20 });
    await Promise.all([send(sandbox, { json: {} }), send(sandbox, { json: {} }), send(sandbox)]);
    await send(sandbox, { headers: {} });
    expect(sandbox.stats()).toEqual({
      calls: { "POST incident 201": 2, "GET incident 200": 1, "GET incident 401": 1 },
      total: 4,
      inFlight: 0,
      maxConcurrent: 3,
    });
  });
});
