import { describe, expect, it } from "vitest";
import type { ServiceNowSandbox } from "../../../local/servicenow/startServiceNowSandbox.ts";
import { send, startSandbox } from "./sandboxClient.ts";

const hostile = `<script>alert("x")</script><img src=x onerror='x'>`;

const page = async (sandbox: ServiceNowSandbox, path: string) =>
  (await send(sandbox, { path, headers: {} })).text();
const press = (sandbox: ServiceNowSandbox, path: string, form: Record<string, string>) =>
  send(sandbox, { path, form, headers: {} });
const create = async (sandbox: ServiceNowSandbox, json: object) => {
  const { result } = (await (await send(sandbox, { json })).json()) as {
    result: { sys_id: string; number: string };
  };
  return { ...result, path: `/incident.do?sys_id=${result.sys_id}` };
};

describe("the list of incidents", () => {
  it("says what to do while it is empty", async () => {
    expect(await page(await startSandbox(), "/incident_list.do")).toContain("No incidents yet");
  });

  it("shows the newest first, can be searched and filtered, and has pages", async () => {
    const sandbox = await startSandbox();
    for (let i = 1; i <= 51; i++)
      await create(sandbox, { short_description: `alert ${i}`, correlation_id: `c-${i}` });
    const first = await page(sandbox, "/incident_list.do");
    expect(first.indexOf("INC0010051")).toBeLessThan(first.indexOf("INC0010050"));
    expect(first).toContain("1 to 50 of 51");
    expect(first).not.toContain("INC0010001");
    expect(await page(sandbox, "/incident_list.do?offset=50")).toContain("INC0010001");
    const found = await page(sandbox, "/incident_list.do?q=C-17&state=1");
    expect(found).toContain("1 to 1 of 1");
    expect(found).toContain("alert 17");
    expect(await page(sandbox, "/incident_list.do?state=7")).toContain("Nothing matches");
  });

  it("shows hostile text as text", async () => {
    const sandbox = await startSandbox();
    await create(sandbox, { short_description: hostile, correlation_id: hostile });
    const shown = await page(sandbox, `/incident_list.do?q=${encodeURIComponent(hostile)}`);
    expect(shown).toContain("&lt;script&gt;alert(&quot;x&quot;)");
    expect(shown).not.toMatch(/<script|<img/);
  });
});

