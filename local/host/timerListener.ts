import type { HostClock } from "./hostClock.ts";
import { messageOf } from "./hostError.ts";
import type { HostLog } from "./hostLog.ts";
import { isWorthMonitoring, type TimerSchedule } from "./timerSchedule.ts";
import type { TimerStatus, TimerStatusStore } from "./timerStatusFiles.ts";

/** What a timer function is given, in the host's spelling; `@azure/functions` turns it into camel case. */
export type TimerInfo = {
  readonly Schedule: { readonly AdjustForDST: boolean };
  readonly ScheduleStatus: { readonly Last: string; readonly Next: string; readonly LastUpdated: string };
  readonly IsPastDue: boolean;
};

export type TimerListener = {
  /** Runs the function now, after a run that is under way. Rejects with what the function threw. */
  runNow(): Promise<void>;
  /** No more runs; one that is under way goes on. */
  stop(): void;
  /** Resolves when the run under way has ended and its status is stored. */
  drained(): Promise<void>;
};

type Parts = {
  readonly name: string;
  readonly schedule: TimerSchedule;
  readonly runOnStartup: boolean;
  readonly useMonitor: boolean;
  readonly status: TimerStatusStore;
  readonly clock: HostClock;
  readonly log: HostLog;
  readonly run: (info: TimerInfo) => Promise<unknown>;
};

const never = "0001-01-01T00:00:00.000Z";
// A laptop that slept does not advance its timers: look at the clock again at least this often.
const longestSleepMs = 60_000;

/**
 * Runs one timer function by its schedule, never twice at once. With monitoring, a moment that passed while the
 * host was down is made up for at start, once, with `IsPastDue`
 * (Azure/azure-webjobs-sdk-extensions: src/WebJobs.Extensions, Timers/Listener/TimerListener.cs, ScheduleMonitor.cs).
 */
export function startTimerListener(parts: Parts): TimerListener {
  const { name, schedule, clock, log } = parts;
  const category = `Functions.${name}`;
  const isMonitored = parts.useMonitor && isWorthMonitoring(schedule, clock.nowMs());
  const stopping = new AbortController();
  const isStopping = () => stopping.signal.aborted;
  let status: TimerStatus | undefined;
  let lastRun: Promise<void> = Promise.resolve();

  const iso = (ms: number | undefined) => (ms === undefined ? never : new Date(ms).toISOString());

  async function remember(last: string, fromMs: number): Promise<void> {
    status = { last, next: iso(schedule.next(fromMs)), lastUpdated: iso(fromMs) };
    if (!isMonitored) return;
    try {
      await parts.status.write(name, status);
    } catch (error) {
      log.write("warning", category, `The timer's status was not stored: ${messageOf(error)}`);
    }
  }

  async function run(isPastDue: boolean): Promise<void> {
    const { last, next, lastUpdated } = status ?? {
      last: never,
      next: iso(schedule.next(clock.nowMs())),
      lastUpdated: never,
    };
    try {
      await parts.run({
        Schedule: { AdjustForDST: true },
        ScheduleStatus: { Last: last, Next: next, LastUpdated: lastUpdated },
        IsPastDue: isPastDue,
      });
    } finally {
      await remember(iso(clock.nowMs()), clock.nowMs());
    }
  }

  function runNow(isPastDue = false): Promise<void> {
    const afterwards = lastRun.catch(() => undefined).then(() => run(isPastDue));
    lastRun = afterwards;
    return afterwards;
  }

  async function isPastDue(): Promise<boolean> {
    if (!isMonitored) return false;
    const stored = await parts.status.read(name);
    if (stored === undefined) {
      await remember(never, clock.nowMs());
      return false;
    }
    // Another schedule than when this was written: what it says is due no longer is.
    const expected = iso(schedule.next(Date.parse(stored.lastUpdated)));
    if (expected !== stored.next) {
      await remember(never, clock.nowMs());
      return false;
    }
    status = stored;
    return clock.nowMs() > Date.parse(stored.next);
  }

  async function loop(): Promise<void> {
    const pastDue = await isPastDue();
    // A failure is logged where the function runs; the schedule goes on.
    if (pastDue || parts.runOnStartup) await runNow(pastDue).catch(() => undefined);
    while (!isStopping()) {
      const dueMs = schedule.next(clock.nowMs());
      if (dueMs === undefined) {
        log.write("warning", category, "The schedule has no further occurrence.");
        return;
      }
      while (clock.nowMs() < dueMs && !isStopping()) {
        await clock.sleep(Math.min(dueMs - clock.nowMs(), longestSleepMs), stopping.signal);
      }
      if (!isStopping()) await runNow().catch(() => undefined);
    }
  }

  void loop();
  return {
    runNow: () => runNow(),
    stop() {
      stopping.abort();
    },
    drained: () => lastRun.catch(() => undefined),
  };
}
