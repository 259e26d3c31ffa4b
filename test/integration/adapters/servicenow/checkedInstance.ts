import { once } from "node:events";
import { createServer, type Server } from "node:https";
import { type AddressInfo, createServer as createPlainServer } from "node:net";

import {
  type ServiceNowSandbox,
  startServiceNowSandbox,
} from "../../../../local/servicenow/startServiceNowSandbox.ts";
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

let started: ServiceNowSandbox | undefined;
let open: { close(): unknown }[] = [];

/** For all tests of a file. */
export async function startInstance(): Promise<void> {
  started = await startServiceNowSandbox({
    integrationPassword: password,
    adminPassword,
    oauthClient: client,
    startUtc: "2026-03-01T12:00:00Z",
  });
}

/** What one test has opened. */
export async function closeConnections(): Promise<void> {
  await Promise.all(open.map((one) => one.close()));
  open = [];
}

export async function stopInstance(): Promise<void> {
  await started?.close();
}

export function sandbox(): ServiceNowSandbox {
  if (started === undefined) throw new Error("No instance was started");
  return started;
}

/** Closed with the test. */
export function openConnection(world: CheckedWorld): ReturnType<typeof checkedConnection> {
  const connection = checkedConnection(sandbox(), world);
  open.push(connection);
  return connection;
}

const admin = {
  authorization: `Basic ${Buffer.from(`admin:${adminPassword}`).toString("base64")}`,
  "content-type": "application/json",
};

async function asAdmin(method: string, path: string, values?: object): Promise<unknown> {
  const body = values === undefined ? null : JSON.stringify(values);
  const response = await fetch(`${sandbox().url}/api/now/table/${path}`, { method, headers: admin, body });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return response.json();
}

/** What an administrator changes in one record. */
export async function change(
  table: string,
  query: string,
  values: Readonly<Record<string, string>>,
): Promise<void> {
  const { result } = (await asAdmin("GET", `${table}?sysparm_query=${query}`)) as {
    result: { sys_id: string }[];
  };
  if (result.length === 0) throw new Error(`nothing in ${table} is ${query}`);
  for (const { sys_id: id } of result) await asAdmin("PATCH", `${table}/${id}`, values);
}

/** An instance where everything is as the bridge needs it. */
export async function allIsWell(): Promise<CheckedWorld> {
  sandbox().reset();
  sandbox().changeUser(userName, {
    password,
    roles: [...fullRoles],
    active: true,
    lockedOut: false,
    passwordNeedsReset: false,
    webServiceAccessOnly: false,
  });
  const readable = ["oauth_entity", "sys_data_policy_rule", "sys_transform_map", "sys_rate_limit_rules"];
  sandbox().setProperty("sandbox.acl.granted", readable.map((table) => `${table}.read`).join(","));
  sandbox().setProperty(
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
  return aWorld(sandbox());
}

export async function closedPort(): Promise<string> {
  const server = createPlainServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return `http://127.0.0.1:${port}`;
}

export async function untrusted(): Promise<string> {
  const server: Server = createServer(selfSignedCertificate("127.0.0.1"));
  server.on("tlsClientError", () => undefined);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  open.push({ close: () => void server.close() });
  return `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

export const without = (...roles: readonly string[]) => fullRoles.filter((role) => !roles.includes(role));
export const giveRoles = (roles: readonly string[]) => () =>
  sandbox().changeUser(userName, { roles: [...roles] });
export const property = (name: string, value: string) => () => sandbox().setProperty(name, value);
export const hideTables = (...tables: readonly string[]) =>
  property("sandbox.acl.denied", tables.map((table) => `${table}.read`).join(","));
export const incidentsOnly = (world: CheckedWorld) => set(world, { synchronise: ["incident"] });
export function set(world: CheckedWorld, more: Partial<Connection>): void {
  world.connection = { ...world.connection, ...more };
}
