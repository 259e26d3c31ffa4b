import type { Connection } from "./connection.ts";
import type { ConnectionSetup, ExpiringThing } from "./connectionSetup.ts";

/** One thing of a connection that ends, as far as is known. */
export type KnownEnd = {
  readonly of: ExpiringThing;
  readonly endsUtc: string;
  /** How long it lives altogether; null where nobody says. */
  readonly lifespanMs: number | null;
  /** Of a refresh token: who says how long it lives, the client's record at the partner or the connection. */
  readonly lifespanFrom?: "client" | "connection";
  /** The bridge gets the next one without a person: then its end is nobody's worry. */
  readonly isReplacedByItself: boolean;
};

type RefreshTimes = {
  readonly needsNobody: boolean;
  readonly refreshSinceUtc: string | null;
  readonly refreshEndsUtc: string | null;
  readonly refreshLifespanFrom: "client" | "connection" | null;
};

/** The end of the refresh token that a connection has; undefined: it has none, or nobody knows. */
export function refreshTokenEnd(
  { refreshTokenLifespanMs }: Pick<Connection, "refreshTokenLifespanMs">,
  { needsNobody, refreshSinceUtc, refreshEndsUtc, refreshLifespanFrom }: RefreshTimes,
): KnownEnd | undefined {
  if (refreshEndsUtc === null) return undefined;
  return {
    of: "refreshToken",
    endsUtc: refreshEndsUtc,
    lifespanMs:
      refreshSinceUtc === null
        ? refreshTokenLifespanMs
        : Date.parse(refreshEndsUtc) - Date.parse(refreshSinceUtc),
    ...(refreshLifespanFrom === null ? {} : { lifespanFrom: refreshLifespanFrom }),
    isReplacedByItself: needsNobody,
  };
}

/** That an end is near, or has come. */
export type EndWarning = {
  readonly of: ExpiringThing;
  readonly endsUtc: string;
  /** Which of the warnings it is: so many days beforehand; 0: it has ended. */
  readonly daysBefore: 30 | 7 | 1 | 0;
  /** As Azure Monitor counts. */
  readonly severity: 1 | 2;
};

type Warned = ConnectionSetup["warned"];

/** In days, the earliest first. */
const warnBefore = [30, 7, 1, 0] as const;
const dayMs = 86_400_000;
/** What is remembered of warnings: far more than one connection has ends. */
const mostRemembered = 40;

/**
 * What is to be said of an end at a moment: the nearest of the warnings at 30, 7 and 1 days and at the end itself whose
 * time has come. Warnings further ahead than the thing lives are left out: a refresh token of seven days would be
 * warned of on the day it is made. Undefined: nothing yet, or the bridge sees to it by itself.
 */
export function warningOf(end: KnownEnd, nowMs: number): EndWarning | undefined {
  const daysBefore = reached(end, nowMs).at(-1);
  if (daysBefore === undefined) return undefined;
  return { of: end.of, endsUtc: end.endsUtc, daysBefore, severity: daysBefore <= 1 ? 1 : 2 };
}

/** Warnings that nobody has given yet: at most one for each end, the nearest. */
export function dueWarnings(ends: readonly KnownEnd[], warned: Warned, nowMs: number): readonly EndWarning[] {
  return ends.flatMap((end) => {
    const warning = warningOf(end, nowMs);
    if (warning === undefined) return [];
    const isGiven = warned.some(
      ({ of, endsUtc, daysBefore }) =>
        of === end.of && endsUtc === end.endsUtc && daysBefore <= warning.daysBefore,
    );
    return isGiven ? [] : [warning];
  });
}

/** What is remembered once these warnings are given. */
export function withWarned(warned: Warned, given: readonly EndWarning[], atUtc: string): Warned {
  const more = given.map(({ of, endsUtc, daysBefore }) => ({ of, endsUtc, daysBefore, atUtc }));
  return [...warned, ...more].slice(-mostRemembered);
}

/** Those whose time has come, the latest last. */
function reached({ endsUtc, lifespanMs, isReplacedByItself }: KnownEnd, nowMs: number) {
  if (isReplacedByItself) return [];
  const leftMs = Date.parse(endsUtc) - nowMs;
  return warnBefore.filter(
    (days) => leftMs <= days * dayMs && (lifespanMs === null || days * dayMs < lifespanMs),
  );
}
