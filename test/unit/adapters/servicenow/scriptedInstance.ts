import type { Dispatcher } from "undici";
import type { Answer } from "../../../../shared/adapters/servicenow/answer.ts";
import {
  serviceNowGateway,
  type ServiceNowOptions,
} from "../../../../shared/adapters/servicenow/serviceNowGateway.ts";
import type { PartnerCall } from "../../../../shared/journal/journal.ts";
import type { ServiceNowAuthentication } from "../../../../shared/config/connectionSettings.ts";
import { authorizedBy } from "../../../support/builders/authorizers.ts";

export type Asked = {
  readonly method: string;
  /** Path and query as sent, percent-decoded. */
  readonly path: string;
  /** The query's parameters, as a server reads them. */
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The body as JSON, or `undefined`. */
  readonly json: Record<string, string> | undefined;
};

export type Reply = Answer | Error;
type Script = (asked: Asked, index: number) => Reply | Promise<Reply>;

export function json(status: number, body: unknown, headers: Record<string, string> = {}): Answer {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return { status, text, headers: { "content-type": "application/json;charset=UTF-8", ...headers } };
}

export function html(status: number, text: string, headers: Record<string, string> = {}): Answer {
  return { status, text, headers: { "content-type": "text/html;charset=UTF-8", ...headers } };
}

export const notFound = json(404, {
  error: {
    message: "No Record found",
    detail: "Record doesn't exist or ACL restricts the record retrieval",
  },
  status: "failure",
});

export const unauthenticated = json(401, {
  error: { message: "User is not authenticated", detail: "Required to provide Auth information" },
  status: "failure",
});

export function result(body: unknown, headers?: Record<string, string>): Answer {
  return json(200, { result: body }, headers);
}

/** An error as Node's sockets throw it. */
export function networkError(code: string, message = `connect ${code}`): Error {
  return Object.assign(new Error(message), { code });
}

export function settableClock(startMs = Date.parse("2026-03-01T12:00:00Z")) {
  let now = startMs;
  return { nowMs: () => now, advanceMs: (ms: number) => void (now += ms) };
}

export const basic = { kind: "basic", userName: "azure.bridge", password: "correct horse" } as const;
export const oauth = {
  kind: "password",
  clientId: "c0ffee",
  clientSecret: "client-secret-of-contoso",
  userName: "azure.bridge",
  password: "correct horse",
} as const;

/** A gateway whose every exchange is answered by the script, without a network. */
export function gatewayOver(
  script: Script,
  {
    authentication = basic,
    ...options
  }: Partial<ServiceNowOptions> & { authentication?: ServiceNowAuthentication } = {},
) {
  const asked: Asked[] = [];
  const calls: PartnerCall[] = [];
  const dispatcher = {
    async request(sent: {
      path: string;
      method: string;
      headers: Record<string, string>;
      body: string | null;
    }) {
      const body = sent.body ?? "";
      const request: Asked = {
        method: sent.method,
        path: decodeURIComponent(sent.path),
        query: new URL(sent.path, "https://contoso.service-now.com").searchParams,
        headers: sent.headers,
        body,
        json: body.startsWith("{") ? (JSON.parse(body) as Record<string, string>) : undefined,
      };
      asked.push(request);
      const reply = await script(request, asked.length - 1);
      if (reply instanceof Error) throw reply;
      return { statusCode: reply.status, headers: reply.headers, body: { text: async () => reply.text } };
    },
  } as unknown as Dispatcher;

  const { clock = settableClock(), instanceUrl = "https://contoso.service-now.com" } = options;
  const gateway = serviceNowGateway({
    ...authorizedBy(authentication, { instanceUrl, clock, dispatcher }),
    instanceUrl,
    clock,
    dispatcher,
    ...options,
  });
  return { gateway, asked, calls, observe: (call: PartnerCall) => void calls.push(call) };
}

/** Answers in turn; the last one for good. */
export function inTurn(...replies: readonly Reply[]): Script {
  return (_asked, index) => replies[Math.min(index, replies.length - 1)] ?? new Error("nothing scripted");
}
