import { describe, expect, it } from "vitest";
import { readableSpan, readableUtc } from "../../../shared/workItems/textTime.ts";

describe("readableUtc", () => {
  it("leaves out fractions and says the zone", () => {
    expect(readableUtc("2026-03-01T11:58:00.1234567Z")).toBe("2026-03-01 11:58:00 UTC");
  });

  it("leaves alone what is no moment", () => {
    expect(readableUtc("soon")).toBe("soon");
  });
});

describe("readableSpan", () => {
  const from = "2026-03-01T00:00:00.000Z";
  it.each([
    ["2026-03-01T00:00:05.900Z", "5 s"],
    ["2026-03-01T00:25:00Z", "25 min"],
    ["2026-03-01T01:01:05Z", "1 h 1 min"],
    ["2026-03-03T03:59:00Z", "2 d 3 h"],
    ["2026-03-01T00:00:00Z", undefined],
    ["2026-02-28T00:00:00Z", undefined],
    ["soon", undefined],
  ])("until %s is %s", (to, span) => {
    expect(readableSpan(from, to)).toBe(span);
  });

  it("is unknown without a beginning", () => {
    expect(readableSpan(null, from)).toBeUndefined();
  });
});
