import { describe, expect, it } from "vitest";
import { basic, send, startSandbox } from "./sandboxClient.ts";

const headers = {};

describe("the admin API", () => {
  it("lists, sets and clears faults", async () => {
    const sandbox = await startSandbox();
    const path = "/sandbox/api/faults";
    const rule = { id: "one", kind: "unavailable", times: 3, match: { method: "POST" } };
    const set = await send(sandbox, { path, json: rule, headers });
    expect(set.status).toBe(201);
    expect(await set.json()).toEqual({ ...rule, struck: 0 });
    await send(sandbox, { json: {} });
    expect(await (await send(sandbox, { path, headers })).json()).toMatchObject({
      faults: [{ ...rule, struck: 1 }],
    });
    expect((await send(sandbox, { path: `${path}/one`, method: "DELETE", headers })).status).toBe(204);
    expect((await send(sandbox, { json: {} })).status).toBe(201);
  });

  it.each([
    [{ kind: "nonsense" }, /one of unauthorized, mfaRequired/],
    [{ kind: "slow", times: 0 }, /times/],
    [{ kind: "slow", wat: 1 }, /wat/],
  ])("says what is wrong with %j", async (json, message) => {
    const sandbox = await startSandbox();
    const response = await send(sandbox, { path: "/sandbox/api/faults", json, headers });
    expect(response.status).toBe(400);
    expect(((await response.json()) as { error: string }).error).toMatch(message);
  });

  it("moves the clock, sets properties, changes users, tells statistics and resets", async () => {
    const sandbox = await startSandbox({ startUtc: "2026-03-04T10:00:00.000Z" });
    const call = async (method: string, path: string, json?: object) =>
      (await send(sandbox, { method, path: `/sandbox/api${path}`, headers, ...(json && { json }) })).json();

    const moved = { nowUtc: "2026-03-04T10:01:00.000Z", offsetMs: 60_000, driftMsPerHour: 0 };
    expect(await call("POST", "/clock", { advanceMs: 60_000 })).toEqual(moved);
    expect(await call("GET", "/clock")).toEqual(moved);

    await call("POST", "/users/tom.visitor", { password: "visitor-pass", roles: ["itil"] });
    const asTom = basic("tom.visitor", "visitor-pass");
    expect((await send(sandbox, { json: {}, headers: asTom })).status).toBe(201);
    await call("POST", "/users/tom.visitor", { lockedOut: true });
    expect((await send(sandbox, { json: {}, headers: asTom })).status).toBe(401);

    await call("POST", "/properties", { "glide.invalid_query.returns_no_rows": true });
    const none = await send(sandbox, { path: "/api/now/table/incident?sysparm_query=nonsense=1" });
    expect(await none.json()).toEqual({ result: [] });

    expect(await call("GET", "/stats")).toMatchObject({ total: 3, calls: { "POST incident 401": 1 } });
    expect(await call("POST", "/reset")).toEqual({ incidents: 0 });
    expect(await call("GET", "/stats")).toMatchObject({ total: 0 });
  });

  it("is gone, with the page of faults, when switched off", async () => {
    const sandbox = await startSandbox({ adminApi: false });
    for (const path of ["/sandbox/api/stats", "/sandbox"]) {
      expect((await send(sandbox, { path, headers })).status).toBe(404);
    }
    expect((await send(sandbox, { path: "/", headers })).status).toBe(200);
  });
});
