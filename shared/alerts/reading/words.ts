import { asText } from "./json.ts";

const operators = new Map([
  ["greaterthan", "greater than"],
  ["greaterthanorequal", "greater than or equal to"],
  ["lessthan", "less than"],
  ["lowerthan", "less than"],
  ["lessthanorequal", "less than or equal to"],
  ["lowerthanorequal", "less than or equal to"],
  ["equal", "equal to"],
  ["equals", "equal to"],
  ["equalto", "equal to"],
  ["notequal", "not equal to"],
  ["notequals", "not equal to"],
  ["greaterorlessthan", "outside"],
]);

/** `GreaterThan`, `Greater Than`, `LowerThan`… in words; an operator that nobody knows stays as it is. */
export function operatorWords(value: unknown): string | null {
  const text = asText(value);
  if (text === null) return null;
  return operators.get(text.toLowerCase().replace(/ /g, "")) ?? text;
}

const isoDuration = /^P(?:(\d{1,6})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,6})(?:\.\d{1,9})?S)?)?$/i;

export function isDuration(text: string | null): boolean {
  return text !== null && text.length <= 40 && text.length > 2 && isoDuration.test(text);
}

/** `PT1H30M` as "1 hour 30 minutes"; what is no duration stays as it is. */
export function durationWords(text: string | null): string | null {
  if (text === null || !isDuration(text)) return text;
  const [, days, hours, minutes, seconds] = isoDuration.exec(text) ?? [];
  const words = [
    counted(days, "day"),
    counted(hours, "hour"),
    counted(minutes, "minute"),
    counted(seconds, "second"),
  ].filter((part) => part !== null);
  return words.length === 0 ? text : words.join(" ");
}

/** 15 as "15 minutes", 1440 as "1 day". */
export function minutesWords(minutes: number): string | null {
  if (!Number.isFinite(minutes) || minutes <= 0) return null;
  if (minutes % 1440 === 0) return counted(minutes / 1440, "day");
  if (minutes % 60 === 0) return counted(minutes / 60, "hour");
  return Number.isInteger(minutes) ? counted(minutes, "minute") : counted(minutes * 60, "second");
}

export function counted(count: string | number | null | undefined, noun: string): string | null {
  if (count === null || count === undefined) return null;
  return Number(count) === 1 ? `1 ${noun}` : `${count} ${noun}s`;
}

/** One line: all white space and control characters become single spaces. */
export function oneLine(text: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are what must not get through
  return text.replace(/[\s\u0000-\u001f\u007f-\u009f]+/g, " ").trim();
}

/** The first sentence of a text, at most `limit` characters. */
export function firstSentence(text: string, limit: number): string {
  const start = oneLine(text.slice(0, limit * 4));
  const end = /[.!?](?: |$)/.exec(start.slice(0, limit))?.index;
  if (end !== undefined) return start.slice(0, end);
  return cut(start, limit, "…");
}

/** At most `limit` characters and then the mark; never half of a surrogate pair. */
export function cut(text: string, limit: number, mark: string): string {
  if (text.length <= limit) return text;
  const code = text.charCodeAt(limit - 1);
  const isHalf = code >= 0xd800 && code <= 0xdbff;
  return text.slice(0, isHalf ? limit - 1 : limit) + mark;
}
