import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

export type Asked = {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
};
export type Answer = { readonly status?: number; readonly json?: unknown; readonly raw?: string };

/** A bridge as far as its HTTP API goes: says what the test wants it to say, and remembers what it was asked. */
export async function startFakeBridge(answer: (asked: Asked, before: readonly Asked[]) => Answer) {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const { pathname, searchParams } = new URL(request.url ?? "/", "http://bridge");
      const now = {
        method: request.method ?? "",
        path: decodeURIComponent(pathname),
        query: searchParams,
        headers: request.headers,
        body,
      };
      const { status = 200, json, raw } = answer(now, asked);
      asked.push(now);
      response.writeHead(status, { "content-type": "application/json" });
      response.end(raw ?? JSON.stringify(json));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

export const notFound: Answer = {
  status: 404,
  json: {
    title: "There is no such thing",
    status: 404,
    detail: "unknown",
    code: "NOT_FOUND",
    resolution: "Check the id.",
  },
};

const atUtc = "2026-03-01T12:00:00.000Z";

/** A delivery that made an incident; a test names only what matters to it. */
export function aDelivery(overrides: Record<string, unknown> = {}) {
  return {
    id: "dlv-1",
    correlationId: `atb-${"0".repeat(32)}`,
    state: "delivered",
    receivedAtUtc: atUtc,
    ticket: { number: "INC0010001", url: "http://sandbox/incident.do?number=INC0010001", kind: "incident" },
    because: "first of its kind",
    code: null,
    nextAttemptAtUtc: null,
    entries: [anEntry()],
    continuation: null,
    ...overrides,
  };
}

export function anEntry(steps: readonly Record<string, unknown>[] = journalSteps) {
  return { deliveryId: "dlv-1", attempt: 1, atUtc, steps: steps.map((step) => ({ atUtc, ...step })) };
}

const journalSteps = [
  { step: "received", route: null, bytes: 2345 },
  {
    step: "recognised",
    shape: "commonAlertSchema",
    family: "metric",
    condition: "fired",
    severity: 2,
    identity: ["alert", "1"],
    alertId: "/subscriptions/1/alerts/1",
    ruleName: "cpu-high",
  },
  { step: "routed", route: "default", connection: "servicenow", workItemKind: "incident" },
  { step: "planned", plan: "create", because: "first of its kind" },
  {
    step: "called",
    method: "POST",
    path: "/api/now/table/incident?sysparm_fields=number",
    status: 201,
    durationMs: 84.6,
  },
  { step: "ended", outcome: "delivered", because: "first of its kind", ticketNumber: "INC0010001" },
];

export function aTicket(overrides: Record<string, unknown> = {}) {
  return {
    correlationId: `atb-${"0".repeat(32)}`,
    number: "INC0010001",
    url: "http://sandbox/incident.do?number=INC0010001",
    state: "open",
    kind: "incident",
    generation: 1,
    connection: "servicenow",
    route: "default",
    title: "CPU above 90 on vm-web-007",
    severity: 2,
    openedAtUtc: atUtc,
    changedAtUtc: atUtc,
    members: 2,
    firing: 1,
    pending: null,
    ...overrides,
  };
}
