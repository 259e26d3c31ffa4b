import { auditIdFor } from "../audit/auditId.ts";
import type { AuditTrail } from "../audit/audit.ts";
import { newDeliveryId, parseDeliveryId } from "../delivery/deliveryId.ts";
import type { LogEvent } from "../delivery/deliveryParts.ts";
import type { Clock, WorkQueue } from "../delivery/ports.ts";
import { BridgeError } from "../failures/bridgeError.ts";
import type { ErrorCode } from "../failures/catalogue.ts";
import { noSuchLetter } from "./deadLetterQueries.ts";
import { isBeingSent, type Replay, type ReplayAs } from "./deadLetterStatus.ts";
import type { DeadLetterStore, VersionedDeadLetter } from "./deadLetterStore.ts";
import { replayAs, replayEnvelope } from "./replayEnvelope.ts";

export type ReplayParts = {
  readonly store: DeadLetterStore;
  readonly queue: Pick<WorkQueue, "send">;
  readonly audit: Pick<AuditTrail, "add">;
  readonly clock: Clock;
  /** At least 12 random hex digits. */
  readonly randomHex: () => string;
  readonly log: LogEvent;
};

export type ReplayWish = {
  readonly who: string;
  /** Left out: what fits the letter's code. */
  readonly as?: ReplayAs | undefined;
  /** Also if it was replayed before. */
  readonly again?: boolean | undefined;
  /** When the message may be worked on: this long after now. */
  readonly delayMs?: number;
  /** The act for many letters that this is a part of. */
  readonly act?: string;
};

export type Replayed = {
  readonly id: string;
  readonly code: ErrorCode;
  /** `already`: it was replayed before, by this delivery; nothing is sent. */
  readonly outcome: "replayed" | "already";
  readonly deliveryId: string;
  readonly as: ReplayAs;
};

/**
 * Puts a dead letter's message into the work queue once more. Stored first, under the letter's version, is which message
 * will be sent: of two people who replay the same letter one does, and after a crash the next one sends the very same.
 *
 * Throws BridgeError NOT_FOUND, REPLAY_NOT_POSSIBLE, REPLAY_UNDER_WAY or STORAGE_UNAVAILABLE.
 */
export async function replayLetter(parts: ReplayParts, id: string, wish: ReplayWish): Promise<Replayed> {
  const read = await parts.store.get(id);
  if (read === undefined) throw noSuchLetter(id);
  const { letter, status } = read;
  const said = { id, code: letter.code };

  if (status.sending === undefined && status.state === "replayed" && wish.again !== true) {
    const { deliveryId, as } = status.replay;
    return { ...said, outcome: "already", deliveryId, as };
  }
  const replay = beginning(parts, read, wish);
  const envelope = replayEnvelope(letter, replay);
  const claim = await parts.store.setStatus(read, { ...status, sending: replay });
  if (claim.kind === "conflict") throw underWay(id);

  await parts.audit.add({
    // Of the message, not of the moment: who finishes another's replay adds no second entry.
    id: auditIdFor(deliveryMoment(replay), "replay", id, replay.deliveryId),
    atUtc: replay.atUtc,
    who: wish.who,
    action: "deadLetter.replayed",
    subject: id,
    reason: null,
    details: { code: letter.code, as: replay.as, deliveryId: replay.deliveryId, act: wish.act ?? null },
  });
  await parts.queue.send(envelope, wish.delayMs);
  // If somebody has taken over meanwhile, they write the same.
  await parts.store.setStatus({ ...read, version: claim.version }, { state: "replayed", replay });
  parts.log("deadLetter.replayed", { ...said, deliveryId: replay.deliveryId, as: replay.as });
  return { ...said, outcome: "replayed", deliveryId: replay.deliveryId, as: replay.as };
}

function beginning(parts: ReplayParts, { letter, status }: VersionedDeadLetter, wish: ReplayWish): Replay {
  const nowMs = parts.clock.nowMs();
  const atUtc = new Date(nowMs).toISOString();
  const { sending } = status;
  if (sending !== undefined) {
    if (isBeingSent(status, nowMs)) throw underWay(letter.id, sending.deliveryId);
    return { ...sending, atUtc };
  }
  const as = replayAs(letter, wish.as);
  const correlationId =
    as === "delivery" && letter.envelope?.kind === "delivery" ? letter.envelope.correlationId : null;
  return { deliveryId: newDeliveryId({ correlationId, nowMs, randomHex: parts.randomHex() }), as, atUtc };
}

function deliveryMoment({ deliveryId, atUtc }: Replay): string {
  return parseDeliveryId(deliveryId)?.receivedAtUtc ?? atUtc;
}

function underWay(id: string, deliveryId?: string): BridgeError {
  const by = deliveryId === undefined ? "somebody else" : `delivery ${deliveryId}`;
  return new BridgeError("REPLAY_UNDER_WAY", `${id} is being replayed by ${by}`);
}
