import type { ManualRuns } from "./adminApi.ts";
import type { DrivenFunction } from "./functionList.ts";
import { systemClock } from "./hostClock.ts";
import { HostError } from "./hostError.ts";
import type { HostLog } from "./hostLog.ts";
import type { Invoker } from "./invoker.ts";
import { setting, type Settings } from "./settings.ts";
import { startTimerListener } from "./timerListener.ts";
import { parseTimerSchedule, type TimerSchedule } from "./timerSchedule.ts";
import { timerStatusFiles } from "./timerStatusFiles.ts";

export type PlannedTimer = { readonly driven: DrivenFunction; readonly schedule: TimerSchedule };

/** The timer functions with their schedules. Throws HostError for a schedule that cannot be read. */
export function planTimers(functions: readonly DrivenFunction[], settings: Settings): PlannedTimer[] {
  const timeZone = setting(settings, "WEBSITE_TIME_ZONE");
  return functions
    .filter(({ type }) => type === "timerTrigger")
    .map((driven) => ({ driven, schedule: scheduleOf(driven, timeZone) }));
}

/** Starts every timer function. */
export function startTimerFunctions(parts: {
  readonly timers: readonly PlannedTimer[];
  readonly invoke: Invoker["invoke"];
  readonly log: HostLog;
  readonly stateDirectory: string;
}): { readonly runs: ManualRuns; stop(): void; drained(): Promise<void> } {
  const status = timerStatusFiles(parts.stateDirectory);
  const listeners = parts.timers.map(({ driven: { name, fn, trigger }, schedule }) => ({
    name,
    listener: startTimerListener({
      name,
      schedule,
      runOnStartup: trigger["runOnStartup"] === true,
      useMonitor: trigger["useMonitor"] !== false,
      status,
      clock: systemClock,
      log: parts.log,
      run: (info) => parts.invoke(fn, { data: { json: JSON.stringify(info) } }),
    }),
  }));
  return {
    runs: new Map(listeners.map(({ name, listener }) => [name, () => listener.runNow()])),
    stop() {
      for (const { listener } of listeners) listener.stop();
    },
    async drained() {
      await Promise.all(listeners.map(({ listener }) => listener.drained()));
    },
  };
}

function scheduleOf({ name, trigger }: DrivenFunction, timeZone: string | undefined) {
  const { schedule } = trigger;
  if (typeof schedule !== "string") throw new HostError(`Function "${name}" has no schedule.`);
  try {
    return parseTimerSchedule(schedule, timeZone);
  } catch (error) {
    if (error instanceof HostError) throw new HostError(`Function "${name}": ${error.message}`);
    throw error;
  }
}
