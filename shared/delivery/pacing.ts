import type { BridgeError } from "../failures/bridgeError.ts";
import type { ErrorCode } from "../failures/catalogue.ts";
import type { Lane } from "./envelope.ts";
import type { CallObserver, WorkItemGateway } from "./ports.ts";

/** A message may not call at the moment, through no fault of its own. */
export type NotNow = {
  readonly kind: "notNow";
  readonly code: ErrorCode;
  readonly because: string;
  /** It comes back at some moment between these two: those that wait together must not all come at once. */
  readonly fromMs: number;
  readonly toMs: number;
};

/**
 * A connection that is not ready yet is asked for again soon at first, and ever more seldom the longer somebody takes to
 * complete it: at last every five to ten minutes.
 */
export function untilComplete({ code, detail }: BridgeError, receivedAtMs: number, nowMs: number): NotNow {
  const spreadMs = Math.min(Math.max((nowMs - receivedAtMs) / 4, 5_000), 5 * 60_000);
  return { kind: "notNow", code, because: detail, fromMs: nowMs + spreadMs, toMs: nowMs + 2 * spreadMs };
}

/** How long a message waits, by chance. `random` is in [0, 1). */
export function delayUntil({ fromMs, toMs }: NotNow, nowMs: number, random: number): number {
  return Math.max(0, Math.round(fromMs + random * (toMs - fromMs) - nowMs));
}

/** Permission for the calls of one step of one message. */
export type Permit = {
  readonly kind: "permit";
  /** The gateway through which the calls go, so that what comes of them is known to all messages. */
  watch(gateway: WorkItemGateway): WorkItemGateway;
  /** The same for a call that is no work item's. */
  run<T>(observe: CallObserver, call: (observe: CallObserver) => Promise<T>): Promise<T>;
  /** Once, when no more calls follow. Never throws. */
  end(): Promise<void>;
};

/**
 * Says when a message may call its connection: the connection may be paused, or the calls that the partner allows may be
 * used up. Shared by all instances of the bridge. No method throws.
 */
export type Pacing = {
  /**
   * `byHand`: somebody wants to know now whether it goes. He need not wait for the end of a rest after an outage, but for
   * what the partner asked for, and a parked connection is left alone: its account would be locked.
   */
  ask(connection: string, lane: Lane, by?: "byHand"): Promise<Permit | NotNow>;
  /** What this process knows without asking. Undefined: nothing stands in the way. */
  pauseOf(connection: string): NotNow | undefined;
  /** A message was done without a call: a duplicate, or over before it was made. */
  saved(connection: string): void;
};
