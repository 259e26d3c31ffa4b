import { describe, expect, it } from "vitest";
import { retryAfterMs } from "../../../../shared/adapters/servicenow/retryAfter.ts";

const nowMs = Date.parse("2026-03-01T12:00:00Z");
const inTenMinutes = String(nowMs / 1000 + 600);

describe("how long ServiceNow asks us to wait", () => {
  it.each([
    ["seconds", 429, { "retry-after": "1820" }, 1_820_000],
    ["nothing at all", 429, { "retry-after": "0" }, 0],
    ["a date", 503, { "retry-after": "Sun, 01 Mar 2026 12:02:00 GMT" }, 120_000],
    ["a date that is over", 503, { "retry-after": "Sun, 01 Mar 2026 11:00:00 GMT" }, 0],
    ["the end of the hour's limit", 429, { "x-ratelimit-reset": inTenMinutes }, 600_000],
    ["both, then the plain one", 429, { "retry-after": "5", "x-ratelimit-reset": inTenMinutes }, 5_000],
    ["a year, which is cut to a day", 429, { "retry-after": "31536000" }, 86_400_000],
    ["an end of the limit without a refusal", 200, { "x-ratelimit-reset": inTenMinutes }, undefined],
    ["something unreadable", 429, { "retry-after": "soon", "x-ratelimit-reset": "later" }, undefined],
    ["nothing", 429, {}, undefined],
  ])("%s", (_what, status, headers, expected) => {
    expect(retryAfterMs({ status, headers, text: "" }, nowMs)).toBe(expected);
  });
});
