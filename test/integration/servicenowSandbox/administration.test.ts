import { describe, expect, it } from "vitest";
import type { ServiceNowSandbox } from "../../../local/servicenow/startServiceNowSandbox.ts";
import { basic, oauthClient, send, startSandbox } from "./sandboxClient.ts";

const user = "bridge.integration";
type Row = Readonly<Record<string, string>>;

async function rows(sandbox: ServiceNowSandbox, tableAndQuery: string, headers = basic()): Promise<Row[]> {
  const answer = await send(sandbox, { path: `/api/now/table/${tableAndQuery}`, headers });
  expect(answer.status).toBe(200);
  return ((await answer.json()) as { result: Row[] }).result;
}

const statusOfCreate = async (sandbox: ServiceNowSandbox, table: string) =>
  (await send(sandbox, { path: `/api/now/table/${table}`, json: { short_description: "Disk full" } })).status;

describe("tables that an administrator's checks read", () => {
  it.each([
    ["oauth_entity?sysparm_query=client_id=bridge-client", "oauth_admin", "name", "Azure Ticket Bridge"],
    ["sys_template?sysparm_query=table=incident", "template_editor", "name", "Monitoring incident"],
    ["em_alert_template", "template_editor", "table", "em_alert"],
    ["sys_dictionary?sysparm_query=name=change_request", "personalize_dictionary", "element", "state"],
    ["sys_user_has_role?sysparm_query=user.user_name=maria.keller", "user_admin", "inherited", "false"],
  ])("%s: with the role %s, and empty without it", async (query, role, column, value) => {
    const sandbox = await startSandbox();
    sandbox.changeUser(user, { roles: ["import_transformer"] });
    expect(await rows(sandbox, query)).toEqual([]);
    sandbox.changeUser(user, { roles: [role] });
    expect((await rows(sandbox, query))[0]).toMatchObject({ [column]: value });
  });

  it("never show a client's secret", async () => {
    const sandbox = await startSandbox();
    const [client] = await rows(sandbox, "oauth_entity", basic("admin", "admin-pass"));
    expect(client).toMatchObject({
      client_id: oauthClient.id,
      refresh_token_lifespan: "8640000",
      active: "true",
    });
    expect(JSON.stringify(client)).not.toContain(oauthClient.secret);
  });

  it("show roles with those that come with them", async () => {
    const sandbox = await startSandbox();
    sandbox.changeUser(user, { roles: ["itil", "x_mioms_microsoft.user"] });
    sandbox.setProperty("sandbox.acl.granted", "sys_user_has_role.read");
    const held = await rows(
      sandbox,
      `sys_user_has_role?sysparm_query=user.user_name=${user}&sysparm_fields=role.name,inherited`,
    );
    expect(held).toContainEqual({ "role.name": "itil", inherited: "false" });
    expect(held).toContainEqual({ "role.name": "snc_platform_rest_api_access", inherited: "true" });
    expect(held).toContainEqual({ "role.name": "x_mioms_microsoft.user", inherited: "false" });
  });

  it("tell of the release, also of an old one", async () => {
    const sandbox = await startSandbox();
    sandbox.setProperty("glide.buildname", "Jakarta");
    const known = await rows(
      sandbox,
      "sys_properties?sysparm_query=nameSTARTSWITHglide.build&sysparm_fields=value",
    );
    expect(known.map(({ value }) => value)).toEqual(["Jakarta", "glide-jakarta-sandbox"]);
  });

  it("tell of mandatory columns, by data policy and by dictionary", async () => {
    const sandbox = await startSandbox();
    sandbox.changeUser(user, { roles: ["itil", "personalize_dictionary"] });
    sandbox.setProperty("sandbox.data_policy.mandatory", "incident.caller_id,change_request.reason");
    sandbox.setProperty("sandbox.dictionary.mandatory", "incident.category");
    const policies = "sys_data_policy_rule?sysparm_fields=table,field";
    expect(await rows(sandbox, policies)).toEqual([
      { table: "incident", field: "caller_id" },
      { table: "change_request", field: "reason" },
    ]);
    expect(
      await rows(sandbox, "sys_dictionary?sysparm_query=mandatory=true&sysparm_fields=name,element"),
    ).toEqual([{ name: "incident", element: "category" }]);
    expect(await statusOfCreate(sandbox, "change_request")).toBe(403);
    sandbox.setProperty("sandbox.data_policy.mandatory", "");
    expect(await rows(sandbox, policies)).toEqual([]);
    expect(await statusOfCreate(sandbox, "change_request")).toBe(201);
  });
});

