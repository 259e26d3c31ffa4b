import { onTestFinished } from "vitest";
import {
  type ServiceNowSandbox,
  type ServiceNowSandboxOptions,
  startServiceNowSandbox,
} from "../../../local/servicenow/startServiceNowSandbox.ts";

export const integrationPassword = "integration-pass";
export const oauthClient = { id: "bridge-client", secret: "client-secret" };
export const incidents = "/api/now/table/incident";

export const basic = (userName = "bridge.integration", password = integrationPassword) => ({
  authorization: `Basic ${Buffer.from(`${userName}:${password}`).toString("base64")}`,
});

/** A sandbox on a free port, closed when the test is over. */
export async function startSandbox(
  options: Partial<ServiceNowSandboxOptions> = {},
): Promise<ServiceNowSandbox> {
  const sandbox = await startServiceNowSandbox({
    integrationPassword,
    adminPassword: "admin-pass",
    oauthClient,
    ...options,
  });
  onTestFinished(async () => sandbox.close());
  return sandbox;
}

type Send = {
  readonly method?: string;
  readonly path?: string;
  readonly json?: object;
  readonly form?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
};

/** One request with the integration user's password, unless headers say otherwise. */
export function send(sandbox: ServiceNowSandbox, request: Send = {}): Promise<Response> {
  const { json, form, path = incidents, headers = basic() } = request;
  const body = json === undefined ? form && new URLSearchParams(form).toString() : JSON.stringify(json);
  const type = json === undefined ? "application/x-www-form-urlencoded" : "application/json";
  return fetch(sandbox.url + path, {
    method: request.method ?? (body === undefined ? "GET" : "POST"),
    headers: { ...(body !== undefined && { "content-type": type }), ...headers },
    redirect: "manual",
    ...(body !== undefined && { body }),
  });
}
