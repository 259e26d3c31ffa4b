import type { ApiReply } from "../http/apiReply.ts";
import { unauthenticatedReply } from "../http/authenticate.ts";
import { sysIdFor } from "../platform/sysId.ts";
import { errorBody, type Refusal, refusal } from "../records/refusal.ts";
import type { FaultRule } from "./faultRules.ts";

/** What becomes of a call that a fault strikes. */
export type FaultEffect =
  /** Answered like this; nothing is done. */
  | { readonly kind: "answer"; readonly reply: ApiReply }
  /** Done, but answered differently. */
  | { readonly kind: "answerAfterwards"; readonly alter: (reply: ApiReply) => ApiReply }
  | { readonly kind: "wait"; readonly when: "before" | "after"; readonly delayMs: number }
  | { readonly kind: "drop"; readonly when: "before" | "after" | "midReply" };

type Struck = { readonly rule: FaultRule; readonly path: string; readonly nowMs: number };

const refuse = (reason: Refusal): FaultEffect => ({
  kind: "answer",
  reply: { status: reason.status, body: errorBody(reason), isLoggedIn: true },
});

const page = (status: number, html: string, headers: Readonly<Record<string, string>> = {}): FaultEffect => ({
  kind: "answer",
  reply: { status, html, headers },
});

export function faultEffect({ rule, path, nowMs }: Struck): FaultEffect {
  const table = /\/table\/([a-z0-9_]+)/.exec(path)?.[1] ?? "incident";
  const delayMs = rule.delayMs ?? 5_000;
  switch (rule.kind) {
    case "rateLimit":
      return { kind: "answer", reply: rateLimited(rule, nowMs) };
    case "semaphore":
      return {
        kind: "answer",
        reply: { status: 429, bodyText: "Too Many Requests", headers: { "Content-Type": "text/plain" } },
      };
    case "unavailable":
      return page(503, "<html><body>503 Service Unavailable</body></html>");
    case "badGateway":
      return page(502, "<html><body>502</body></html>", { Server: "snow_adc", "Content-Type": "text/html" });
    case "hibernating":
      return page(200, hibernatingPage);
    case "loginPage":
      return page(200, loginPage);
    case "unauthorized":
      return { kind: "answer", reply: path.includes("oauth") ? tokenRefused : unauthenticatedReply };
    case "aclDenied":
      return refuse(refusal.updateDenied());
    case "unscopedApi":
      return refuse(refusal.unscopedApi());
    case "apiAcl":
      return refuse(refusal.apiAcl());
    case "ipDenied":
      return page(403, "<html><body>Access restricted</body></html>", { "Content-Type": "text/html" });
    case "businessRuleAbort": {
      const name = rule.ruleName ?? "Example rule";
      return refuse(refusal.businessRule(table, name, sysIdFor("sys_script", name)));
    }
    case "dataPolicy":
      return refuse(refusal.dataPolicy(rule.fields ?? ["Caller"]));
    case "transactionCancelled":
      return refuse(refusal.transactionCancelled());
    case "commitThenError":
      return { kind: "answerAfterwards", alter: (reply) => ({ ...reply, ...cancelledReply }) };
    case "truncatedReply":
      return { kind: "answerAfterwards", alter: truncated };
    case "partialResult":
      return { kind: "answerAfterwards", alter: partial };
    case "commitThenDrop":
      return { kind: "drop", when: "after" };
    case "cutConnection":
      return { kind: "drop", when: "midReply" };
    case "reset":
      return { kind: "drop", when: "before" };
    case "slow":
      return { kind: "wait", when: "before", delayMs };
    case "commitSlow":
      return { kind: "wait", when: "after", delayMs };
    default:
      return rule.kind satisfies never;
  }
}

const hourMs = 3_600_000;

/** Refused and allowed answers have these; there is no header that says how many calls are left. */
export function rateLimitHeaders(rule: FaultRule, nowMs: number): Record<string, string> {
  return {
    "X-RateLimit-Limit": String(rule.limitPerHour ?? 100),
    "X-RateLimit-Reset": String(Math.floor(resetMs(rule, nowMs) / 1000)),
    "X-RateLimit-Rule": sysIdFor("sys_rate_limit_rules", rule.id),
  };
}

function resetMs(rule: FaultRule, nowMs: number): number {
  if (rule.retryAfterSeconds !== undefined) return nowMs + rule.retryAfterSeconds * 1000;
  return (Math.floor(nowMs / hourMs) + 1) * hourMs;
}

function rateLimited(rule: FaultRule, nowMs: number): ApiReply {
  const seconds = Math.max(1, Math.ceil((resetMs(rule, nowMs) - nowMs) / 1000));
  return {
    status: 429,
    body: {
      error: {
        message: "Rate limit exceeded",
        detail: `Rate limit of ${rule.limitPerHour ?? 100} requests per hour for Table API exceeded`,
      },
      status: "failure",
    },
    headers: { ...rateLimitHeaders(rule, nowMs), "Retry-After": String(seconds) },
    isLoggedIn: true,
  };
}

const cancelledReply = {
  status: refusal.transactionCancelled().status,
  body: errorBody(refusal.transactionCancelled()),
};

const tokenRefused: ApiReply = {
  status: 401,
  body: { error_description: "access_denied", error: "server_error" },
};

/** Cut inside of the JSON, but with a proper end of the transfer: only parsing shows it. */
function truncated(reply: ApiReply): ApiReply {
  const text = JSON.stringify(reply.body ?? { result: {} });
  return { ...reply, bodyText: text.slice(0, Math.ceil(text.length / 2)) };
}

function partial(reply: ApiReply): ApiReply {
  return { ...reply, status: 200, body: { ...reply.body, ...cancelledReply.body } };
}

/** Title and key phrases are those by which clients recognise it. */
const hibernatingPage =
  "<html><head><title> Instance Hibernating page </title></head><body>Your instance is hibernating. " +
  "Want to find out why instances hibernate? Hibernating Instance</body></html>";

const loginPage =
  "<html><head><title>Log in | ServiceNow</title></head><body>" +
  '<form action="login.do" method="post"><input name="user_name"><input name="user_password" type="password">' +
  "</form></body></html>";
