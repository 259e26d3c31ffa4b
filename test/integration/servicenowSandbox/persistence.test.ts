import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { integrationPassword, oauthClient, send, startSandbox } from "./sandboxClient.ts";

function aDataFile(): string {
  const folder = mkdtempSync(join(tmpdir(), "servicenow-sandbox-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, "records.db");
}

const passwordGrant = {
  grant_type: "password",
  client_id: oauthClient.id,
  client_secret: oauthClient.secret,
  username: "bridge.integration",
  password: integrationPassword,
};

describe("with a data file", () => {
  it("a redirect URL that somebody has added stays beside those that it is started with", async () => {
    const options = (dataFile: string) => ({
      dataFile,
      oauthClient: { ...oauthClient, redirectUrls: ["https://bridge.contoso.example/a"] },
    });
    const dataFile = aDataFile();
    const first = await startSandbox(options(dataFile));
    const added = ["https://bridge.contoso.example/b"];
    first.oauth.client(oauthClient.id, { redirectUrls: added });
    await first.close();
    const second = await startSandbox(options(dataFile));
    expect(second.records("oauth_entity")).toMatchObject([
      { redirect_url: "https://bridge.contoso.example/b,https://bridge.contoso.example/a" },
    ]);
  });

  it("records, numbers, journals, deletions, properties and tokens survive a restart", async () => {
    const dataFile = aDataFile();
    const first = await startSandbox({ dataFile });
    for (const text of ["one", "two", "three"]) {
      await send(first, {
        json: { short_description: text, correlation_id: `atb-${text}`, work_notes: text },
      });
    }
    const [, two, three] = first.records("incident");
    await send(first, {
      method: "PATCH",
      path: `/api/now/table/incident/${two?.["sys_id"] ?? ""}`,
      json: { impact: "1" },
    });
    const admin = { authorization: `Basic ${Buffer.from("admin:admin-pass").toString("base64")}` };
    await send(first, {
      method: "DELETE",
      path: `/api/now/table/incident/${three?.["sys_id"] ?? ""}`,
      headers: admin,
    });
    first.setProperty("glide.invalid_query.returns_no_rows", "true");
    const grant = { path: "/oauth_token.do", form: passwordGrant, headers: {} };
    const { access_token: token } = (await (await send(first, grant)).json()) as { access_token: string };
    const [incidents, notes] = [first.records("incident"), first.records("sys_journal_field")];
    await first.close();

    const second = await startSandbox({ dataFile });
    expect(second.records("incident")).toEqual(incidents);
    expect(second.records("incident").map((row) => row["short_description"])).toEqual(["one", "two"]);
    expect(second.records("sys_journal_field")).toEqual(notes);
    const found = await send(second, {
      path: "/api/now/table/incident?sysparm_query=correlation_id=atb-two&sysparm_fields=impact",
      headers: { authorization: `Bearer ${token}` },
    });
    expect(await found.json()).toEqual({ result: [{ impact: "1" }] });
    const none = await send(second, { path: "/api/now/table/incident?sysparm_query=nonsense=1" });
    expect(await none.json()).toEqual({ result: [] });
    const created = (await (await send(second, { json: {} })).json()) as { result: { number: string } };
    expect(created.result.number).toBe("INC0010004");
  });

  it("what was answered is in the file even if the process ends without a word", async () => {
    const dataFile = aDataFile();
    const { fork } = await import("node:child_process");
    const child = fork(new URL("./crashingSandbox.ts", import.meta.url), [dataFile], { stdio: "ignore" });
    await new Promise((ended) => child.once("exit", ended));
    const sandbox = await startSandbox({ dataFile });
    expect(sandbox.records("incident")).toMatchObject([{ short_description: "last words" }]);
  });

  it("is for the owner's eyes only, and for one sandbox at a time", async () => {
    const dataFile = aDataFile();
    await startSandbox({ dataFile });
    expect(statSync(dataFile).mode & 0o777).toBe(0o600);
    await expect(startSandbox({ dataFile })).rejects.toThrow(
      `The data file ${dataFile} cannot be used: another ServiceNow sandbox has it open`,
    );
  });

  it("a reset brings back the seed but keeps tokens", async () => {
    const sandbox = await startSandbox({ dataFile: aDataFile() });
    const users = sandbox.records("sys_user").length;
    const grant = { path: "/oauth_token.do", form: passwordGrant, headers: {} };
    const { access_token: token } = (await (await send(sandbox, grant)).json()) as { access_token: string };
    await send(sandbox, { json: {} });
    sandbox.reset();
    expect(sandbox.records("incident")).toEqual([]);
    expect(sandbox.records("sys_user")).toHaveLength(users);
    expect(sandbox.records("cmdb_ci")).toHaveLength(200);
    const authorization = `Bearer ${token}`;
    const created = await send(sandbox, { json: {}, headers: { authorization } });
    expect(await created.json()).toMatchObject({ result: { number: "INC0010001" } });
  });
});
