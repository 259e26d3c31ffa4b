import { connectionOf, type DeadLetterFilter, routeOf } from "../../deadLetters/deadLetterFilter.ts";
import { type DeadLetterState, type DeadLetterStatus, waiting } from "../../deadLetters/deadLetterStatus.ts";
import type { DeadLetter } from "../../delivery/deadLetter.ts";
import { deadLetterIdAt } from "../../delivery/deadLetterId.ts";
import { rowJson } from "./rowJson.ts";
import { greatestFirst, keyPart } from "./tableKeys.ts";
import { quoted, type RowRange } from "./tableRange.ts";

/** One partition, so that a letter moves from one list to another in one transaction. */
export const partitionKey = "letters";

/** Where letters are that are too large for a row. */
export const keptLetters = "dead-letters/kept/";

/**
 * Where a letter is listed says what was done about it, so that each list is a range of its own, newest first: the keys of
 * those that wait begin with a hex digit, those of the others with `now|` and their state.
 */
const listPrefixes = { waiting: "", replayed: "now|replayed|", discarded: "now|discarded|" } as const;
/** `g` is the character after the hex digits, `}` the one after `|`. */
const listRanges = {
  waiting: { from: "", to: "g" },
  replayed: { from: "now|replayed|", to: "now|replayed}" },
  discarded: { from: "now|discarded|", to: "now|discarded}" },
} as const;

export function listedKey(id: string, state: DeadLetterState): string {
  return listPrefixes[state] + greatestFirst(id);
}

/**
 * Of each letter that was ever kept, wherever it is listed: holds its status and, by its ETag, decides who may change
 * it. A letter of an earlier release gets one with its first change.
 */
export function markerKey(id: string): string {
  return `known|${greatestFirst(id)}`;
}

export function markerRow(id: string, status: DeadLetterStatus) {
  return { partitionKey, rowKey: markerKey(id), state: status.state, status: rowJson(status) };
}

/** What a marker becomes for the moment in which its letter is removed: nobody can change the letter any more. */
export function goneRow(id: string) {
  return { ...markerRow(id, waiting), state: "gone" };
}

export function statusOfRow(row: Readonly<Record<string, unknown>> | undefined): DeadLetterStatus {
  const json = row?.["status"];
  return typeof json === "string" ? (JSON.parse(json) as DeadLetterStatus) : waiting;
}

/** What is filtered by. Escaped: not every service reads the parts of a transaction right if there is free text in them. */
export function filterColumns(letter: DeadLetter) {
  const { id, code, failedAtUtc, envelope } = letter;
  return {
    id: keyPart(id),
    code,
    failedAtUtc,
    deliveryId: keyPart(envelope?.deliveryId ?? ""),
    route: keyPart(routeOf(letter) ?? ""),
    connection: keyPart(connectionOf(letter) ?? ""),
  };
}

/**
 * A letter fails after its id was made or at the same moment, and at most so much later: the longest delay of a queue
 * message, and a day for all its attempts.
 */
const longestLifeMs = 8 * 24 * 60 * 60_000;

/** Moments bound the range of keys, as far as ids tell them; the rest is a condition. */
export function rangeOf(filter: DeadLetterFilter): RowRange {
  const { status, code, connection, route, sinceUtc, untilUtc } = filter;
  const list = listRanges[status];
  const conditions = [
    ...(code === undefined ? [] : [`code eq ${quoted(code)}`]),
    ...(connection === undefined ? [] : [`connection eq ${quoted(keyPart(connection))}`]),
    ...(route === undefined ? [] : [`route eq ${quoted(keyPart(route))}`]),
    ...(sinceUtc === undefined ? [] : [`failedAtUtc ge ${quoted(sinceUtc)}`]),
    ...(untilUtc === undefined ? [] : [`failedAtUtc lt ${quoted(untilUtc)}`]),
  ];
  return {
    partitionKey,
    from: untilUtc === undefined ? list.from : listedKey(deadLetterIdAt(Date.parse(untilUtc)), status),
    to:
      sinceUtc === undefined
        ? list.to
        : listedKey(deadLetterIdAt(Math.max(0, Date.parse(sinceUtc) - longestLifeMs)), status),
    where: conditions.length === 0 ? undefined : conditions.join(" and "),
  };
}