describe("the form of an incident", () => {
  it("is found by sys_id and by number, and through a deep link", async () => {
    const sandbox = await startSandbox();
    const { path, number } = await create(sandbox, { short_description: "Disk full" });
    expect(await page(sandbox, path)).toContain("INC0010001: Disk full");
    expect(await page(sandbox, `/incident.do?number=${number}`)).toContain("INC0010001: Disk full");
    const deep = await send(sandbox, {
      path: `/nav_to.do?uri=${encodeURIComponent(path.slice(1))}`,
      headers: {},
    });
    expect(deep.headers.get("location")).toBe(path);
    const elsewhere = await send(sandbox, { path: "/nav_to.do?uri=https://evil.example", headers: {} });
    expect(elsewhere.headers.get("location")).toBe("/");
    expect((await send(sandbox, { path: "/incident.do?sys_id=none", headers: {} })).status).toBe(404);
  });

  it("shows what is in the record, and hostile text as text", async () => {
    const sandbox = await startSandbox();
    const { path } = await create(sandbox, {
      short_description: hostile,
      description: `line one\n  line two ${hostile}`,
      impact: "1",
      work_notes: `[code]<b>97 %</b>${hostile}[/code] ${hostile}`,
      comments: "For the caller",
    });
    const shown = await page(sandbox, path);
    expect(shown).toContain("line one\n  line two &lt;script&gt;");
    expect(shown).toContain("3 - Moderate");
    expect(shown).toContain("<b>97 %</b>");
    expect(shown.indexOf("For the caller")).toBeLessThan(shown.indexOf("97 %"));
    expect(shown).not.toMatch(/<script|<img/);
  });

  it("lets a person take, annotate, resolve, reopen, close and delete", async () => {
    const sandbox = await startSandbox();
    const { path } = await create(sandbox, { short_description: "Disk full" });
    const state = () => sandbox.records("incident")[0]?.["state"];
    expect((await press(sandbox, path, { action: "assign" })).status).toBe(303);
    expect(await page(sandbox, path)).toMatch(/Assigned to<\/dt>\s*<dd>Maria Keller/);
    expect(state()).toBe("2");
    await press(sandbox, path, { action: "note", text: "On it" });
    expect(sandbox.records("sys_journal_field")).toMatchObject([
      { value: "On it", sys_created_by: "maria.keller" },
    ]);
    await press(sandbox, path, {
      action: "resolve",
      close_code: "Solution provided",
      close_notes: "Cleaned",
    });
    expect(sandbox.records("incident")).toMatchObject([{ state: "6", close_notes: "Cleaned" }]);
    await press(sandbox, path, { action: "reopen" });
    expect(state()).toBe("2");
    await press(sandbox, path, { action: "close" });
    expect(state()).toBe("7");
    expect((await press(sandbox, path, { action: "delete" })).headers.get("location")).toBe(
      "/incident_list.do",
    );
    expect(sandbox.records("incident")).toEqual([]);
  });

  it("says why something was refused, under the same rules as a program", async () => {
    const sandbox = await startSandbox();
    const { path } = await create(sandbox, {});
    const refused = await press(sandbox, path, { action: "resolve", close_code: "", close_notes: "" });
    expect(refused.status).toBe(403);
    expect(await refused.text()).toContain(
      "The following fields are mandatory: Resolution code, Close notes",
    );
  });
});

describe("the page of faults", () => {
  it("sets and clears faults, switches properties, moves time and resets", async () => {
    const sandbox = await startSandbox();
    await press(sandbox, "/sandbox", {
      action: "setFault",
      kind: "unavailable",
      times: "2",
      method: "",
      every: "",
    });
    expect(sandbox.faults.list()).toMatchObject([{ kind: "unavailable", times: 2 }]);
    expect((await send(sandbox, { json: {} })).status).toBe(503);
    expect(await page(sandbox, "/sandbox")).toContain("POST incident 503");
    await press(sandbox, "/sandbox", { clear: sandbox.faults.list()[0]?.id ?? "" });
    expect(sandbox.faults.list()).toEqual([]);

    const property = "glide.authenticate.basic_auth.restriction.enforce";
    await press(sandbox, "/sandbox", { toggle: property });
    expect((await send(sandbox)).status).toBe(401);
    await press(sandbox, "/sandbox", { action: "reset" });
    expect((await send(sandbox)).status).toBe(200);
    expect((await press(sandbox, "/sandbox", { action: "setFault", kind: "nonsense" })).status).toBe(400);
  });
});

describe("pages and admin API", () => {
  it.each([
    ["another origin", { origin: "https://evil.example" }],
    ["another site", { "sec-fetch-site": "cross-site" }],
  ])("do not answer %s", async (_, headers) => {
    const sandbox = await startSandbox();
    for (const path of ["/", "/sandbox", "/sandbox/api/stats"]) {
      expect((await send(sandbox, { path, headers })).status).toBe(403);
    }
    const reset = await send(sandbox, { path: "/sandbox/api/reset", form: {}, headers });
    expect(reset.status).toBe(403);
  });

  it("do not answer under a name that is not of this machine", async () => {
    const { get } = await import("node:http");
    const sandbox = await startSandbox();
    const status = await new Promise((resolve) => {
      get(`${sandbox.url}/`, { headers: { host: "evil.example" } }, (response) =>
        resolve(response.statusCode),
      );
    });
    expect(status).toBe(403);
  });

  it("allow no script and no address but their own", async () => {
    const { headers } = await send(await startSandbox(), { path: "/", headers: {} });
    expect(headers.get("content-security-policy")).toBe(
      "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'",
    );
  });
});
