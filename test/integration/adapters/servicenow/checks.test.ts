import { createServer, type Server } from "node:https";
import { createServer as createPlainServer } from "node:net";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";

import {
  startServiceNowSandbox,
  type ServiceNowSandbox,
} from "../../../../local/servicenow/startServiceNowSandbox.ts";
import type { CheckReport } from "../../../../shared/connections/checks/checkReport.ts";
import type { Connection } from "../../../../shared/connections/connection.ts";
import { selfSignedCertificate } from "../../../support/selfSignedCertificate.ts";
import {
  adminPassword,
  aWorld,
  checkedConnection,
  type CheckedWorld,
  client,
  fullRoles,
  password,
  userName,
} from "./checkedWorld.ts";

let sandbox: ServiceNowSandbox;
let open: { close(): unknown }[] = [];

beforeAll(async () => {
  sandbox = await startServiceNowSandbox({
    integrationPassword: password,
    adminPassword,
    oauthClient: client,
    startUtc: "2026-03-01T12:00:00Z",
  });
});
afterEach(async () => {
  await Promise.all(open.map((one) => one.close()));
  open = [];
});
afterAll(() => sandbox.close());

const admin = {
  authorization: `Basic ${Buffer.from(`admin:${adminPassword}`).toString("base64")}`,
  "content-type": "application/json",
};

async function asAdmin(method: string, path: string, values?: object): Promise<unknown> {
  const body = values === undefined ? null : JSON.stringify(values);
  const response = await fetch(`${sandbox.url}/api/now/table/${path}`, { method, headers: admin, body });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return response.json();
}

/** What an administrator changes in one record. */
async function change(table: string, query: string, values: Readonly<Record<string, string>>): Promise<void> {
  const { result } = (await asAdmin("GET", `${table}?sysparm_query=${query}`)) as {
    result: { sys_id: string }[];
  };
  if (result.length === 0) throw new Error(`nothing in ${table} is ${query}`);
  for (const { sys_id: id } of result) await asAdmin("PATCH", `${table}/${id}`, values);
}

/** An instance where everything is as the bridge needs it. */
async function allIsWell(): Promise<CheckedWorld> {
  sandbox.reset();
  sandbox.changeUser(userName, {
    password,
    roles: [...fullRoles],
    active: true,
    lockedOut: false,
    passwordNeedsReset: false,
    webServiceAccessOnly: false,
  });
  const readable = ["oauth_entity", "sys_data_policy_rule", "sys_transform_map", "sys_rate_limit_rules"];
  sandbox.setProperty("sandbox.acl.granted", readable.map((table) => `${table}.read`).join(","));
  sandbox.setProperty(
    "sandbox.acl.visible_fields",
    "sys_user.locked_out,sys_user.password_needs_reset,sys_user.web_service_access_only",
  );
  await change("oauth_entity", `client_id=${client.id}`, {
    active: "true",
    refresh_token_lifespan: "7776000",
    redirect_url: "https://bridge.contoso.com/api/connections/servicenow/authorized",
  });
  await asAdmin("POST", "incident", { short_description: "Disk full", correlation_id: "one" });
  await asAdmin("POST", "change_request", { description: "There is one" });
  return aWorld(sandbox);
}

async function closedPort(): Promise<string> {
  const server = createPlainServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return `http://127.0.0.1:${port}`;
}

