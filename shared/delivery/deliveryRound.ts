import type { Alert, AlertDescription } from "../alerts/alert.ts";
import { identityHash } from "../alerts/identityHash.ts";
import type { JournalRecorder } from "../journal/recorder.ts";
import type { Route } from "../routing/route.ts";
import { newStormRecord } from "../storms/storm.ts";
import type { MemberMessage } from "../workItems/planWorkItem.ts";
import type { DeliveryParts } from "./deliveryParts.ts";
import type { DeliveryEnvelope } from "./envelope.ts";
import type { DeliveryOutcome } from "./outcome.ts";
import type { TicketRecord } from "./ticketRecord.ts";

/** A message whose alert has been read again. */
export type ReadDelivery = {
  readonly envelope: DeliveryEnvelope;
  readonly alert: Alert;
  readonly describe: () => AlertDescription;
  readonly route: Route;
};

/** What this attempt has done already, when it needs more than one action. */
export type Progress = {
  delivered: Extract<DeliveryOutcome, { kind: "delivered" }> | undefined;
  isIndexed: boolean;
  /** Whether the partner was asked anything for this message. */
  hasCalled: boolean;
  /** A claim of ours may be in the record, with an action whose result is not. */
  isClaimed: boolean;
  /** How many processes died with this message, where the ticket knows of more than the message does. */
  crashes: number | undefined;
};

/** One reading of the record, and what follows from it. */
export type DeliveryRound = {
  readonly parts: DeliveryParts;
  readonly delivery: ReadDelivery;
  readonly recorder: JournalRecorder;
  /** Resolves when other processes can know that this one works on the ticket. */
  readonly registered: Promise<void>;
  readonly progress: Progress;
};

/** Clocks differ by seconds; a moment that is further ahead of its arrival than this is wrong. */
const mostAheadMs = 5 * 60_000;

/**
 * What a delivery says about one member of its ticket. Nothing happens after we were told of it: a sender whose clock
 * is far ahead would otherwise make everything that comes later look out of date.
 */
export function messageOf({ alert, envelope }: Pick<ReadDelivery, "alert" | "envelope">): MemberMessage {
  const receivedMs = Date.parse(envelope.receivedAtUtc);
  const isAhead = Date.parse(alert.occurredAtUtc) > receivedMs + mostAheadMs;
  return {
    memberId: identityHash(alert.identity),
    condition: alert.condition,
    orderedBy: alert.identity.orderedBy,
    occurredAtUtc: isAhead ? new Date(receivedMs).toISOString() : alert.occurredAtUtc,
  };
}

export function newRecord({ envelope, alert }: ReadDelivery, nowMs: number): TicketRecord {
  const nowUtc = new Date(nowMs).toISOString();
  return {
    v: 1,
    correlationId: envelope.correlationId,
    connection: envelope.connection,
    route: envelope.route,
    workItemKind: envelope.workItemKind,
    generation: 1,
    state: "none",
    members: {},
    title: alert.ruleName ?? alert.family,
    severity: alert.severity,
    openedAtUtc: nowUtc,
    changedAtUtc: nowUtc,
    ...(envelope.storm === undefined ? {} : { storm: newStormRecord(envelope.storm) }),
  };
}
