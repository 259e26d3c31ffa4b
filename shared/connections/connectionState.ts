import type { ErrorCode } from "../failures/catalogue.ts";

/** Why nobody calls a connection at the moment, and when one message may try whether it goes again. */
export type ConnectionPause = {
  readonly code: ErrorCode;
  readonly detail: string;
  readonly sinceUtc: string;
  /** From then on one message at a time may try; the others wait until that has gone well. */
  readonly untilUtc: string;
  /** How often in a row it was tried and did not go. */
  readonly failedProbes: number;
  /** The credentials are dead: every wrong attempt brings the account nearer to being locked. */
  readonly isParked: boolean;
  /** Who is trying at the moment, and until when others leave it to them. */
  readonly probe?: { readonly processId: string; readonly untilUtc: string };
};

/** What the partner said about how much it allows, and how much of that has been handed out to instances of the bridge. */
export type CallLimit = {
  readonly callsPerWindow: number;
  /** Counts the windows, so that what was taken in one is not used in the next. */
  readonly window: number;
  readonly windowEndsUtc: string;
  /** Its end is not from the partner: it began by itself when the former one was over. */
  readonly isEndGuessed?: true;
  /** How long a window lasts, as far as is known: a guess for the end of the next one. */
  readonly windowMs: number;
  /** Calls that instances have taken for themselves, used or not. */
  readonly taken: number;
  /** The partner's own name of the rule. */
  readonly rule?: string;
  readonly learnedAtUtc: string;
};

/** The state of one connection, shared by all instances of the bridge. */
export type ConnectionState = {
  readonly v: 1;
  readonly connection: string;
  readonly pause?: ConnectionPause;
  readonly limit?: CallLimit;
  readonly lastSuccessUtc?: string;
  readonly lastFailure?: { readonly code: ErrorCode; readonly detail: string; readonly atUtc: string };
};

/** What was asked of a partner within one hour, by all instances together. */
export type CallCounts = {
  readonly calls: number;
  /** Answered with 429. */
  readonly refusedCalls: number;
  /** Messages that needed no call: duplicates, and what was over before it was made. */
  readonly savedCalls: number;
};

/** State shared by all instances. Every method throws BridgeError STORAGE_UNAVAILABLE. */
export interface ConnectionStates {
  read(
    connection: string,
  ): Promise<{ readonly state: ConnectionState; readonly version: string } | undefined>;
  /** Of every connection that has one. */
  all(): Promise<readonly { readonly state: ConnectionState; readonly version: string }[]>;
  /** Only if the state still has the expected version (`undefined`: does not exist). */
  write(
    state: ConnectionState,
    expectedVersion: string | undefined,
  ): Promise<{ readonly kind: "written"; readonly version: string } | { readonly kind: "conflict" }>;
  /** Of a connection that is gone. What is not there is no fault. */
  remove(connection: string): Promise<void>;
  /**
   * Adds to this instance's counts of the hour that contains `atUtc`. What could not be stored is stored with the next
   * counts of that hour, so it must not be added again.
   */
  count(connection: string, atUtc: string, more: CallCounts): Promise<void>;
  /** Of all instances, in the hour that contains `atUtc`. */
  counts(connection: string, atUtc: string): Promise<CallCounts>;
}

export const noCalls: CallCounts = { calls: 0, refusedCalls: 0, savedCalls: 0 };

export function addedCounts(one: CallCounts, other: CallCounts): CallCounts {
  return {
    calls: one.calls + other.calls,
    refusedCalls: one.refusedCalls + other.refusedCalls,
    savedCalls: one.savedCalls + other.savedCalls,
  };
}

/** The hour of a moment, as text that sorts by time: "2026-03-01T12". */
export function hourOf(atUtc: string): string {
  return new Date(atUtc).toISOString().slice(0, 13);
}