async function untrusted(): Promise<string> {
  const server: Server = createServer(selfSignedCertificate("127.0.0.1"));
  server.on("tlsClientError", () => undefined);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  open.push({ close: () => void server.close() });
  return `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const without = (...roles: readonly string[]) => fullRoles.filter((role) => !roles.includes(role));
const giveRoles = (roles: readonly string[]) => () => sandbox.changeUser(userName, { roles: [...roles] });
const property = (name: string, value: string) => () => sandbox.setProperty(name, value);
const hideTables = (...tables: readonly string[]) =>
  property("sandbox.acl.denied", tables.map((table) => `${table}.read`).join(","));
const incidentsOnly = (world: CheckedWorld) => set(world, { synchronise: ["incident"] });
function set(world: CheckedWorld, more: Partial<Connection>): void {
  world.connection = { ...world.connection, ...more };
}

type Case = {
  readonly id: string;
  readonly becomes: "failed" | "warning" | "unknown";
  /** What is told of it. */
  readonly told: RegExp;
  readonly breaks: (world: CheckedWorld) => unknown;
  /** How the connection is from the start. */
  readonly where?: (world: CheckedWorld) => unknown;
  /** Whether credentials are shown anew after it broke. */
  readonly isFresh?: true;
  /** What says the same in other words. */
  readonly also?: RegExp;
};

const cases: readonly Case[] = [
  {
    id: "url-allowed",
    becomes: "failed",
    told: /service-now\.com, with a hyphen/,
    breaks: (world) => set(world, { instanceUrl: "https://contoso.servicenow.com" }),
    isFresh: true,
  },
  {
    id: "name-resolves",
    becomes: "failed",
    told: /ENOTFOUND|EAI_AGAIN/,
    breaks: (world) =>
      set(world, { instanceUrl: "https://contoso.invalid", allowedHosts: ["contoso.invalid"] }),
    isFresh: true,
  },
  {
    id: "port-open",
    becomes: "failed",
    told: /ECONNREFUSED/,
    breaks: async (world) => set(world, { instanceUrl: await closedPort() }),
    isFresh: true,
  },
  {
    id: "tls",
    becomes: "failed",
    told: /self.signed/i,
    breaks: async (world) => set(world, { instanceUrl: await untrusted() }),
    isFresh: true,
  },
  {
    id: "awake",
    becomes: "failed",
    told: /hibernation page/,
    breaks: () => sandbox.faults.set({ kind: "hibernating" }),
  },
  {
    id: "reached",
    becomes: "failed",
    told: /403/,
    breaks: property("sandbox.ip_access.denied", "true"),
  },
  { id: "clock", becomes: "warning", told: /120 s behind ours/, breaks: (world) => (world.skewMs = 120_000) },
  {
    id: "release",
    becomes: "warning",
    told: /Jakarta; nothing before Kingston/,
    breaks: property("glide.buildname", "Jakarta"),
  },
  {
    id: "secrets",
    becomes: "failed",
    told: /client secret: The setting SERVICENOW_CLIENT_SECRET is not set/,
    breaks: (world) => (world.missingSecret = "SERVICENOW_CLIENT_SECRET"),
  },
  {
    id: "secret-ends",
    becomes: "warning",
    told: /client secret: 5 days left/,
    breaks: (world) =>
      set(world, { endsUtc: { clientSecret: "2026-03-06T12:00:00Z", certificate: null, password: null } }),
  },
  {
    id: "token",
    becomes: "failed",
    told: /401 to the password grant/,
    breaks: () => sandbox.changeUser(userName, { password: "another" }),
    isFresh: true,
  },
  {
    id: "refresh-token",
    becomes: "warning",
    told: /refresh token: 6 days left/,
    breaks: (world) => (world.refreshEndsUtc = "2026-03-07T12:00:00Z"),
  },
  {
    id: "signed-in",
    becomes: "failed",
    told: /401/,
    breaks: () =>
      sandbox.faults.set({ kind: "unauthorized", match: { pathContains: "/table/sys_properties" } }),
  },
  {
    id: "basic",
    becomes: "warning",
    told: /Basic authentication, which ServiceNow is retiring/,
    breaks: (world) =>
      set(world, { grant: { kind: "basic", userName, password: { from: "environment", name: "P" } } }),
    isFresh: true,
    also: /^(token|refresh-token|client-.*|account-kind|secret-ends)$/,
  },
  {
    id: "api-access",
    becomes: "failed",
    told: /unscoped api/,
    breaks: property("sandbox.oauth.securely_scoped", "true"),
  },
  {
    id: "account",
    becomes: "failed",
    told: /those of bridge\.integration; expected is azure\.bridge/,
    breaks: (world) => set(world, { integrationUser: "azure.bridge" }),
  },
  {
    id: "account-usable",
    becomes: "failed",
    told: /password has to be reset/,
    breaks: () => sandbox.changeUser(userName, { passwordNeedsReset: true }),
  },
  {
    id: "account-kind",
    becomes: "failed",
    told: /“Web service access only” is on/,
    breaks: () => sandbox.changeUser(userName, { webServiceAccessOnly: true }),
  },
  {
    id: "client-known",
    becomes: "warning",
    told: /from scope 'x_mioms_m365ticket'/,
    breaks: property("sandbox.acl.cross_scope_denied", "oauth_entity"),
    also: /^client-/,
  },
  {
    id: "client-active",
    becomes: "failed",
    told: /not active/,
    where: (world) => (world.signsInByBasic = true),
    breaks: () => change("oauth_entity", `client_id=${client.id}`, { active: "false" }),
  },
  {
    id: "client-lifespan",
    becomes: "warning",
    told: /ServiceNow says 604,800 s \(7 days\), and the bridge goes by that; the connection says 7,776,000 s/,
    where: (world) =>
      set(world, {
        grant: {
          kind: "authorizationCode",
          clientId: client.id,
          clientSecret: { from: "environment", name: "S" },
        },
      }),
    breaks: () => change("oauth_entity", `client_id=${client.id}`, { refresh_token_lifespan: "604800" }),
  },
  {
    id: "client-user",
    becomes: "failed",
    told: /OAuth Application User/,
    where: (world) =>
      set(world, {
        grant: {
          kind: "clientCredentials",
          clientId: client.id,
          clientSecret: { from: "environment", name: "S" },
        },
      }),
    breaks: () => change("oauth_entity", `client_id=${client.id}`, { user: "" }),
  },
  {
    id: "client-redirect",
    becomes: "failed",
    told: /\/api\/connections\/servicenow\/authorized/,
    where: (world) =>
      set(world, {
        grant: {
          kind: "authorizationCode",
          clientId: client.id,
          clientSecret: { from: "environment", name: "S" },
        },
      }),
    breaks: () =>
      change("oauth_entity", `client_id=${client.id}`, { redirect_url: "https://bridge.contoso.com/" }),
  },
  {
    id: "role-itil",
    becomes: "failed",
    told: /itil is not held, and needed for reading and writing incidents/,
    where: (world) => {
      incidentsOnly(world);
      giveRoles(without("evt_mgmt_operator"))();
    },
    breaks: giveRoles(without("itil", "evt_mgmt_operator")),
    also: /^(read-(incident|journal|cis)|write-(incident|ci))$/,
  },
  {
    id: "role-import-transformer",
    becomes: "failed",
    told: /import_transformer is not held/,
    breaks: giveRoles(without("import_transformer")),
  },
  {
    id: "role-mioms-user",
    becomes: "failed",
    told: /x_mioms_microsoft\.user is not held/,
    breaks: giveRoles(without("x_mioms_microsoft.user", "import_transformer")),
    also: /^role-import-transformer$/,
  },
  {
    id: "role-admin",
    becomes: "warning",
    told: /admin is held: far more/,
    breaks: giveRoles([...fullRoles, "admin"]),
  },
  {
    id: "role-read-only",
    becomes: "failed",
    told: /snc_read_only is held/,
    breaks: giveRoles([...fullRoles, "snc_read_only"]),
    also: /^write-/,
  },
  {
    id: "read-incident",
    becomes: "failed",
    told: /incident has 1, and shows none/,
    breaks: hideTables("incident"),
  },
  {
    id: "read-change-request",
    becomes: "failed",
    told: /change_request has 1, and shows none/,
    breaks: hideTables("change_request"),
  },
  { id: "read-choices", becomes: "failed", told: /sys_choice has/, breaks: hideTables("sys_choice") },
  { id: "read-groups", becomes: "warning", told: /sys_user_group has/, breaks: hideTables("sys_user_group") },
  {
    id: "read-users",
    becomes: "warning",
    told: /sys_user has/,
    breaks: hideTables("sys_user"),
    also: /^(account|role|write)/,
  },
  {
    id: "read-cis",
    becomes: "warning",
    told: /cmdb_ci has 200/,
    breaks: hideTables(
      ...["cmdb_ci", "cmdb_ci_vm_instance", "cmdb_ci_cloud_storage_account", "cmdb_ci_kubernetes_cluster"],
    ),
  },
  {
    id: "read-dictionary",
    becomes: "warning",
    told: /sys_dictionary has/,
    breaks: hideTables("sys_dictionary"),
  },
  { id: "read-templates", becomes: "warning", told: /sys_template has/, breaks: hideTables("sys_template") },
  {
    id: "read-journal",
    becomes: "warning",
    told: /work_notes of incidents is not shown/,
    breaks: property("sandbox.acl.hidden_fields", "incident.work_notes"),
  },
  {
    id: "write-incident",
    becomes: "failed",
    told: /no role allows it to create and change incidents/,
    where: (world) => {
      incidentsOnly(world);
      set(world, { createMissingCi: false });
      giveRoles(["sn_incident_write", "asset", "import_transformer", "personalize_dictionary"])();
    },
    breaks: giveRoles(["sn_incident_read", "asset", "import_transformer", "personalize_dictionary"]),
    also: /^role-itil$/,
  },
  {
    id: "write-change-request",
    becomes: "failed",
    told: /change requests: itil or sn_change_write/,
    where: (world) => {
      set(world, { synchronise: ["incident", "changeRequest"], createMissingCi: false });
      giveRoles(["sn_incident_write", "sn_change_write", "asset", "import_transformer"])();
    },
    breaks: giveRoles(["sn_incident_write", "sn_change_read", "asset", "import_transformer"]),
    also: /^role-itil$/,
  },
  {
    id: "write-ci",
    becomes: "failed",
    told: /configuration items: itil or asset/,
    where: (world) => {
      incidentsOnly(world);
      giveRoles(["sn_incident_write", "asset", "import_transformer"])();
    },
    breaks: giveRoles(["sn_incident_write", "cmdb_read", "import_transformer"]),
    also: /^role-itil$/,
  },
  {
    id: "import-set",
    becomes: "failed",
    told: /no active transform map/,
    breaks: () => change("sys_transform_map", "target_table=incident", { active: "false" }),
  },
  {
    id: "trial-incident",
    becomes: "failed",
    told: /No checks on Sundays/,
    where: (world) => (world.write = true),
    breaks: property("sandbox.business_rule.aborts", "incident: No checks on Sundays"),
  },
  {
    id: "required-fields",
    becomes: "failed",
    told: /caller_id \(route “default”\), by data policy/,
    breaks: property("sandbox.data_policy.mandatory", "incident.caller_id"),
  },
  {
    id: "close-codes",
    becomes: "failed",
    told: /does not know the route's close code “Contoso closed it”/,
    breaks: (world) =>
      (world.routes = world.routes.map((route) => ({
        ...route,
        policy: { ...route.policy, closeCode: "Contoso closed it" },
      }))),
  },
  {
    id: "states",
    becomes: "failed",
    told: /incident\.state has no 6/,
    breaks: () => change("sys_choice", "name=incident^element=state^value=6", { inactive: "true" }),
  },
  {
    id: "values",
    becomes: "warning",
    told: /category “clouds” \(route “default”\)/,
    breaks: (world) =>
      (world.routes = world.routes.map((route) => ({ ...route, defaults: { category: "clouds" } }))),
  },
  {
    id: "rate-rules",
    becomes: "warning",
    told: /100 calls an hour: about 50 tickets/,
    breaks: () => sandbox.faults.set({ kind: "rateLimit", limitPerHour: 100 }),
  },
  {
    id: "routes",
    becomes: "warning",
    told: /no route names this connection/,
    breaks: (world) => (world.routes = []),
  },
  {
    id: "resting",
    becomes: "warning",
    told: /is parked until/,
    breaks: (world) => (world.parked = true),
    also: /^token$/,
  },
];

/** Not needed for anything the bridge does: held or not, they are never wrong. */
const neverNeeded = [
  ...["role-personalize-choices", "role-template-editor", "role-view-changer"],
  ...["role-evt-integration", "role-evt-operator"],
];
/** What no connection can synchronise. */
const neverMade = ["read-event", "read-alert", "write-event"];

function byId({ checks }: CheckReport) {
  return new Map(checks.map((check) => [check.id, check]));
}

describe("a check of a connection", () => {
  it("finds nothing wrong where all is well, and says how it knows", async () => {
    const world = await allIsWell();
    const connection = checkedConnection(sandbox, world);
    open.push(connection);
    const report = await connection.check();
    expect(report.checks.filter(({ status }) => status !== "ok" && status !== "skipped")).toEqual([]);
    expect(report).toMatchObject({ status: "ok", counts: { failed: 0, warning: 0, unknown: 0 } });
    expect(report.summary).toMatch(/^Nothing failed, \d+ ok, \d+ skipped\.$/);
    expect(report.calls).toBeLessThan(40);
    expect(sandbox.records("incident")).toHaveLength(1);
  });

  it.each(cases)("$id is $becomes where that is broken, and nothing else changes", async (one) => {
    const world = await allIsWell();
    await one.where?.(world);
    const connection = checkedConnection(sandbox, world);
    open.push(connection);
    await connection.ready();
    const before = byId(await connection.check());
    await one.breaks(world);
    if (one.isFresh === true) await connection.reopened();
    const after = byId(await connection.check());

    const broken = after.get(one.id);
    expect(before.get(one.id)?.status).not.toBe(one.becomes);
    expect(broken).toMatchObject({ status: one.becomes, detail: expect.stringMatching(one.told) as string });
    expect(broken?.code, "it has a code").toBeTruthy();
    expect(broken?.cause, "it says why").toBeTruthy();
    expect(broken?.fix, "it says what to do").toBeTruthy();

    const others = [...after.values()].filter(
      ({ id, status, detail }) =>
        id !== one.id &&
        status !== before.get(id)?.status &&
        !(status === "skipped" && detail.startsWith("cannot be told after")) &&
        one.also?.test(id) !== true,
    );
    expect(others.map(({ id, status, detail }) => `${id} ${status}: ${detail}`)).toEqual([]);
  });

  it("has a case for every check that can fail, and there are at least 25", async () => {
    const report = await checkedConnection(sandbox, await allIsWell()).check();
    const ids = report.checks.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBeGreaterThanOrEqual(25);
    expect([...cases.map(({ id }) => id), ...neverNeeded, ...neverMade].toSorted()).toEqual(ids.toSorted());
  });

  it.each(neverNeeded)("%s is told to be held or not, and never missed", async (id) => {
    const world = await allIsWell();
    const connection = checkedConnection(sandbox, world);
    open.push(connection);
    expect(byId(await connection.check()).get(id)?.detail).toMatch(/^held, and not needed: /);
    giveRoles(["itil", "import_transformer"])();
    expect(byId(await connection.check()).get(id)).toMatchObject({
      status: "ok",
      detail: expect.stringMatching(/^not held, and not needed: /) as string,
    });
  });

  it("tells of Event Management as not needed, in an instance that does not have it either", async () => {
    const world = await allIsWell();
    sandbox.setProperty("sandbox.tables.not_installed", "em_event,em_alert");
    giveRoles(["itil", "import_transformer", "personalize_dictionary"])();
    const connection = checkedConnection(sandbox, world);
    open.push(connection);
    const report = await connection.check();
    for (const id of neverMade) {
      expect(byId(report).get(id)).toMatchObject({
        status: "skipped",
        detail: expect.stringMatching(/^no events /) as string,
      });
    }
    expect(report.status).toBe("ok");
  });

  it.each([
    {
      kind: "incident",
      other: "change_request",
      roles: ["sn_incident_write"],
      skipped: ["read-change-request", "write-change-request"],
    },
    {
      kind: "changeRequest",
      other: "incident",
      roles: ["sn_change_write"],
      skipped: [
        ...["read-incident", "read-journal", "write-incident", "trial-incident"],
        ...["required-fields", "close-codes", "states", "values"],
      ],
    },
  ] as const)(
    "asks nothing of what is not synchronised: only $kind",
    async ({ kind, roles, other, skipped }) => {
      const world = await allIsWell();
      set(world, { synchronise: [kind], createMissingCi: false, importSetTable: null });
      sandbox.setProperty("sandbox.tables.not_installed", other);
      giveRoles([...roles, "cmdb_read", "personalize_dictionary", "template_editor"])();
      const connection = checkedConnection(sandbox, world);
      open.push(connection);
      const report = await connection.check();
      expect(report.checks.filter(({ status }) => status === "failed" || status === "warning")).toEqual([]);
      for (const id of skipped) expect(byId(report).get(id)).toMatchObject({ status: "skipped" });
    },
  );

  it("says of a table that is not there that it is missing, and not that a role is", async () => {
    const world = await allIsWell();
    sandbox.setProperty("sandbox.tables.not_installed", "change_request");
    const connection = checkedConnection(sandbox, world);
    open.push(connection);
    expect(byId(await connection.check()).get("read-change-request")).toMatchObject({
      status: "failed",
      code: "SERVICENOW_TABLE_INVALID",
      detail: "change_request is not there; needed for keeping change requests in step",
    });
  });

  it("shows refused credentials once and no more: the account is not brought nearer to its lock", async () => {
    const world = await allIsWell();
    world.connection = {
      ...world.connection,
      grant: { kind: "basic", userName, password: { from: "environment", name: "P" } },
    };
    sandbox.changeUser(userName, { password: "another" });
    const connection = checkedConnection(sandbox, world);
    open.push(connection);
    const report = await connection.check();
    expect(byId(report).get("signed-in")).toMatchObject({
      status: "failed",
      code: "SERVICENOW_CREDENTIALS_REJECTED",
    });
    const [user] = sandbox.records("sys_user").filter((row) => row["user_name"] === userName);
    expect(user?.["failed_attempts"]).toBe("1");
  });

  it("with --write makes an incident that says what it is, resolves it, and audits who did it", async () => {
    const world = await allIsWell();
    world.write = true;
    world.connection = { ...world.connection, importSetTable: null };
    const connection = checkedConnection(sandbox, world);
    open.push(connection);
    const report = await connection.check();
    expect(byId(report).get("trial-incident")).toMatchObject({ status: "ok" });
    const made = sandbox.records("incident").filter((row) => row["correlation_id"]?.startsWith("atb-"));
    expect(made).toMatchObject([
      { state: "6", short_description: expect.stringContaining("may be ignored") as string },
    ]);
    expect((await connection.audit.newest({ limit: 5 })).entries).toMatchObject([
      { action: "connection.triedByWriting", subject: "servicenow", who: "said: maria@contoso" },
    ]);
  });
});
