import type { BridgeError } from "../failures/bridgeError.ts";
import type { ConnectionPause, ConnectionState } from "../connections/connectionState.ts";
import { type PauseRule, pauseRuleFor, type PauseWaits } from "./pauseRules.ts";

type Failure = Pick<BridgeError, "code" | "detail" | "retryAfterMs">;

/**
 * The state after a failure that concerns the whole connection. A connection that rests already is not made to rest
 * longer by calls that were on their way together; only the failure of a try is, or a wish of the partner's.
 *
 * Returns the same state where nothing changes.
 */
export function afterFailure(
  state: ConnectionState,
  failure: Failure,
  { nowMs, waits, isTry }: { readonly nowMs: number; readonly waits: PauseWaits; readonly isTry: boolean },
): ConnectionState {
  const rule = pauseRuleFor(failure.code);
  if (rule === undefined) return state;
  const isParked = rule.waits === "credentials";
  const former = state.pause;
  const isWorse = isParked && former?.isParked === false;
  const failedProbes = former === undefined || isWorse ? 0 : former.failedProbes + (isTry ? 1 : 0);
  const untilMs = nowMs + waitAfter(failure, rule, waits[rule.waits], failedProbes);
  if (former !== undefined && !isTry && !isWorse) {
    const asksForMore = failure.retryAfterMs !== undefined && untilMs > Date.parse(former.untilUtc) + 1_000;
    if (!asksForMore || former.isParked) return state;
  }
  const { code, detail } = failure;
  return {
    ...state,
    pause: {
      code,
      detail,
      sinceUtc: former?.sinceUtc ?? utc(nowMs),
      untilUtc: utc(untilMs),
      failedProbes,
      isParked,
    },
    lastFailure: { code, detail, atUtc: utc(nowMs) },
  };
}

/** What the partner asks for lengthens the wait; of a limit it is all there is to know. */
function waitAfter(
  { retryAfterMs }: Failure,
  { waits }: PauseRule,
  scheduledMs: readonly number[],
  failedProbes: number,
): number {
  if (waits === "limit" && retryAfterMs !== undefined) return Math.max(retryAfterMs, shortestMs);
  const ownMs = scheduledMs[Math.min(failedProbes, scheduledMs.length - 1)] ?? shortestMs;
  return Math.max(ownMs, retryAfterMs ?? 0);
}

/** A "0" must not become a hot loop. */
const shortestMs = 1_000;

/** The state once somebody tries whether it goes again; undefined if it is not time, or another one tries. */
export function withTry(
  state: ConnectionState,
  { nowMs, processId, tryMs }: { readonly nowMs: number; readonly processId: string; readonly tryMs: number },
): ConnectionState | undefined {
  const { pause } = state;
  if (pause === undefined || Date.parse(pause.untilUtc) > nowMs) return undefined;
  if (pause.probe !== undefined && Date.parse(pause.probe.untilUtc) > nowMs) return undefined;
  return { ...state, pause: { ...pause, probe: { processId, untilUtc: utc(nowMs + tryMs) } } };
}

/** The state after a try that ended before anything was asked of the partner: another one may try at once. */
export function withoutTry(state: ConnectionState, processId: string): ConnectionState {
  if (state.pause?.probe?.processId !== processId) return state;
  const { probe: _probe, ...pause } = state.pause;
  return { ...state, pause };
}

/** The state once it goes again. */
export function opened(state: ConnectionState, nowMs: number): ConnectionState {
  const { pause: _pause, ...rest } = state;
  return { ...rest, lastSuccessUtc: utc(nowMs) };
}

/**
 * From then on one message may try; those who wait spread over an eighth of the pause's age, at most five minutes. A
 * long rest may be ended by hand: they ask at least every five minutes whether it was.
 */
export function waitFor(
  pause: ConnectionPause,
  nowMs: number,
): { readonly fromMs: number; readonly toMs: number } {
  const untilMs = Date.parse(pause.untilUtc);
  // The end of a limit is the partner's, and nobody ends it before.
  if (untilMs - nowMs > longestSpreadMs && pause.code !== "SERVICENOW_RATE_LIMITED") {
    return { fromMs: nowMs + longestSpreadMs / 2, toMs: nowMs + longestSpreadMs };
  }
  // While somebody tries, the others ask again soon: a try is over in seconds.
  const fromMs = untilMs > nowMs ? untilMs : nowMs + askAgainMs;
  const ageMs = fromMs - Date.parse(pause.sinceUtc);
  return { fromMs, toMs: fromMs + Math.min(ageMs / 8, longestSpreadMs) };
}

const askAgainMs = 1_000;
export const longestSpreadMs = 5 * 60_000;

function utc(ms: number): string {
  return new Date(ms).toISOString();
}
