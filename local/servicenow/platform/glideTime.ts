/** ServiceNow writes moments as `yyyy-MM-dd HH:mm:ss`, in UTC inside and in the reader's time zone outside. */

/** Milliseconds to ServiceNow's UTC text; the fraction of a second is cut, as ServiceNow does. */
export function toGlideTime(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19).replace("T", " ");
}

/** ServiceNow's UTC text (or only its date) to milliseconds; `undefined` if it is not one. */
export function fromGlideTime(text: string): number | undefined {
  const match = /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d:\d\d))?/.exec(text.trim());
  if (match === null) return undefined;
  const ms = Date.parse(`${match[1] ?? ""}T${match[2] ?? "00:00:00"}Z`);
  return Number.isNaN(ms) ? undefined : ms;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatFor(timeZone: string): Intl.DateTimeFormat | undefined {
  let format = formats.get(timeZone);
  if (format !== undefined) return format;
  try {
    // Swedish is the locale that writes dates as ServiceNow does.
    format = new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "medium" });
  } catch {
    return undefined;
  }
  formats.set(timeZone, format);
  return format;
}

const isUtc = (timeZone: string) => timeZone === "" || timeZone === "GMT" || timeZone === "UTC";

/** A moment as somebody in `timeZone` reads it. An unknown zone reads as UTC. */
export function inTimeZone(ms: number, timeZone: string): string {
  if (isUtc(timeZone)) return toGlideTime(ms);
  return formatFor(timeZone)?.format(ms) ?? toGlideTime(ms);
}

/** What somebody in `timeZone` wrote, as milliseconds. */
export function fromTimeZone(text: string, timeZone: string): number | undefined {
  const asIfUtcMs = fromGlideTime(text);
  if (asIfUtcMs === undefined || isUtc(timeZone)) return asIfUtcMs;
  // Twice, because the first guess may lie on the other side of a change to summer time.
  let ms = asIfUtcMs;
  for (let i = 0; i < 2; i++) ms = asIfUtcMs - (Date.parse(`${inTimeZone(ms, timeZone)}Z`) - ms);
  return ms;
}
