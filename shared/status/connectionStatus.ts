import type { CallCounts, ConnectionState } from "../connections/connectionState.ts";
import { type KnownFailure, knownFailure as known } from "./knownFailure.ts";
import type { QueueSight } from "./queueSight.ts";
import type { SetupStatus } from "./setupStatus.ts";

/**
 * `slowed`: the calls that the partner allows are used up; `paused`: it does not answer as it should, and one message at a
 * time tries; `parked`: its credentials are refused, and nobody tries often; `incomplete`: somebody has to sign in first, or
 * it is being read for the first time.
 */
export type ConnectionHealth = "healthy" | "slowed" | "paused" | "parked" | "incomplete";

/** One connection as the API shows it. */
export type ConnectionStatus = {
  readonly name: string;
  readonly url: string | null;
  readonly health: ConnectionHealth;
  /** One sentence that says what that means for what waits. */
  readonly summary: string;
  /** Null if only its name is known. */
  readonly setup: SetupStatus | null;
  readonly pause:
    | (KnownFailure & {
        readonly sinceUtc: string;
        readonly untilUtc: string;
        readonly failedTries: number;
        readonly isParked: boolean;
      })
    | null;
  readonly slowed: { readonly untilUtc: string; readonly because: string } | null;
  readonly lastSuccessUtc: string | null;
  readonly lastFailure: (KnownFailure & { readonly atUtc: string }) | null;
  readonly waiting: {
    /** Of the whole bridge: connections share the queues. Approximate. */
    readonly critical: number;
    readonly ordinary: number;
    readonly deadLetters: { readonly count: number; readonly hasMore: boolean };
    /** Of what could be seen: there may be an older one that is put back for later. */
    readonly oldest: {
      readonly deliveryId: string;
      readonly receivedAtUtc: string;
      readonly ageMs: number;
    } | null;
  };
  /** What the partner said about how much it allows. Null if it never did. */
  readonly limit: {
    readonly callsPerWindow: number;
    readonly used: number;
    readonly windowEndsUtc: string;
    readonly rule: string | null;
  } | null;
  /** Since the full hour, all instances together. */
  readonly thisHour: CallCounts;
};

export type StatusInput = {
  readonly name: string;
  readonly url: string | null;
  /** Undefined if nobody has called it yet. */
  readonly state: ConnectionState | undefined;
  readonly setup?: SetupStatus | undefined;
  readonly counts: CallCounts;
  readonly queues: QueueSight;
  readonly deadLetters: { readonly count: number; readonly hasMore: boolean };
  readonly nowMs: number;
};

/** How a connection is doing. Pure. */
export function viewConnection(input: StatusInput): ConnectionStatus {
  const { name, url, state, counts, queues, deadLetters, nowMs } = input;
  const slowed = slowedOf(state, nowMs);
  const isIncomplete = input.setup !== undefined && input.setup.state !== "ready";
  const health = isIncomplete ? "incomplete" : healthOf(state, slowed);
  const { pause, limit, lastFailure } = state ?? {};
  const { oldest } = queues;
  return {
    name,
    url,
    health,
    summary: summaryOf(health, pause, slowed, input),
    setup: input.setup ?? null,
    pause:
      pause === undefined
        ? null
        : {
            ...known(pause.code, pause.detail),
            sinceUtc: pause.sinceUtc,
            untilUtc: pause.untilUtc,
            failedTries: pause.failedProbes,
            isParked: pause.isParked,
          },
    slowed,
    lastSuccessUtc: state?.lastSuccessUtc ?? null,
    lastFailure:
      lastFailure === undefined
        ? null
        : { ...known(lastFailure.code, lastFailure.detail), atUtc: lastFailure.atUtc },
    waiting: {
      critical: queues.critical,
      ordinary: queues.ordinary,
      deadLetters,
      oldest:
        oldest === undefined
          ? null
          : { ...oldest, ageMs: Math.max(0, nowMs - Date.parse(oldest.receivedAtUtc)) },
    },
    limit:
      limit === undefined || Date.parse(limit.windowEndsUtc) <= nowMs
        ? null
        : {
            callsPerWindow: limit.callsPerWindow,
            used: Math.min(limit.taken, limit.callsPerWindow),
            windowEndsUtc: limit.windowEndsUtc,
            rule: limit.rule ?? null,
          },
    thisHour: counts,
  };
}

function healthOf(state: ConnectionState | undefined, slowed: ConnectionStatus["slowed"]): ConnectionHealth {
  if (state?.pause !== undefined) return state.pause.isParked ? "parked" : "paused";
  return slowed === null ? "healthy" : "slowed";
}

/** A window whose end has passed says nothing any more. */
function slowedOf(state: ConnectionState | undefined, nowMs: number): ConnectionStatus["slowed"] {
  const { limit } = state ?? {};
  if (limit === undefined || Date.parse(limit.windowEndsUtc) <= nowMs) return null;
  if (limit.taken < limit.callsPerWindow) return null;
  const because = `all ${limit.callsPerWindow.toLocaleString("en")} calls that it allows until then are taken`;
  return { untilUtc: limit.windowEndsUtc, because };
}

function summaryOf(
  health: ConnectionHealth,
  pause: ConnectionState["pause"],
  slowed: ConnectionStatus["slowed"],
  { name, state, setup }: StatusInput,
): string {
  switch (health) {
    case "healthy":
      return state?.lastSuccessUtc === undefined
        ? "Nobody has called it yet; nothing is known against it."
        : "Messages go through as they come.";
    case "incomplete":
      if (pause?.isParked === true && setup?.state !== "unauthorised") {
        return "Messages wait until somebody sees to the credentials; its first synchronisation follows by itself. Nothing is lost.";
      }
      return setup?.state === "unauthorised"
        ? `Messages wait until somebody has signed in as the integration user: npm run bridge -- connections authorize ${name}. Nothing is lost.`
        : "Messages wait until its first synchronisation has ended; the bridge sees to that by itself. Nothing is lost.";
    case "slowed":
      return `Messages wait until ${slowed?.untilUtc ?? ""}: ${slowed?.because ?? ""}. Nothing is lost.`;
    case "paused":
      return `Messages wait; from ${pause?.untilUtc ?? ""} on one at a time tries whether it goes again. Nothing is lost.`;
    case "parked":
      return "Messages wait until somebody sees to the credentials: trying again and again would lock the account. Nothing is lost.";
  }
}
