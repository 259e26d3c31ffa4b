import type { Recognition } from "../alerts/alert.ts";
import type { Lane } from "./envelope.ts";
import type { Pacing } from "./pacing.ts";
import type { Route } from "../routing/route.ts";
import type { StormWindows } from "../storms/stormWindows.ts";
import type {
  Clock,
  DeadLetterQueue,
  Gateways,
  Schedule,
  TicketIndex,
  TicketStore,
  UnfinishedWork,
  WaitingMessages,
  WorkQueue,
} from "./ports.ts";

/** How long things may take. All of it is settable, so that tests and slow partners can have their own. */
export type DeliveryTiming = {
  /** How long a claim keeps others away. Longer than two of the partner's request time-outs. */
  readonly claimMs: number;
  /** How long one request to the partner may take: nothing is sent unless the claim outlives it. */
  readonly requestTimeoutMs: number;
  /** For how long a partner may still be working on a request that nobody waits for any more. */
  readonly partnerWorkingMs: number;
  /** For how long a message is put back that meets somebody else's claim. */
  readonly putBackMs: number;
  /** A message that waits longer than this for its turn is kept where others find it. */
  readonly longWaitMs: number;
  readonly retryDelaysMs: readonly number[];
  /** For how long a message waits for a connection that is away, before it becomes a dead letter. */
  readonly giveUpMs: number;
};

/**
 * Defaults. ServiceNow cancels a transaction after 60 s (reference: quota rules of the Table API), so after 90 s a
 * request without an answer is certainly over.
 */
export const defaultTiming: DeliveryTiming = {
  claimMs: 75_000,
  requestTimeoutMs: 30_000,
  partnerWorkingMs: 90_000,
  putBackMs: 2_000,
  longWaitMs: 250,
  retryDelaysMs: [],
  giveUpMs: 72 * 60 * 60_000,
};

/** One line for each thing worth a line. Event names are `noun.pastParticiple` and, like the fields, an API. */
export type LogEvent = (event: string, fields: Readonly<Record<string, unknown>>) => void;

/** Runs work when one of a connection's few places is free: what is critical first, otherwise in order of arrival. */
export type Slots = <T>(connection: string, lane: Lane, work: () => Promise<T>) => Promise<T>;

/** What delivering needs, handed in. */
export type DeliveryParts = {
  readonly store: TicketStore;
  readonly index: TicketIndex;
  readonly queue: WorkQueue;
  /** For what is to be tried alone: the queue into which the host puts what it gives up. */
  readonly trialQueue: Pick<WorkQueue, "send">;
  /** What is delivered is being tried alone, however many processes have died with it. */
  readonly isTrial?: boolean;
  readonly deadLetters: DeadLetterQueue;
  readonly unfinished: UnfinishedWork;
  readonly waiting: WaitingMessages;
  readonly gateways: Gateways;
  readonly slots: Slots;
  readonly stormWindows: StormWindows;
  /** One at a time for each storm, in order of arrival: they all change the same ticket. */
  readonly stormTurns: Slots;
  readonly pacing: Pacing;
  /** Today's routes. */
  readonly routes: readonly Route[];
  /** For a message whose route is gone. */
  readonly fallbackRoute: Route;
  readonly recognise: (body: unknown, receivedAtUtc: string) => Recognition;
  readonly clock: Clock;
  readonly schedule: Schedule;
  /** At least 20 random hex digits. */
  readonly randomHex: () => string;
  /** In [0, 1). */
  readonly random: () => number;
  readonly timing: DeliveryTiming;
  readonly log: LogEvent;
};
