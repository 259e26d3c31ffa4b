import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { endAllHosts, startHost, type HostProcess } from "./hostProcess.ts";

let strict: HostProcess;
beforeAll(async () => {
  strict = await startHost({
    app: "streaming",
    args: ["--require-keys"],
    env: { FUNCTIONS_HOST_KEY: "host-key", FUNCTIONS_MASTER_KEY: "master-key" },
  });
});
afterAll(endAllHosts);

describe("with keys asked for", () => {
  it.each`
    path                                 | key             | status
    ${"/api/alerts"}                     | ${undefined}    | ${200}
    ${"/api/secret"}                     | ${undefined}    | ${401}
    ${"/api/secret"}                     | ${"wrong"}      | ${401}
    ${"/api/secret"}                     | ${"host-key"}   | ${200}
    ${"/api/secret?code=host-key"}       | ${undefined}    | ${200}
    ${"/api/secret"}                     | ${"master-key"} | ${200}
    ${"/api/administer"}                 | ${"host-key"}   | ${401}
    ${"/api/administer?code=master-key"} | ${undefined}    | ${200}
    ${"/admin/host/status"}              | ${"host-key"}   | ${404}
  `("POST $path with $key answers $status", async ({ path, key, status }: Record<string, string>) => {
    const headers = key === undefined ? {} : { "x-functions-key": key };
    const answer = await fetch(`${strict.url}${path ?? ""}`, { method: "POST", headers });
    await answer.arrayBuffer();
    expect(answer.status).toBe(status);
  });

  it("keeps its own endpoints for the master key", async () => {
    const statusWith = async (key: string) =>
      (
        await fetch(`${strict.url}/admin/functions/alerts`, {
          method: "POST",
          headers: { "x-functions-key": key },
        })
      ).status;
    expect(await statusWith("host-key")).toBe(401);
    expect(await statusWith("master-key")).toBe(404);
  });

  it("answers for itself even where an app takes every path", async () => {
    const headers = { "x-functions-key": "master-key" };
    const answer = await fetch(`${strict.url}/admin/host/status`, { headers });
    expect(await answer.json()).toMatchObject({ state: "Running" });
  });

  it("says which settings it misses", async () => {
    await expect(startHost({ app: "streaming", args: ["--require-keys"] })).rejects.toThrow(
      "Asking for keys needs the setting FUNCTIONS_HOST_KEY or FUNCTIONS_MASTER_KEY.",
    );
  });
});
