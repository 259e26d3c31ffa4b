import { describe, expect, it } from "vitest";

import { aTerminal } from "../integration/cli/runBridge.ts";
import { useWorld } from "../support/world/useWorld.ts";

const world = useWorld({
  hostFlags: ["--require-keys"],
  settings: { FUNCTIONS_HOST_KEY: "contoso-function-key" },
});
const terminal = (...args: readonly string[]) =>
  aTerminal({ BRIDGE_URL: world().bridgeUrl, BRIDGE_KEY: "contoso-function-key" })(args);

describe("authorising through the functions host", () => {
  it("tries a grant that needs nobody, and says as whom the bridge works and until when", async () => {
    const { code, out } = await terminal("connections", "authorize", "servicenow");

    expect(code).toBe(0);
    expect(out).toContain("✓ servicenow is authorised as bridge.integration.");
    expect(out).toMatch(/refresh token +until 20\d\d-/);
  });

  it("says with its code that there is no such connection", async () => {
    const { code, err } = await terminal("connections", "authorize", "fabrikam");

    expect(code).toBe(1);
    expect(err).toContain("CONNECTION_MISSING");
  });

  it("shows browsers its pages without a key, closed to everything else, and wants the key for links", async () => {
    const { bridgeUrl, log } = world();
    const at = `${bridgeUrl}/api/connections/servicenow`;
    for (const path of [
      "authorize?ticket=secret-ticket-1",
      "authorized?code=secret-code-1&state=secret-state-1",
    ]) {
      const page = await fetch(`${at}/${path}`);
      expect(page.status).toBe(400);
      expect(page.headers.get("content-security-policy")).toContain("default-src 'none'");
      expect(page.headers.get("referrer-policy")).toBe("no-referrer");
      expect(await page.text()).toContain("AUTHORISATION_STATE_INVALID");
    }
    for (const path of ["authorization", "authorization/password"]) {
      expect((await fetch(`${at}/${path}`, { method: "POST" })).status).toBe(401);
    }
    expect(log.join("\n")).not.toMatch(/secret-(ticket|code|state)-1/);
  });

  it("answers names and bodies that nobody in his senses sends with a code", async () => {
    const headers = { "content-type": "application/json", "x-functions-key": "contoso-function-key" };
    const post = async (path: string, body: string) => {
      const response = await fetch(`${world().bridgeUrl}/api/connections/${path}`, {
        method: "POST",
        headers,
        body,
      });
      return [response.status, ((await response.json()) as { readonly code: string }).code];
    };
    const password = JSON.stringify({ userName: "bridge.integration", password: "typed" });
    for (const name of [
      "__proto__",
      "constructor",
      "hasOwnProperty",
      "%00",
      "..%2f..",
      "servicenow%20",
      "SERVICENOW",
    ]) {
      expect(await post(`${name}/authorization`, "{}"), name).toEqual([409, "CONNECTION_MISSING"]);
      expect(await post(`${name}/authorization/password`, password), name).toEqual([
        409,
        "CONNECTION_MISSING",
      ]);
    }
    for (const body of [
      "",
      "null",
      "[]",
      "7",
      "{",
      '{"__proto__":{"userName":"a","password":"b"}}',
      '{"userName":["a"],"password":{}}',
    ]) {
      expect(await post("servicenow/authorization/password", body), body).toEqual([400, "REQUEST_INVALID"]);
    }
  });
});
