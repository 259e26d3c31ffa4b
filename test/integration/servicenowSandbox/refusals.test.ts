import { describe, expect, it } from "vitest";
import { oauthClient, integrationPassword, send, startSandbox, incidents } from "./sandboxClient.ts";

const json = { short_description: "Disk full", correlation_id: "one" };
const user = "bridge.integration";

describe("a switch that makes the instance refuse by itself", () => {
  it.each([
    ["sandbox.ip_access.denied", "true", 403, /<html>/],
    ["sandbox.tables.not_installed", "incident", 400, /Invalid table incident/],
    ["sandbox.tables.closed_to_web_services", "incident", 403, /WebServicePolicyValidator/],
    ["sandbox.business_rule.aborts", "incident: No alerts on Sundays", 403, /'No alerts on Sundays\^/],
    [
      "sandbox.data_policy.mandatory",
      "incident.caller_id,incident.cmdb_ci",
      403,
      /: Caller, Configuration item"/,
    ],
    ["glide.rest.max_content_length", "0.00001", 400, /Max allowed: \d+(\.\d+)? bytes/],
  ])("%s: %s is %i to a new record, and nothing is stored", async (name, value, status, body) => {
    const sandbox = await startSandbox();
    sandbox.setProperty(name, value);
    const response = await send(sandbox, { json });
    expect(response.status).toBe(status);
    expect(await response.text()).toMatch(body);
    expect(sandbox.records("incident")).toEqual([]);
  });

  it("leaves other tables alone", async () => {
    const sandbox = await startSandbox();
    sandbox.setProperty("sandbox.tables.not_installed", "incident");
    sandbox.setProperty("sandbox.data_policy.mandatory", "problem.caller_id");
    sandbox.setProperty("sandbox.business_rule.aborts", "problem: Never");
    expect((await send(sandbox, { path: "/api/now/table/sys_user" })).status).toBe(200);
    sandbox.setProperty("sandbox.tables.not_installed", "");
    expect((await send(sandbox, { json })).status).toBe(201);
  });

  it("sandbox.acl.hidden_fields hides a column, and refuses a query for it", async () => {
    const sandbox = await startSandbox();
    await send(sandbox, { json });
    sandbox.setProperty("sandbox.acl.hidden_fields", "incident.correlation_id");
    const { result } = (await (await send(sandbox)).json()) as { result: object[] };
    expect(result[0]).not.toHaveProperty("correlation_id");
    expect(result[0]).toHaveProperty("short_description");
    const query = await send(sandbox, { path: `${incidents}?sysparm_query=correlation_id=one` });
    expect(query.status).toBe(403);
    expect(await query.text()).toContain("Insufficient rights to query records");
  });

  it("sandbox.acl.denied hides records without a word, and counts them", async () => {
    const sandbox = await startSandbox();
    sandbox.setProperty("sandbox.acl.denied", "cmdb_ci.read");
    const response = await send(sandbox, { path: "/api/now/table/cmdb_ci?sysparm_limit=5" });
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ result: [] });
    expect(Number(response.headers.get("x-total-count"))).toBeGreaterThan(0);
  });

  it("sandbox.acl.granted opens what only administrators read", async () => {
    const sandbox = await startSandbox();
    const path = "/api/now/table/oauth_entity?sysparm_fields=client_id";
    expect(await (await send(sandbox, { path })).json()).toEqual({ result: [] });
    sandbox.setProperty("sandbox.acl.granted", "oauth_entity.read");
    expect(await (await send(sandbox, { path })).json()).toEqual({
      result: [{ client_id: oauthClient.id }],
    });
  });

  it("sandbox.acl.cross_scope_denied refuses as the table's policy does, in its very words", async () => {
    const sandbox = await startSandbox();
    sandbox.setProperty("sandbox.acl.cross_scope_denied", "oauth_entity");
    const response = await send(sandbox, { path: "/api/now/table/oauth_entity" });
    expect(response.status).toBe(403);
    expect(await response.text()).toContain(
      "Read operation against 'oauth_entity' from scope 'x_mioms_m365ticket' has been refused due to the table's cross-scope access policy",
    );
  });

  it("mandatory columns stand in the records of the data policy and of the dictionary", async () => {
    const sandbox = await startSandbox();
    sandbox.setProperty("sandbox.data_policy.mandatory", "incident.caller_id");
    sandbox.setProperty("sandbox.dictionary.mandatory", "incident.category");
    expect(sandbox.records("sys_data_policy_rule")).toMatchObject([
      { table: "incident", field: "caller_id", mandatory: "true" },
    ]);
    const mandatory = () => sandbox.records("sys_dictionary").filter((row) => row["mandatory"] === "true");
    expect(mandatory()).toMatchObject([{ name: "incident", element: "category" }]);
    sandbox.setProperty("sandbox.data_policy.mandatory", "");
    sandbox.setProperty("sandbox.dictionary.mandatory", "");
    expect(sandbox.records("sys_data_policy_rule")).toEqual([]);
    expect(mandatory()).toEqual([]);
  });

  it("a user reads the roles of its own, and nobody else's", async () => {
    const sandbox = await startSandbox();
    const path = "/api/now/table/sys_user_has_role?sysparm_fields=user.user_name,role.name";
    const { result } = (await (await send(sandbox, { path })).json()) as { result: Record<string, string>[] };
    expect(new Set(result.map((row) => row["user.user_name"]))).toEqual(new Set([user]));
    expect(result.map((row) => row["role.name"])).toContain("itil");
  });

  it("sandbox.acl.rest_endpoints asks for the role that itil contains", async () => {
    const sandbox = await startSandbox();
    sandbox.setProperty("sandbox.acl.rest_endpoints", "true");
    expect((await send(sandbox)).status).toBe(200);
    sandbox.changeUser(user, { roles: ["sn_incident_write"] });
    const refused = await send(sandbox);
    expect(refused.status).toBe(403);
    expect(await refused.text()).toContain("Failed API level ACL Validation");
  });

  it("sandbox.oauth.securely_scoped refuses tokens, not passwords", async () => {
    const sandbox = await startSandbox();
    const form = {
      grant_type: "password",
      username: user,
      password: integrationPassword,
      client_id: oauthClient.id,
      client_secret: oauthClient.secret,
    };
    const token = (await (await send(sandbox, { path: "/oauth_token.do", form })).json()) as {
      access_token: string;
    };
    const headers = { authorization: `Bearer ${token.access_token}` };
    expect((await send(sandbox, { headers })).status).toBe(200);
    sandbox.setProperty("sandbox.oauth.securely_scoped", "true");
    const refused = await send(sandbox, { headers });
    expect(refused.status).toBe(403);
    expect(refused.headers.get("x-is-logged-in")).toBe("true");
    expect(await refused.text()).toContain("Access to unscoped api is not allowed");
    expect((await send(sandbox)).status).toBe(200);
  });
});

