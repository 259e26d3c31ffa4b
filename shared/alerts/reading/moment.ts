const isoMoment =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?)? ?(Z|[+-]\d\d:?\d\d)?$/i;
const usMoment =
  /^(\d{1,2})\/(\d{1,2})\/(\d{4})(?:,? (\d{1,2}):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(?: ?([AP]M))?)? ?(Z|[+-]\d\d:?\d\d)?$/i;
const longestMoment = 48;

/** How nearly all moments come, on the days that every month has: nothing to work out, only to cut to milliseconds. */
const ordinaryMoment =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3,9}Z$/;

/**
 * A moment as Azure writes it, as ISO 8601 in UTC with milliseconds: `2026-03-15T07:19:50.918Z`.
 * Understands ISO with up to nine fraction digits and US dates (`3/22/2019 1:36:31 PM`, legacy log alerts and
 * budgets). Without a zone it is UTC. `null` for anything else, and for days that do not exist.
 */
export function toUtc(value: unknown): string | null {
  if (typeof value !== "string" || value.length > longestMoment) return null;
  if (ordinaryMoment.test(value)) return `${value.slice(0, 23)}Z`;
  const iso = isoMoment.exec(value);
  if (iso !== null) {
    const [, year, month, day, hour, minute, second, fraction, zone] = iso;
    return utc({ year, month, day, hour: Number(hour ?? 0), minute, second, fraction, zone });
  }
  const us = usMoment.exec(value.trim());
  if (us === null) return null;
  const [, month, day, year, hour, minute, second, fraction, half, zone] = us;
  return utc({ year, month, day, hour: hourOfDay(Number(hour ?? 0), half), minute, second, fraction, zone });
}

type Parts = {
  readonly year: string | undefined;
  readonly month: string | undefined;
  readonly day: string | undefined;
  readonly hour: number;
  readonly minute: string | undefined;
  readonly second: string | undefined;
  readonly fraction: string | undefined;
  readonly zone: string | undefined;
};

function utc({ year, month, day, hour, minute, second, fraction, zone }: Parts): string | null {
  if (Number(month) < 1 || Number(month) > 12 || Number(day) < 1) return null;
  if (Number(day) > daysIn(Number(year), Number(month))) return null;
  // Written so that NaN fails, too.
  if (!(hour <= 23) || Number(minute ?? 0) > 59 || Number(second ?? 0) > 59) return null;
  const date = `${year ?? ""}-${twoDigits(month)}-${twoDigits(day)}`;
  const time = `${twoDigits(String(hour))}:${twoDigits(minute)}:${twoDigits(second)}`;
  const momentUtc = `${date}T${time}.${(fraction ?? "").slice(0, 3).padEnd(3, "0")}Z`;
  const minutes = offsetMinutes(zone);
  if (minutes === 0) return momentUtc;
  const shifted = new Date(Date.parse(momentUtc) - minutes * 60_000).toISOString();
  // At both ends of the calendar an offset leads to years of six digits.
  return shifted.length === 24 ? shifted : null;
}

function daysIn(year: number, month: number): number {
  if (month !== 2) return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
}

function twoDigits(number: string | undefined): string {
  return (number ?? "").padStart(2, "0");
}

function offsetMinutes(zone: string | undefined): number {
  if (zone === undefined || zone === "Z" || zone === "z") return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return zone.startsWith("-") ? -minutes : minutes;
}

function hourOfDay(hour: number, half: string | undefined): number {
  if (half === undefined) return hour;
  if (hour < 1 || hour > 12) return Number.NaN;
  return (hour % 12) + (half.toUpperCase() === "PM" ? 12 : 0);
}
