import { describe, expect, it } from "vitest";
import { fromTimeZone, inTimeZone } from "../../../../../local/servicenow/platform/glideTime.ts";

describe("a moment in a time zone", () => {
  it.each([
    ["GMT", "2026-07-01T10:00:00Z", "2026-07-01 10:00:00"],
    ["Europe/Berlin", "2026-07-01T10:00:00Z", "2026-07-01 12:00:00"],
    ["Europe/Berlin", "2026-01-01T10:00:00Z", "2026-01-01 11:00:00"],
    ["America/New_York", "2026-03-08T07:30:00Z", "2026-03-08 03:30:00"],
    ["No/Such_Zone", "2026-07-01T10:00:00Z", "2026-07-01 10:00:00"],
  ])("in %s, %s reads %s, and back", (zone, utc, local) => {
    expect(inTimeZone(Date.parse(utc), zone)).toBe(local);
    expect(fromTimeZone(local, zone)).toBe(Date.parse(utc));
  });
});
