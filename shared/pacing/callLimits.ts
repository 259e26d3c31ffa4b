import type { Lane } from "../delivery/envelope.ts";
import type { AllowedCalls } from "../delivery/ports.ts";
import type { CallLimit } from "../connections/connectionState.ts";

/** ServiceNow's rules count by the hour; a shorter one is learned from two ends of windows that were seen. */
const guessedWindowMs = 3_600_000;
/** Two moments within that are the same: partners tell them in seconds. */
const sameMs = 1_500;
/** What was not heard of for so many windows is forgotten: the rule may be gone. */
const mostUnheardWindows = 3;
/** Kept back for what is critical, as a part of the window's calls; nothing any more in its last twentieth. */
const reservedPart = 0.1;
const unreservedPart = 0.05;

/** What is known after an answer that names a limit; the same object where that changes nothing. */
export function heardOf(limit: CallLimit | undefined, heard: AllowedCalls, nowMs: number): CallLimit {
  const { callsPerWindow, windowEndsMs, rule } = heard;
  const learned = {
    callsPerWindow,
    windowEndsUtc: utc(windowEndsMs),
    learnedAtUtc: utc(nowMs),
    ...(rule === undefined ? {} : { rule }),
  };
  if (limit === undefined) return { ...learned, window: 1, windowMs: guessedWindowMs, taken: 0 };
  if (windowEndsMs <= nowMs) return limit;
  // Of two rules the narrower one counts.
  if (limit.rule !== rule && callsPerWindow > limit.callsPerWindow) return limit;

  const knownEndMs = Date.parse(limit.windowEndsUtc);
  if (Math.abs(windowEndsMs - knownEndMs) <= sameMs) {
    const isKnown = limit.isEndGuessed !== true && limit.callsPerWindow === callsPerWindow;
    return isKnown
      ? limit
      : { ...learned, window: limit.window, windowMs: limit.windowMs, taken: limit.taken };
  }
  if (limit.isEndGuessed === true) {
    const windowMs = plausible(windowEndsMs - (knownEndMs - limit.windowMs), limit.windowMs);
    return { ...learned, window: limit.window, windowMs, taken: limit.taken };
  }
  // An earlier end is that of a former window: the answer was long on its way.
  if (windowEndsMs < knownEndMs) return limit;
  const windowMs = plausible(windowEndsMs - knownEndMs, limit.windowMs);
  return { ...learned, window: limit.window + 1, windowMs, taken: 0 };
}

/** What is known now: after a window's end the next one has begun, with the same limit. Undefined: forgotten. */
export function limitAt(limit: CallLimit, nowMs: number): CallLimit | undefined {
  const endMs = Date.parse(limit.windowEndsUtc);
  if (nowMs < endMs) return limit;
  if (nowMs - Date.parse(limit.learnedAtUtc) > (mostUnheardWindows + 1) * limit.windowMs) return undefined;
  const windows = Math.floor((nowMs - endMs) / limit.windowMs) + 1;
  return {
    ...limit,
    window: limit.window + 1,
    windowEndsUtc: utc(endMs + windows * limit.windowMs),
    isEndGuessed: true,
    taken: 0,
  };
}

/** Nothing may go any more in this window: the partner has refused a call. */
export function usedUp(limit: CallLimit): CallLimit {
  return limit.taken >= limit.callsPerWindow ? limit : { ...limit, taken: limit.callsPerWindow };
}

/**
 * Takes calls for one instance: a block of a tenth of what is left, so that few writes are needed and little is left
 * over; single ones of what is kept back. 0: none may go at the moment.
 */
export function callsToTake(limit: CallLimit, lane: Lane, nowMs: number): number {
  const left = limit.callsPerWindow - limit.taken;
  const free = left - reservedAt(limit, nowMs);
  if (free >= 1) return Math.max(1, Math.min(Math.floor(left / 10), Math.floor(free), largestBlock));
  return lane === "critical" && left >= 1 ? 1 : 0;
}

const largestBlock = 50;

/** When the next call may be there for a message that gets none now. */
export function nextCallMs(limit: CallLimit, lane: Lane, nowMs: number): number {
  const endMs = Date.parse(limit.windowEndsUtc);
  const left = limit.callsPerWindow - limit.taken;
  if (left < 1 || lane === "critical") return endMs;
  // What is kept back is released evenly: when is there one call more than is still kept back?
  const reserved = Math.floor(limit.callsPerWindow * reservedPart);
  const releasedMs = endMs - limit.windowMs * unreservedPart;
  const remainingMs = (Math.max(left - 1, 0) / reserved) * releaseMs(limit);
  return Math.min(Math.max(releasedMs - remainingMs, nowMs), endMs);
}

function reservedAt(limit: CallLimit, nowMs: number): number {
  const reserved = Math.floor(limit.callsPerWindow * reservedPart);
  const releasedMs = Date.parse(limit.windowEndsUtc) - limit.windowMs * unreservedPart;
  return reserved * Math.min(1, Math.max(0, (releasedMs - nowMs) / releaseMs(limit)));
}

const releaseMs = ({ windowMs }: CallLimit) => windowMs * (1 - unreservedPart);

function plausible(windowMs: number, former: number): number {
  return windowMs > 0 && windowMs < former ? windowMs : former;
}

function utc(ms: number): string {
  return new Date(ms).toISOString();
}
