import { headerOf, type Answer } from "./answer.ts";

/** A wish beyond a day is a mistake, or a clock that is wrong. */
const longestWishMs = 24 * 60 * 60 * 1000;

/**
 * How long ServiceNow asks us to wait: `Retry-After` (seconds or a date); of a 429 without it, the moment in
 * `X-RateLimit-Reset` (Unix seconds) at which the hour's limit begins anew. Undefined if it says nothing.
 */
export function retryAfterMs(answer: Answer, nowMs: number): number | undefined {
  const wish = parseRetryAfter(headerOf(answer, "retry-after"), nowMs);
  if (wish !== undefined) return wish;
  if (answer.status !== 429) return undefined;
  const reset = headerOf(answer, "x-ratelimit-reset");
  return reset !== undefined && /^\d{9,11}$/.test(reset) ? within(Number(reset) * 1000 - nowMs) : undefined;
}

function parseRetryAfter(value: string | undefined, nowMs: number): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d+$/.test(value)) return within(Number(value) * 1000);
  const atMs = Date.parse(value);
  return Number.isNaN(atMs) ? undefined : within(atMs - nowMs);
}

function within(ms: number): number {
  return Math.min(Math.max(ms, 0), longestWishMs);
}
