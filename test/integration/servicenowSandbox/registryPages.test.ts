import { describe, expect, it } from "vitest";
import type { ServiceNowSandbox } from "../../../local/servicenow/startServiceNowSandbox.ts";
import { ask, passwordForm, statusWith, tokensOf } from "./oauthClient.ts";
import { oauthClient, send, startSandbox } from "./sandboxClient.ts";

const press = (sandbox: ServiceNowSandbox, path: string, form: Record<string, string>) =>
  send(sandbox, { path, form, headers: { origin: sandbox.url } });
const textOf = async (sandbox: ServiceNowSandbox, path: string) =>
  (await send(sandbox, { path, headers: {} })).text();
const filled = {
  name: "Bridge",
  redirectUrls: "https://bridge.contoso.example/a",
  access: "1800",
  refresh: "7776000",
};

describe("the application registry", () => {
  it("makes a client with a secret that is shown once", async () => {
    const sandbox = await startSandbox();
    const page = await (await press(sandbox, "/oauth_entity_list.do", filled)).text();
    const clientId = /<code>([0-9a-f]{32})<\/code>/.exec(page)?.[1] ?? "";
    const secret = /<code id="secret">([\w-]+)<\/code>/.exec(page)?.[1] ?? "";
    const form = { ...passwordForm, client_id: clientId, client_secret: secret };
    expect((await ask(sandbox, form)).status).toBe(200);
    const address = /href="(\/oauth_entity\.do\?sys_id=[0-9a-f]{32})">Bridge</.exec(
      await textOf(sandbox, "/oauth_entity_list.do"),
    )?.[1];
    expect(await textOf(sandbox, address ?? "")).not.toContain(secret);
  });

  it("changes lifespans and addresses, and replaces a secret with an overlap", async () => {
    const sandbox = await startSandbox();
    const list = await textOf(sandbox, "/oauth_entity_list.do");
    const address = /\/oauth_entity\.do\?sys_id=[0-9a-f]{32}/.exec(list)?.[0] ?? "";
    const changed = await press(sandbox, address, {
      ...filled,
      access: "60",
      active: "true",
      action: "update",
    });
    expect(changed.status).toBe(303);
    expect((await tokensOf(sandbox)).expires_in).toBeLessThanOrEqual(60);
    expect(sandbox.records("oauth_entity")).toMatchObject([{ redirect_url: filled.redirectUrls }]);

    const withOverlap = await press(sandbox, address, { action: "newSecret", overlapHours: "1" });
    expect(await withOverlap.text()).toContain("shown only now");
    expect((await ask(sandbox, passwordForm)).status).toBe(200);
    await press(sandbox, address, { action: "newSecret", overlapHours: "0" });
    expect((await ask(sandbox, passwordForm)).status).toBe(401);
  });

  it("sets as whom a client works by client credentials", async () => {
    const sandbox = await startSandbox();
    sandbox.setProperty("glide.oauth.inbound.client.credential.grant_type.enabled", "true");
    const list = await textOf(sandbox, "/oauth_entity_list.do");
    const address = /\/oauth_entity\.do\?sys_id=[0-9a-f]{32}/.exec(list)?.[0] ?? "";
    const withUser = { ...filled, active: "true", action: "update" };
    const status = async (applicationUser: string) => {
      await press(sandbox, address, { ...withUser, applicationUser });
      return (
        await ask(sandbox, {
          grant_type: "client_credentials",
          client_id: oauthClient.id,
          client_secret: oauthClient.secret,
        })
      ).status;
    };
    expect(await status("")).toBe(401);
    expect(await status("bridge.integration")).toBe(200);
    expect(await textOf(sandbox, address)).toContain('name="applicationUser" value="bridge.integration"');
  });

  it.each([
    ["no name", { name: " " }, "A name is needed"],
    ["an address that is none", { redirectUrls: "nowhere" }, "nowhere is no address"],
    ["a user who is not there", { applicationUser: "nobody" }, "There is no user nobody"],
    ["a lifespan of nothing", { refresh: "0" }, "Lifespans are whole seconds"],
  ])("says what is wrong with %s", async (_, wrong, text) => {
    const sandbox = await startSandbox();
    const answer = await press(sandbox, "/oauth_entity_list.do", { ...filled, ...wrong });
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain(text);
  });
});

describe("managing tokens", () => {
  it("lists them by user and client, without showing them, and revokes one", async () => {
    const sandbox = await startSandbox();
    const { access_token: token } = await tokensOf(sandbox);
    const path = "/oauth_credential_list.do";
    const page = await textOf(sandbox, `${path}?user=bridge.integration&client=${oauthClient.id}`);
    expect(page).toContain("Refresh Token");
    expect(page).not.toContain(token);
    expect(await textOf(sandbox, `${path}?user=admin`)).toContain("There are no good tokens");
    const [access] = sandbox.oauth.tokens().filter(({ kind }) => kind === "access_token");
    await press(sandbox, path, { revoke: access?.sysId ?? "" });
    expect(await statusWith(sandbox, token)).toBe(401);
    expect(sandbox.oauth.tokens()).toMatchObject([{ kind: "refresh_token" }]);
  });
});

describe("the users", () => {
  it("are listed with the roles they were given", async () => {
    const sandbox = await startSandbox();
    sandbox.changeUser("tom.visitor", { roles: ["evt_mgmt_operator", "template_editor"] });
    expect(await textOf(sandbox, "/sys_user_list.do")).toContain("evt_mgmt_operator, template_editor");
  });

  it("have a page each, with what comes with a role", async () => {
    const sandbox = await startSandbox();
    sandbox.changeUser("tom.visitor", { roles: ["sn_incident_write"] });
    const list = await textOf(sandbox, "/sys_user_list.do");
    const address = /href="(\/sys_user\.do\?sys_id=[0-9a-f]{32})">tom\.visitor</.exec(list)?.[1] ?? "";
    const page = (await textOf(sandbox, address)).replaceAll(/\s+/g, " ");
    expect(page).toContain("<code>sn_incident_write</code></td> <td>false</td>");
    expect(page).toContain("<code>sn_incident_read</code></td> <td>true</td>");
  });
});
