import type { AllowedCalls } from "../../delivery/ports.ts";
import { headerOf, type Answer } from "./answer.ts";

/** The end of a window is told in whole seconds, rounded down: it may be up to one later. */
const roundingMs = 1_000;

/**
 * What `X-RateLimit-Limit` and `X-RateLimit-Reset` (Unix seconds) say; they stand on successes and refusals alike wherever
 * a rule applies (reference: inbound REST API rate limiting). How many calls are left, nothing says.
 */
export function allowedCalls(answer: Answer): AllowedCalls | undefined {
  const limit = headerOf(answer, "x-ratelimit-limit") ?? "";
  const reset = headerOf(answer, "x-ratelimit-reset") ?? "";
  if (!/^[1-9]\d{0,8}$/.test(limit) || !/^\d{9,11}$/.test(reset)) return undefined;
  return {
    callsPerWindow: Number(limit),
    windowEndsMs: Number(reset) * 1000 + roundingMs,
    rule: headerOf(answer, "x-ratelimit-rule"),
  };
}
