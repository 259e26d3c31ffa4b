import { Cron } from "croner";
import { HostError, messageOf } from "./hostError.ts";
import { parseTimeSpan } from "./timeSpan.ts";

export type TimerSchedule = {
  /** The first moment after `afterMs`; `undefined` if there is none, ever. */
  next(afterMs: number): number | undefined;
};

const monthNames = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec";
const dayNames = "sun|mon|tue|wed|thu|fri|sat";

/**
 * Reads a timer's schedule: NCRONTAB with seconds (`0 *\/5 * * * *`; five fields mean second 0) or a TimeSpan
 * (`00:05:00`: that long after the last run). Unlike Unix cron, day of month *and* day of week must both fit.
 * `timeZone` is an IANA name; Azure's default is UTC. Throws HostError if it is neither.
 * https://github.com/atifaziz/NCrontab/wiki/Crontab-Expression
 */
export function parseTimerSchedule(text: string, timeZone = "UTC"): TimerSchedule {
  const intervalMs = parseTimeSpan(text);
  if (intervalMs !== undefined) {
    if (intervalMs <= 0) throw new HostError(`The schedule "${text}" never lets time pass.`);
    return { next: (afterMs) => afterMs + intervalMs };
  }
  const fields = text.trim().split(/\s+/);
  if (fields.length !== 5 && fields.length !== 6) {
    throw new HostError(
      `The schedule "${text}" is neither six NCRONTAB fields ({second} {minute} {hour} {day} {month} {day of week}) nor a time span.`,
    );
  }
  const six = fields.length === 5 ? ["0", ...fields] : fields;
  six.forEach((field, index) => {
    rejectForeignSyntax(field, index, text);
  });
  try {
    const cron = new Cron(six.join(" "), {
      mode: "6-part",
      timezone: timeZone,
      domAndDow: true,
      sloppyRanges: true,
      paused: true,
    });
    return { next: (afterMs) => cron.nextRun(new Date(afterMs))?.getTime() };
  } catch (error) {
    throw new HostError(`The schedule "${text}" is not usable: ${messageOf(error)}`);
  }
}

/** The parser knows more than NCRONTAB does (`L`, `W`, `#`, `?`, Sunday as 7); Azure would refuse it. */
function rejectForeignSyntax(field: string, index: number, schedule: string): void {
  const names = index === 4 ? `|${monthNames}` : index === 5 ? `|${dayNames}` : "";
  const value = `(?:\\d+${names})`;
  const item = `(?:\\*|${value}(?:-${value})?)(?:/\\d+)?`;
  const isForeign = !new RegExp(`^${item}(?:,${item})*$`, "i").test(field);
  if (isForeign || (index === 5 && /(?:^|[,-])[7-9]/.test(field))) {
    throw new HostError(`The schedule "${schedule}" is not usable: "${field}" is not NCRONTAB.`);
  }
}

/**
 * Whether the schedule's past is worth remembering: the host never does for timers that run more than once a minute.
 */
export function isWorthMonitoring(schedule: TimerSchedule, fromMs: number): boolean {
  let at = fromMs;
  for (let count = 0; count < 5; count += 1) {
    const first = schedule.next(at);
    const second = first === undefined ? undefined : schedule.next(first);
    if (first === undefined || second === undefined) return true;
    if (second - first < 60_000) return false;
    at = first;
  }
  return true;
}
