import type { ApiReply } from "../http/apiReply.ts";
import { sysIdFor } from "../platform/sysId.ts";
import { type FaultRule, windowMsOf } from "./faultRules.ts";

/** Refused and allowed answers have these; there is no header that says how many calls are left. */
export function rateLimitHeaders(rule: FaultRule, nowMs: number): Record<string, string> {
  return {
    "X-RateLimit-Limit": String(rule.limitPerHour ?? 100),
    "X-RateLimit-Reset": String(Math.floor(resetMs(rule, nowMs) / 1000)),
    "X-RateLimit-Rule": sysIdFor("sys_rate_limit_rules", rule.id),
  };
}

/** The answer of a rate limit rule that says no. */
export function rateLimitedReply(rule: FaultRule, nowMs: number): ApiReply {
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

function resetMs(rule: FaultRule, nowMs: number): number {
  if (rule.retryAfterSeconds !== undefined) return nowMs + rule.retryAfterSeconds * 1000;
  const windowMs = windowMsOf(rule);
  return (Math.floor(nowMs / windowMs) + 1) * windowMs;
}
