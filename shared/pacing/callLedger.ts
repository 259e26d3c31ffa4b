import type { Lane } from "../delivery/envelope.ts";
import type { NotNow } from "../delivery/pacing.ts";
import type { AllowedCalls, Clock } from "../delivery/ports.ts";
import { callsToTake, heardOf, limitAt, nextCallMs, usedUp } from "./callLimits.ts";
import { heldCalls, type Reservation } from "./heldCalls.ts";
import { longestSpreadMs } from "./pauses.ts";
import type { SharedState } from "./sharedState.ts";

type Taken = { readonly kind: "taken"; readonly reservation: Reservation | undefined };

/**
 * The calls that a partner allows in a window, shared by all instances: each takes a block of them and uses it up. Where
 * no limit was ever heard of, there is no ledger and nothing is written.
 */
export function callLedger(shared: SharedState, clock: Clock) {
  const held = heldCalls();
  /** What answers have said and the shared state does not know yet. */
  let heard: AllowedCalls | undefined;
  let isRefused = false;
  let taking: Promise<void> | undefined;

  /** Writes what was heard and what is owed, and takes calls if some are wanted and allowed. */
  async function settle(wanted: Lane | undefined): Promise<void> {
    const paid = held.owed();
    let got = 0;
    const wasChanged = await shared.change((state) => {
      const nowMs = clock.nowMs();
      got = 0;
      let limit = state.limit === undefined ? undefined : limitAt(state.limit, nowMs);
      if (heard !== undefined) limit = heardOf(limit, heard, nowMs);
      if (limit === undefined) {
        if (state.limit === undefined) return undefined;
        const { limit: _forgotten, ...rest } = state;
        return rest;
      }
      if (paid > 0) limit = { ...limit, taken: limit.taken + paid };
      if (isRefused) limit = usedUp(limit);
      got = wanted === undefined ? 0 : callsToTake(limit, wanted, nowMs);
      if (got > 0) limit = { ...limit, taken: limit.taken + got };
      return limit === state.limit ? state : { ...state, limit };
    });
    if (!wasChanged) return;
    heard = undefined;
    isRefused = false;
    const { limit } = shared.known();
    if (limit !== undefined) held.taken(limit.window, got, paid);
  }

  function reserved(): Reservation | undefined {
    const { limit } = shared.known();
    return limit === undefined || clock.nowMs() >= Date.parse(limit.windowEndsUtc)
      ? undefined
      : held.reserve(limit.window);
  }

  return {
    reserved,

    /** One call for a message, from those that this instance holds or from the ledger. */
    async take(lane: Lane): Promise<Taken | NotNow> {
      for (;;) {
        if (shared.known().limit === undefined) return { kind: "taken", reservation: undefined };
        const reservation = reserved();
        if (reservation !== undefined) return { kind: "taken", reservation };
        if (taking === undefined) {
          taking = settle(lane).finally(() => (taking = undefined));
          await taking;
          const first = reserved();
          if (first !== undefined) return { kind: "taken", reservation: first };
          if (shared.known().limit !== undefined) return notNow(shared, lane, clock.nowMs());
        } else await taking;
      }
    },

    /** A call was answered, and the answer names a limit. */
    answered(reservation: Reservation | undefined, allowed: AllowedCalls, wasRefused: boolean): void {
      const nowMs = clock.nowMs();
      const known = shared.known().limit;
      const limit = heardOf(known, allowed, nowMs);
      if (limit !== known) heard = allowed;
      if (wasRefused) isRefused = true;
      held.used(reservation, limit.window);
    },

    /** A message makes no more calls. What is new is told to the others at once. */
    async ended(reservation: Reservation | undefined): Promise<void> {
      held.released(reservation);
      if (heard !== undefined || isRefused || held.owed() > 0) await settle(undefined);
    },
  };
}

function notNow(shared: SharedState, lane: Lane, nowMs: number): NotNow {
  const { limit, connection } = shared.known();
  if (limit === undefined) throw new Error(`"${connection}" has no limit`);
  const { callsPerWindow, windowEndsUtc } = limit;
  const endMs = Date.parse(windowEndsUtc);
  const soonestMs = nextCallMs(limit, lane, nowMs);
  // In a new window what is critical comes first.
  const fromMs = soonestMs >= endMs && lane === "ordinary" ? endMs + headStartMs : soonestMs;
  const spreadMs = Math.min((endMs - nowMs) / 4, longestSpreadMs);
  return {
    kind: "notNow",
    code: "SERVICENOW_RATE_LIMITED",
    because: `all ${callsPerWindow} calls that "${connection}" allows until ${windowEndsUtc} are used or kept back`,
    fromMs,
    toMs: soonestMs >= endMs ? fromMs + (lane === "critical" ? headStartMs : spreadMs) : endMs,
  };
}

const headStartMs = 1_000;
