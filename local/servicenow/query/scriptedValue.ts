import type { Actor } from "../access/actor.ts";
import { fromTimeZone, inTimeZone, toGlideTime } from "../platform/glideTime.ts";

type Reader = { readonly nowMs: number; readonly actor: Actor };

const prefix = "javascript:";

/**
 * A value of a query: itself, or, if it begins with `javascript:`, what the usual `gs.` functions say.
 * `undefined` for a script we do not know. Days, weeks and months are those of the reader's time zone.
 */
export function valueOf(text: string, reader: Reader): string | undefined {
  if (!text.startsWith(prefix)) return text;
  const call = /^(?:gs\.)?(\w+)\((.*)\)$/s.exec(text.slice(prefix.length).trim().replace(/;$/, ""));
  if (call === null) return undefined;
  const name = call[1] ?? "";
  const args = (call[2] ?? "")
    .split(",")
    .map((arg) => arg.trim().replace(/^(['"])(.*)\1$/, "$2"))
    .filter((arg) => arg !== "");

  if (name === "getUserID") return reader.actor.sysId;
  if (name === "getUserName") return reader.actor.userName;
  if (name === "getUserDisplayName") return reader.actor.name;
  if (name === "nowDateTime") return toGlideTime(reader.nowMs);
  if (name === "now" || name === "nowNoTZ") return toGlideTime(reader.nowMs).slice(0, 10);
  const ms = name === "dateGenerate" ? dateGenerate(args, reader) : relativeMoment(name, args, reader);
  return ms === undefined ? undefined : toGlideTime(ms);
}

/** `gs.dateGenerate('2026-01-31','start')`: the second part is a time of day, `start` or `end`. */
function dateGenerate([date, time]: string[], { actor }: Reader): number | undefined {
  const timeOfDay = time === "start" || time === undefined ? "00:00:00" : time === "end" ? "23:59:59" : time;
  return fromTimeZone(`${date ?? ""} ${timeOfDay}`, actor.timeZone);
}

const unitMs = { seconds: 1000, minutes: 60_000, hours: 3_600_000, days: 86_400_000 };
type Unit = "Minute" | "Hour" | "Today" | "Week" | "Month" | "Quarter" | "Year";

function relativeMoment(name: string, args: string[], reader: Reader): number | undefined {
  const ago = /^(seconds|minutes|hours|days|weeks|months|quarters|years)Ago(Start|End)?$/.exec(name);
  if (ago !== null) {
    const [, unit = "", edge] = ago;
    const count = Number(args[0] ?? "0");
    if (!Number.isInteger(count)) return undefined;
    const moment = stepBack(unit, count, reader);
    if (edge === undefined) return moment;
    const boundary = unit === "days" ? "Today" : (capital(unit.slice(0, -1)) as Unit);
    return edgeOf(boundary, edge === "Start", 0, { ...reader, nowMs: moment });
  }

  const edge = /^(beginning|end)Of(Last|This|Next|Current)?(Minute|Hour|Week|Month|Quarter|Year)$/.exec(name);
  if (edge !== null) {
    const offset = edge[2] === "Last" ? -1 : edge[2] === "Next" ? 1 : 0;
    return edgeOf(edge[3] as Unit, edge[1] === "beginning", offset, reader);
  }
  const day = /^(beginning|end)Of(Yesterday|Today|Tomorrow)$/.exec(name);
  if (day === null) return undefined;
  const offset = day[2] === "Yesterday" ? -1 : day[2] === "Tomorrow" ? 1 : 0;
  return edgeOf("Today", day[1] === "beginning", offset, reader);
}

const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);

function stepBack(unit: string, count: number, { nowMs }: Reader): number {
  if (unit in unitMs) return nowMs - count * unitMs[unit as keyof typeof unitMs];
  if (unit === "weeks") return nowMs - count * 7 * unitMs.days;
  const date = new Date(nowMs);
  date.setUTCMonth(date.getUTCMonth() - count * (unit === "months" ? 1 : unit === "quarters" ? 3 : 12));
  return date.getTime();
}

/** First or last second of the unit around now, `offset` units away, in the reader's time zone. */
function edgeOf(unit: Unit, isStart: boolean, offset: number, reader: Reader): number | undefined {
  const local = inTimeZone(reader.nowMs, reader.actor.timeZone);
  const start = startOf(unit, new Date(`${local.replace(" ", "T")}Z`), isStart ? offset : offset + 1);
  const ms = fromTimeZone(toGlideTime(start.getTime()), reader.actor.timeZone);
  return ms === undefined || isStart ? ms : ms - 1000;
}

function startOf(unit: Unit, local: Date, offset: number): Date {
  const [year, month, day] = [local.getUTCFullYear(), local.getUTCMonth(), local.getUTCDate()];
  switch (unit) {
    case "Minute":
      return new Date(Math.floor(local.getTime() / unitMs.minutes + offset) * unitMs.minutes);
    case "Hour":
      return new Date(Math.floor(local.getTime() / unitMs.hours + offset) * unitMs.hours);
    case "Today":
      return new Date(Date.UTC(year, month, day + offset));
    case "Week":
      // ServiceNow's week begins on Monday.
      return new Date(Date.UTC(year, month, day - ((local.getUTCDay() + 6) % 7) + 7 * offset));
    case "Month":
      return new Date(Date.UTC(year, month + offset, 1));
    case "Quarter":
      return new Date(Date.UTC(year, Math.floor(month / 3) * 3 + 3 * offset, 1));
    case "Year":
      return new Date(Date.UTC(year + offset, 0, 1));
    default:
      return unit satisfies never;
  }
}
