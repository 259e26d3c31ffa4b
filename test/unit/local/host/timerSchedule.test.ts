import { describe, expect, it } from "vitest";
import { parseTimerSchedule } from "../../../../local/host/timerSchedule.ts";

const next = (schedule: string, after: string, timeZone?: string) => {
  const ms = parseTimerSchedule(schedule, timeZone).next(Date.parse(after));
  return ms === undefined ? "never" : new Date(ms).toISOString().replace(".000Z", "Z");
};

describe("a timer's schedule", () => {
  it.each`
    schedule                | after                     | then
    ${"0 */5 * * * *"}      | ${"2026-03-01T12:00:00Z"} | ${"2026-03-01T12:05:00Z"}
    ${"*/5 * * * *"}        | ${"2026-03-01T12:01:00Z"} | ${"2026-03-01T12:05:00Z"}
    ${"0 5/15 * * * *"}     | ${"2026-03-01T12:06:00Z"} | ${"2026-03-01T12:20:00Z"}
    ${"30 0 8-9 * Jan MON"} | ${"2026-03-01T12:00:00Z"} | ${"2027-01-04T08:00:30Z"}
    ${"0 0 12 13 * 5"}      | ${"2026-11-21T00:00:00Z"} | ${"2027-08-13T12:00:00Z"}
    ${"0 0 0 31 2 *"}       | ${"2026-11-21T00:00:00Z"} | ${"never"}
    ${"0,30 * * * * *"}     | ${"2026-03-01T12:00:00Z"} | ${"2026-03-01T12:00:30Z"}
    ${"* * * * * *"}        | ${"2026-03-01T12:00:00Z"} | ${"2026-03-01T12:00:01Z"}
    ${"00:01:30"}           | ${"2026-03-01T12:00:00Z"} | ${"2026-03-01T12:01:30Z"}
    ${"1.00:00:00"}         | ${"2026-03-01T12:00:00Z"} | ${"2026-03-02T12:00:00Z"}
    ${"24:00:00"}           | ${"2026-03-01T12:00:00Z"} | ${"2026-03-25T12:00:00Z"}
  `("$schedule after $after comes $then", ({ schedule, after, then }: Record<string, string>) => {
    expect(next(schedule ?? "", after ?? "")).toBe(then);
  });

  it("is read in the time zone of the app", () => {
    expect(next("0 0 8 * * *", "2026-07-01T00:00:00Z", "Europe/Berlin")).toBe("2026-07-01T06:00:00Z");
  });

  it.each([
    "0 0 0 L * *",
    "0 0 0 ? * 1",
    "0 0 0 * * 5#2",
    "0 0 0 * * 7",
    "0 60 * * * *",
    "@daily",
    "00:00:00",
    "often",
  ])("%s is refused, as NCRONTAB would", (schedule) => {
    expect(() => parseTimerSchedule(schedule)).toThrow(`The schedule "${schedule}"`);
  });
});
