import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { endAllHosts, startHost, type HostProcess } from "./hostProcess.ts";

let folder: string;
let host: HostProcess;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "functions-host-"));
  const settings = { Values: { FROM_FILE: "file", FROM_BOTH: "file" } };
  await writeFile(join(folder, "settings.json"), JSON.stringify(settings));
  host = await startHost({
    app: "buffered",
    args: ["--settings", join(folder, "settings.json")],
    env: { FROM_BOTH: "environment" },
  });
});
afterAll(async () => {
  await endAllHosts();
  await rm(folder, { recursive: true });
});

const post = (path: string, init: RequestInit = {}) =>
  fetch(`${host.url}${path}`, { method: "POST", ...init });

describe("a CommonJS app of several files, without HTTP streaming", () => {
  it("answers with status, headers, cookies and body", async () => {
    const answer = await post("/api/echo?a=1&a=2", { body: "grüße" });

    expect(answer.status).toBe(202);
    expect(answer.headers.get("x-sample")).toBe("yes");
    expect(answer.headers.getSetCookie()).toEqual(["a b=c%3Bd; Path=/; Max-Age=60; Secure; SameSite=Lax"]);
    expect(await answer.json()).toEqual({
      body: "grüße",
      url: `${host.url}/api/echo?a=1&a=2`,
      query: { a: "2" },
    });
  });

  it("gets a chunked body empty, as in Azure", async () => {
    const answer = await post("/api/echo", {
      body: new Blob(["lost"]).stream(),
      duplex: "half",
    });
    expect(await answer.json()).toMatchObject({ body: "" });
  });

  it("answers 204 for a function that returns nothing", async () => {
    expect((await post("/api/nothing")).status).toBe(204);
  });

  it("answers 500 for a function that throws, and logs where", async () => {
    expect((await post("/api/throws")).status).toBe(500);
    expect(await host.line(/\[Error\] Functions\.throws Failed/)).toMatch(
      /Failed: Error: broken on purpose \| +at .*functions\/http\.cjs:\d+:\d+/,
    );
  });
});

describe("settings", () => {
  it("come from the file, and the environment wins", async () => {
    const answer = await post("/api/quiet");
    expect(await answer.text()).toBe(`file,environment,${new URL(host.url).host}`);
  });
});

describe("logging", () => {
  it("follows the levels of host.json", async () => {
    await post("/api/quiet");
    expect(await host.line(/\[Warning\] Functions\.quiet heard/)).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z \[/);
    expect(host.lines(/unheard/)).toEqual([]);
  });

  it("passes through the app's log hook", async () => {
    await post("/api/echo");
    expect(await host.line(/Functions\.echo the password/)).toMatch(/the password is \*\*\*$/);
  });
});

describe("hooks", () => {
  it("run in the worker's order and see results and errors", async () => {
    const own = await startHost({ app: "buffered" });
    await fetch(`${own.url}/api/nothing`);
    await fetch(`${own.url}/api/throws`);

    expect(await own.line(/^hooks: appStart/)).toBe(
      "hooks: appStart > preInvocation > handler > postInvocation(nothing)",
    );
    expect(await own.line(/^hooks: preInvocation/)).toBe(
      "hooks: preInvocation > handler > postInvocation(throws, broken on purpose)",
    );
    expect(await own.stop()).toBe(0);
    expect(own.lines(/^hooks: appTerminate/)).toEqual(["hooks: appTerminate after hello"]);
  });
});
