import type { StormFacts } from "../storms/storm.ts";
import type { WorkItemKind } from "../workItems/workItem.ts";

/** Which of two queues a message waits in: what is worst is not to wait behind everything else. */
export type Lane = "critical" | "ordinary";

type EnvelopeBase = {
  readonly v: 1;
  readonly deliveryId: string;
  readonly receivedAtUtc: string;
  /** The sender's body, unchanged. */
  readonly body: string;
  /** Counts from 1. Putting a message back because it may not go now does not count. */
  readonly attempt: number;
  /** How many of the attempts before this one failed because the connection was away: they count for no retry. */
  readonly lostAttempts?: number;
  /** Why it was put back the last time: what the journal has been told already. */
  readonly waitsFor?: string;
  /** Left out: `ordinary`. */
  readonly lane?: Lane;
  /** The dead letter that this message was replayed from. */
  readonly replayOf?: string;
  /** How often the sweep has put it back because the process died that had claimed its ticket. */
  readonly crashes?: number;
  /** The same where it only waited for its turn. */
  readonly crashesWaiting?: number;
};

/** To be recognised and routed again: what replay of an unknown shape or of a wrong route needs. */
export type ReceivedEnvelope = EnvelopeBase & {
  readonly kind: "received";
  /** The `{route}` of the address it was posted to. */
  readonly route: string | null;
};

/** Recognised and routed: one message is one work item. */
export type DeliveryEnvelope = EnvelopeBase & {
  readonly kind: "delivery";
  readonly route: string;
  readonly connection: string;
  readonly workItemKind: WorkItemKind;
  readonly correlationId: string;
  /** The `{route}` of the address that the alert was posted to, where it named one. */
  readonly postedTo?: string;
  /** Of a resolved alert: whether the worker still has to look for tickets that today's routes do not name. */
  readonly isFanOutPending?: boolean;
  /** Of an alert that joins a storm. `isOver`: its resolved is known already. */
  readonly storm?: StormFacts & { readonly isOver?: boolean };
};

/** What waits in the work queue. Versioned, so that what waits can be understood by a later release. */
export type Envelope = ReceivedEnvelope | DeliveryEnvelope;

/** A message without what was tried with it before: it begins anew, with all its retries and with a journal that knows nothing. */
export function begunAnew<T extends Envelope>(envelope: T): T {
  const {
    crashes: _crashes,
    crashesWaiting: _others,
    lostAttempts: _lost,
    waitsFor: _reason,
    ...kept
  } = envelope;
  return { ...kept, attempt: 1 } as T;
}

/** Azure's severities 0 (critical) and 1 (error) travel in a queue of their own, their resolved too. */
export function laneFor(severity: number | null): { readonly lane?: "critical" } {
  return severity === 0 || severity === 1 ? { lane: "critical" } : {};
}

export function laneOf({ lane }: Pick<Envelope, "lane">): Lane {
  return lane ?? "ordinary";
}
