import { describe, expect, it } from "vitest";
import type { Actor } from "../../../../../local/servicenow/access/actor.ts";
import { valueOf } from "../../../../../local/servicenow/query/scriptedValue.ts";

const reader = (timeZone: string): Actor => ({
  sysId: "u1",
  userName: "aiko.tanaka",
  name: "Aiko Tanaka",
  timeZone,
  roles: new Set(),
});
// A Wednesday, late in the evening in UTC and already Thursday in Tokyo.
const nowMs = Date.parse("2026-03-04T22:10:20Z");

describe("javascript: in a query", () => {
  it.each([
    ["plain text", "plain text"],
    ["javascript:gs.getUserID()", "u1"],
    ["javascript:gs.getUserName()", "aiko.tanaka"],
    ["javascript:gs.nowDateTime()", "2026-03-04 22:10:20"],
    ["javascript:gs.minutesAgo(15)", "2026-03-04 21:55:20"],
    ["javascript:gs.hoursAgo(1)", "2026-03-04 21:10:20"],
    ["javascript:gs.hoursAgoStart(1)", "2026-03-04 21:00:00"],
    ["javascript:gs.hoursAgoEnd(1)", "2026-03-04 21:59:59"],
    ["javascript:gs.daysAgo(1)", "2026-03-03 22:10:20"],
    ["javascript:gs.daysAgoStart(0)", "2026-03-04 00:00:00"],
    ["javascript:gs.daysAgoEnd(1)", "2026-03-03 23:59:59"],
    ["javascript:gs.beginningOfToday()", "2026-03-04 00:00:00"],
    ["javascript:gs.endOfToday()", "2026-03-04 23:59:59"],
    ["javascript:gs.beginningOfYesterday()", "2026-03-03 00:00:00"],
    ["javascript:gs.endOfTomorrow()", "2026-03-05 23:59:59"],
    ["javascript:gs.beginningOfThisWeek()", "2026-03-02 00:00:00"],
    ["javascript:gs.endOfLastWeek()", "2026-03-01 23:59:59"],
    ["javascript:gs.beginningOfThisMonth()", "2026-03-01 00:00:00"],
    ["javascript:gs.endOfLastMonth()", "2026-02-28 23:59:59"],
    ["javascript:gs.beginningOfThisQuarter()", "2026-01-01 00:00:00"],
    ["javascript:gs.endOfNextYear()", "2027-12-31 23:59:59"],
    ["javascript:gs.monthsAgo(1)", "2026-02-04 22:10:20"],
    ["javascript:gs.dateGenerate('2026-01-02','03:04:05')", "2026-01-02 03:04:05"],
    ["javascript:gs.dateGenerate('2026-01-02','start')", "2026-01-02 00:00:00"],
    ["javascript:gs.dateGenerate('2026-01-02','end')", "2026-01-02 23:59:59"],
  ])("%s is %s", (text, value) => {
    expect(valueOf(text, { nowMs, actor: reader("GMT") })).toBe(value);
  });

  it.each([
    ["javascript:gs.beginningOfToday()", "2026-03-04 15:00:00"],
    ["javascript:gs.dateGenerate('2026-01-02','00:00:00')", "2026-01-01 15:00:00"],
    ["javascript:gs.minutesAgo(10)", "2026-03-04 22:00:20"],
  ])("%s is %s for a reader in Tokyo", (text, value) => {
    expect(valueOf(text, { nowMs, actor: reader("Asia/Tokyo") })).toBe(value);
  });

  it("does not run other scripts", () => {
    expect(
      valueOf("javascript:new GlideRecord('incident')", { nowMs, actor: reader("GMT") }),
    ).toBeUndefined();
    expect(valueOf("javascript:gs.sleep(1000)", { nowMs, actor: reader("GMT") })).toBeUndefined();
  });
});