describe("a switch that makes the instance store something else", () => {
  it.each([
    ["sandbox.business_rule.sets", "incident.short_description=By rule", "By rule"],
    ["sandbox.dictionary.lengths", "incident.short_description=4", "Disk"],
    ["sandbox.dictionary.lengths", "task.short_description=4", "Disk full"],
  ])("%s: %s", async (name, value, stored) => {
    const sandbox = await startSandbox();
    sandbox.setProperty(name, value);
    expect((await send(sandbox, { json })).status).toBe(201);
    expect(sandbox.records("incident")).toMatchObject([{ short_description: stored }]);
  });
});

describe("an instance that speaks French", () => {
  it.each([
    ["aclDenied", "Exception ACL : échec de l'insertion en raison de contraintes de sécurité"],
    ["dataPolicy", "Exception de politique de données : \n\tLes champs suivants sont obligatoires : Caller"],
    ["transactionCancelled", "Transaction annulée : temps d'exécution maximal dépassé"],
    ["apiAcl", "Échec de la validation ACL au niveau de l'API"],
  ] as const)("says %s in French", async (kind, text) => {
    const sandbox = await startSandbox();
    sandbox.setProperty("glide.sys.language", "fr");
    sandbox.faults.set({ kind });
    const { error } = (await (await send(sandbox, { json })).json()) as { error: { detail: string } };
    expect(error.detail).toContain(text);
  });
});
