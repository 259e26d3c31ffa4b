/**
 * The handler that everybody writes first: it asks ServiceNow while Azure Monitor waits, and keeps nothing. HANDLER_MODE
 * says how it treats a bad answer:
 *   throws   an exception, so 500
 *   passes   503 for anything that went wrong, so that Azure Monitor repeats
 *   careful  like `passes`, and it looks whether the incident is there before it creates one
 */
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { alertmanagerNoticesOf, type Notice, noticesOf } from "./notices.ts";

const mode = process.env["HANDLER_MODE"] ?? "throws";
const table = `${process.env["PARTNER_URL"] ?? ""}/api/now/table/incident`;
const user = `${process.env["PARTNER_USER"] ?? ""}:${process.env["PARTNER_PASSWORD"] ?? ""}`;
const headers = {
  authorization: `Basic ${Buffer.from(user).toString("base64")}`,
  accept: "application/json",
  "content-type": "application/json",
};

type Incident = { readonly sys_id: string };

async function ask<Result>(method: string, url: string, body?: object): Promise<Result> {
  const response = await fetch(url, { method, headers, ...(body && { body: JSON.stringify(body) }) });
  if (!response.ok) throw new Error(`ServiceNow answered ${response.status}`);
  return ((await response.json()) as { readonly result: Result }).result;
}

async function find(correlationId: string): Promise<Incident | undefined> {
  const query = `sysparm_query=correlation_id=${encodeURIComponent(correlationId)}&sysparm_limit=1`;
  const [found] = await ask<Incident[]>("GET", `${table}?${query}`);
  return found;
}

async function makeTrue({ isResolved, alertId, title, text }: Notice): Promise<void> {
  if (!isResolved) {
    if (mode === "careful" && (await find(alertId)) !== undefined) return;
    await ask("POST", table, { short_description: title, description: text, correlation_id: alertId });
    return;
  }
  const incident = await find(alertId);
  if (incident === undefined) return;
  await ask("PATCH", `${table}/${incident.sys_id}`, {
    state: "6",
    close_code: "Solution provided",
    close_notes: "Azure Monitor says that it is over.",
  });
}

async function statusFor(request: IncomingMessage): Promise<number> {
  try {
    const body = await json(request);
    for (const notice of noticesOf(body) ?? alertmanagerNoticesOf(body)) await makeTrue(notice);
    return 200;
  } catch {
    return mode === "throws" ? 500 : 503;
  }
}

const server = createServer((request, response) => {
  void statusFor(request).then((status) => response.writeHead(status).end());
});
server.keepAliveTimeout = 130_000;
server.listen(Number(process.env["PORT"] ?? 0), "127.0.0.1", () => {
  console.log(`Handler ready at http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
process.on("disconnect", () => process.exit(0));