describe("changes, events and alerts", () => {
  it.each([
    ["change_request", "sn_change_write", "sn_change_read"],
    ["em_event", "evt_mgmt_integration", "evt_mgmt_user"],
  ])("%s takes new records from the role %s, not from %s", async (table, writer, reader) => {
    const sandbox = await startSandbox();
    sandbox.changeUser(user, { roles: [reader] });
    expect(await statusOfCreate(sandbox, table)).toBe(403);
    sandbox.changeUser(user, { roles: [writer] });
    expect(await statusOfCreate(sandbox, table)).toBe(201);
    sandbox.changeUser(user, { roles: [reader] });
    expect(await rows(sandbox, table)).toHaveLength(1);
  });

  it("are not there where Event Management is not installed", async () => {
    const sandbox = await startSandbox();
    sandbox.setProperty("sandbox.tables.not_installed", "em_event, em_alert");
    for (const table of ["em_event", "em_alert"]) {
      const answer = await send(sandbox, { path: `/api/now/table/${table}` });
      expect([answer.status, await answer.text()]).toEqual([
        400,
        expect.stringContaining(`Invalid table ${table}`),
      ]);
    }
  });
});

describe("a switch that breaks one thing", () => {
  it("sandbox.acl.denied takes reading or writing of one table away, but not from administrators", async () => {
    const sandbox = await startSandbox();
    sandbox.setProperty("sandbox.acl.denied", "sys_choice.read, incident.create");
    expect(await rows(sandbox, "sys_choice?sysparm_limit=1")).toEqual([]);
    expect(await rows(sandbox, "sys_choice?sysparm_limit=1", basic("admin", "admin-pass"))).toHaveLength(1);
    expect(await statusOfCreate(sandbox, "incident")).toBe(403);
    expect(await rows(sandbox, "sys_user_group?sysparm_limit=1")).toHaveLength(1);
    expect(await statusOfCreate(sandbox, "change_request")).toBe(201);
  });

  it("sandbox.acl.visible_fields shows a column that is hidden as a rule", async () => {
    const sandbox = await startSandbox();
    const query = `sys_user?sysparm_query=user_name=${user}&sysparm_fields=active,locked_out`;
    expect(await rows(sandbox, query)).toEqual([{ active: "true" }]);
    sandbox.setProperty("sandbox.acl.visible_fields", "sys_user.locked_out");
    expect(await rows(sandbox, query)).toEqual([{ active: "true", locked_out: "false" }]);
    sandbox.setProperty("sandbox.acl.hidden_fields", "sys_user.active");
    expect(await rows(sandbox, query)).toEqual([{ locked_out: "false" }]);
  });

  it.each(["x_mioms_m365ticket", "x_mioms_m365_assis"])(
    "sandbox.acl.cross_scope_denied: %s may not read oauth_entity",
    async (scope) => {
      const sandbox = await startSandbox();
      sandbox.setProperty("sandbox.acl.cross_scope_denied", "oauth_entity");
      sandbox.setProperty("sandbox.acl.cross_scope_app", scope);
      const answer = await send(sandbox, { path: "/api/now/table/oauth_entity" });
      expect(answer.status).toBe(403);
      expect(await answer.text()).toContain(
        `Read operation against 'oauth_entity' from scope '${scope}' has been refused due to the table's cross-scope access policy`,
      );
      expect((await send(sandbox)).status).toBe(200);
    },
  );
});
