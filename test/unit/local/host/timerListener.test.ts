import { describe, expect, it } from "vitest";
import { startTimerListener, type TimerInfo } from "../../../../local/host/timerListener.ts";
import { parseTimerSchedule } from "../../../../local/host/timerSchedule.ts";
import type { TimerStatus } from "../../../../local/host/timerStatusFiles.ts";
import { recordingLog, settableClock, type SettableClock } from "./fakes.ts";

type Overrides = {
  readonly schedule?: string;
  readonly clock?: SettableClock;
  readonly stored?: TimerStatus;
  readonly runOnStartup?: boolean;
  readonly run?: (info: TimerInfo) => Promise<unknown>;
};

function aTimer(overrides: Overrides = {}) {
  const clock = overrides.clock ?? settableClock("2026-03-01T12:00:00Z");
  const runs: string[] = [];
  const stored: TimerStatus[] = overrides.stored === undefined ? [] : [overrides.stored];
  const log = recordingLog();
  const listener = startTimerListener({
    name: "refresh",
    schedule: parseTimerSchedule(overrides.schedule ?? "0 */5 * * * *"),
    runOnStartup: overrides.runOnStartup ?? false,
    useMonitor: true,
    status: {
      read: async () => stored.at(-1),
      write: async (_, status) => void stored.push(status),
    },
    clock,
    log,
    run: async (info) => {
      runs.push(`${new Date(clock.nowMs()).toISOString().slice(11, 19)}${info.IsPastDue ? " past due" : ""}`);
      await overrides.run?.(info);
    },
  });
  return { clock, runs, stored, log, listener };
}

const minuteMs = 60_000;

describe("a timer", () => {
  it("runs at each moment of its schedule", async () => {
    const { clock, runs } = aTimer();
    await clock.advanceMs(12 * minuteMs);
    expect(runs).toEqual(["12:05:00", "12:10:00"]);
  });

  it("runs that long after the last run if its schedule is a time span", async () => {
    const { clock, runs } = aTimer({ schedule: "00:07:30" });
    await clock.advanceMs(16 * minuteMs);
    expect(runs).toEqual(["12:07:30", "12:15:00"]);
  });

  it("does not run twice at once: what comes due meanwhile is left out", async () => {
    const clock = settableClock("2026-03-01T12:00:00Z");
    const run = () => clock.sleep(12 * minuteMs, new AbortController().signal);
    const { runs } = aTimer({ clock, run });
    await clock.advanceMs(21 * minuteMs);
    expect(runs).toEqual(["12:05:00", "12:20:00"]);
  });

  it("that failed runs again at the next moment", async () => {
    const { clock, runs } = aTimer({ run: () => Promise.reject(new Error("not now")) });
    await clock.advanceMs(11 * minuteMs);
    expect(runs).toEqual(["12:05:00", "12:10:00"]);
  });

  it("runs at start if it asks for that", async () => {
    const { clock, runs } = aTimer({ runOnStartup: true });
    await clock.advanceMs(minuteMs);
    expect(runs).toEqual(["12:00:00"]);
  });

  it("stops", async () => {
    const { clock, runs, listener } = aTimer();
    await clock.advanceMs(minuteMs);
    listener.stop();
    await clock.advanceMs(60 * minuteMs);
    expect(runs).toEqual([]);
  });

  it("runs by hand, and says how that ended", async () => {
    const { runs, listener } = aTimer({ run: () => Promise.reject(new Error("not now")) });
    await expect(listener.runNow()).rejects.toThrow("not now");
    expect(runs).toEqual(["12:00:00"]);
  });
});

describe("what a timer remembers", () => {
  const status = (last: string, next: string): TimerStatus => ({
    last: `2026-03-01T${last}:00.000Z`,
    next: `2026-03-01T${next}:00.000Z`,
    lastUpdated: `2026-03-01T${last}:00.000Z`,
  });

  it.each`
    when                                          | stored                      | runs
    ${"nothing is known"}                         | ${undefined}                | ${[]}
    ${"the next moment is still to come"}         | ${status("11:58", "12:00")} | ${[]}
    ${"a moment passed while the host was down"}  | ${status("11:50", "11:55")} | ${["12:00:00 past due"]}
    ${"many passed: they are made up for once"}   | ${status("02:00", "02:05")} | ${["12:00:00 past due"]}
    ${"the schedule was another one at the time"} | ${status("11:50", "11:51")} | ${[]}
  `(
    "when $when, at 12:00 it runs $runs",
    async ({ stored, runs }: { stored?: TimerStatus; runs: string[] }) => {
      const timer = aTimer(stored === undefined ? {} : { stored });
      await timer.clock.advanceMs(1_000);
      expect(timer.runs).toEqual(runs);
    },
  );

  it("is written before the first moment and after each run", async () => {
    const { clock, stored } = aTimer();
    await clock.advanceMs(6 * minuteMs);
    expect(stored.map(({ last, next }) => [last.slice(0, 16), next.slice(11, 16)])).toEqual([
      ["0001-01-01T00:00", "12:05"],
      ["2026-03-01T12:05", "12:10"],
    ]);
  });

  it("is nothing for a timer that runs more than once a minute", async () => {
    const { clock, runs, stored } = aTimer({ schedule: "*/20 * * * * *" });
    await clock.advanceMs(minuteMs);
    expect(runs).toHaveLength(3);
    expect(stored).toEqual([]);
  });
});
