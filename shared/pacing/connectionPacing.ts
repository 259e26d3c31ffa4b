import type { Lane } from "../delivery/envelope.ts";
import type { NotNow, Permit } from "../delivery/pacing.ts";
import type { CountedCall } from "../delivery/ports.ts";
import type { BridgeError } from "../failures/bridgeError.ts";
import { callCounter } from "./callCounter.ts";
import { callLedger } from "./callLedger.ts";
import { lastCalls } from "./lastCalls.ts";
import type { PacingParts } from "./pacingParts.ts";
import { pauseRuleFor, showsThatItWorks } from "./pauseRules.ts";
import { afterFailure, opened, waitFor, withoutTry, withTry } from "./pauses.ts";
import { sharedState } from "./sharedState.ts";
import { watchedCall, watchedGateway } from "./watchedGateway.ts";

/** When messages may call one connection, for one instance. See docs/pacing.md. */
export type ConnectionPacing = {
  /** `byHand`: see Pacing. */
  ask(lane: Lane, by?: "byHand"): Promise<Permit | NotNow>;
  pause(): NotNow | undefined;
  saved(): void;
  /** Somebody has ended its rest by hand: this instance is not to go by what it knew. */
  lookAnew(): void;
  /** Stores what has been counted. Where storage is away that is logged, and no failure. */
  flush(): Promise<void>;
};

export function connectionPacing(parts: PacingParts, connection: string): ConnectionPacing {
  const { clock, processId, waits, tryMs, log } = parts;
  const shared = sharedState(parts, connection);
  const counter = callCounter(parts, connection);
  const ledger = callLedger(shared, clock);
  const last = lastCalls(parts, shared);
  /** Failures that pause a connection only if several come one after the other. */
  let failuresInARow = 0;

  function pause(): NotNow | undefined {
    const { pause: known } = shared.known();
    if (known === undefined) return undefined;
    const { code, detail, untilUtc, isParked } = known;
    const because = `"${connection}" is ${isParked ? "parked" : "paused"} until ${untilUtc}: ${detail}`;
    return { kind: "notNow", code, because, ...waitFor(known, clock.nowMs()) };
  }

  /** `undefined`: the connection is not paused any more; else whether this message may try. */
  async function startTry(): Promise<"open" | "try" | "wait"> {
    let mine: string | undefined;
    const mayTry = await shared.change((state) => {
      const { probe } = state.pause ?? {};
      // Another change of this instance may have taken the try along, and was faster.
      if (mine !== undefined && probe?.processId === processId && probe.untilUtc === mine) return state;
      const trying = withTry(state, { nowMs: clock.nowMs(), processId, tryMs });
      mine = trying?.pause?.probe?.untilUtc;
      return trying;
    });
    if (mayTry) return "try";
    return shared.known().pause === undefined ? "open" : "wait";
  }

  async function open(): Promise<void> {
    await shared.change((state) => (state.pause === undefined ? undefined : opened(state, clock.nowMs())));
    log("connection.opened", { connection });
  }

  async function noteFailure(error: BridgeError, isTry: boolean): Promise<void> {
    const rule = pauseRuleFor(error.code);
    if (rule === undefined) return;
    failuresInARow += 1;
    if (!isTry && failuresInARow < rule.inARow) return;
    const former = shared.known().pause?.untilUtc;
    await shared.change((state) => afterFailure(state, error, { nowMs: clock.nowMs(), waits, isTry }));
    const { pause: now } = shared.known();
    if (now === undefined || now.untilUtc === former) return;
    const { code, untilUtc, failedProbes, isParked } = now;
    log("connection.paused", { connection, code, untilUtc, failedProbes, isParked });
  }

  function permit(isTry: boolean, reservation: ReturnType<typeof ledger.reserved>): Permit {
    let isTrying = isTry;
    async function answered(): Promise<void> {
      failuresInARow = 0;
      if (!isTrying) return;
      isTrying = false;
      await open();
    }
    const watch = {
      called({ allowed, isRefused }: CountedCall): void {
        counter.add({ calls: 1, refusedCalls: isRefused ? 1 : 0 });
        if (allowed !== undefined) ledger.answered(reservation, allowed, isRefused);
      },
      async worked(): Promise<void> {
        last.wentWell();
        await answered();
      },
      async failed(error: BridgeError): Promise<void> {
        const isOfConnection = pauseRuleFor(error.code) !== undefined;
        const isOfRecord = showsThatItWorks(error.code);
        if (isOfConnection || isOfRecord) last.failed(error);
        if (isOfRecord) return answered();
        if (!isOfConnection) return;
        const wasTrying = isTrying;
        isTrying = false;
        await noteFailure(error, wasTrying);
      },
    };
    return {
      kind: "permit",
      watch: (gateway) => watchedGateway(gateway, watch),
      run: (observe, call) => watchedCall(watch, observe, call),
      async end() {
        if (isTrying) await shared.change((state) => withoutTry(state, processId));
        await ledger.ended(reservation);
      },
    };
  }

  return {
    async ask(lane, by) {
      const state = await shared.fresh();
      let isTry = false;
      if (state.pause !== undefined) {
        const start = await startTry();
        const mayGo = by === "byHand" && pauseRuleFor(state.pause.code)?.waits === "outage";
        if (start === "wait" && !mayGo) return pause() ?? permit(false, undefined);
        isTry = start !== "open";
      }
      const taken = await ledger.take(lane);
      // Whoever tries has to go: the limit may be what is to be found out about.
      if (taken.kind === "notNow" && !isTry) return taken;
      return permit(isTry, taken.kind === "notNow" ? undefined : taken.reservation);
    },
    pause,
    saved: () => counter.add({ savedCalls: 1 }),
    lookAnew: () => shared.lookAnew(),
    flush: async () => {
      await Promise.all([counter.flush(), last.flush()]);
    },
  };
}
