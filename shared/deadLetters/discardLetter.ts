import type { AuditTrail } from "../audit/audit.ts";
import { auditIdFor } from "../audit/auditId.ts";
import type { LogEvent } from "../delivery/deliveryParts.ts";
import type { Clock } from "../delivery/ports.ts";
import { BridgeError } from "../failures/bridgeError.ts";
import type { ErrorCode } from "../failures/catalogue.ts";
import { noSuchLetter } from "./deadLetterQueries.ts";
import { isBeingSent } from "./deadLetterStatus.ts";
import type { DeadLetterStore } from "./deadLetterStore.ts";

export type DiscardParts = {
  readonly store: DeadLetterStore;
  readonly audit: Pick<AuditTrail, "add">;
  readonly clock: Clock;
  readonly log: LogEvent;
};

export type DiscardWish = {
  readonly who: string;
  readonly reason: string;
  /** The act for many letters that this is a part of. */
  readonly act?: string;
};

export type Discarded = {
  readonly id: string;
  readonly code: ErrorCode;
  /** `already`: it was discarded before, with the reason that was given then. */
  readonly outcome: "discarded" | "already";
};

/** Longer reasons belong into a document that the reason names. */
const longestReason = 500;

/**
 * Marks a dead letter as one that nobody needs. It can still be seen, and be replayed. Where a replay was cut off, its
 * message may have been sent: the letter remembers which, so that replaying it later sends that very one.
 *
 * Throws BridgeError DISCARD_REASON_MISSING, NOT_FOUND, DISCARD_NOT_POSSIBLE, REPLAY_UNDER_WAY or STORAGE_UNAVAILABLE.
 */
export async function discardLetter(parts: DiscardParts, id: string, wish: DiscardWish): Promise<Discarded> {
  const reason = checkedReason(wish.reason);
  const read = await parts.store.get(id);
  if (read === undefined) throw noSuchLetter(id);
  const { letter, status } = read;
  const said = { id, code: letter.code };
  const { sending } = status;
  const nowMs = parts.clock.nowMs();
  if (sending !== undefined && isBeingSent(status, nowMs)) {
    throw new BridgeError("REPLAY_UNDER_WAY", `Delivery ${sending.deliveryId} replays ${id}`);
  }
  if (status.state === "replayed") {
    throw new BridgeError("DISCARD_NOT_POSSIBLE", `Delivery ${status.replay.deliveryId} has replayed ${id}`);
  }
  const isDone = status.state === "discarded";
  const atUtc = isDone ? status.atUtc : new Date(nowMs).toISOString();
  if (!isDone) {
    const begun = sending === undefined ? {} : { sending };
    const written = await parts.store.setStatus(read, { state: "discarded", atUtc, reason, ...begun });
    if (written.kind === "conflict") throw new BridgeError("REPLAY_UNDER_WAY", `Somebody else changes ${id}`);
  }
  // Also if it was done before: whoever did it may have crashed before this. An entry that is there stays as it is.
  await parts.audit.add({
    id: auditIdFor(atUtc, "discard", id),
    atUtc,
    who: wish.who,
    action: "deadLetter.discarded",
    subject: id,
    reason: isDone ? status.reason : reason,
    details: {
      code: letter.code,
      act: wish.act ?? null,
      ...(sending === undefined ? {} : { mayHaveBeenSentAs: sending.deliveryId }),
    },
  });
  if (!isDone) parts.log("deadLetter.discarded", said);
  return { ...said, outcome: isDone ? "already" : "discarded" };
}

/** One line of text. Throws BridgeError DISCARD_REASON_MISSING, and REQUEST_INVALID for one that is too long. */
export function checkedReason(text: string): string {
  const reason = text.replace(/[\p{Cc}\s]+/gu, " ").trim();
  if (!/[\p{L}\p{N}]/u.test(reason)) throw new BridgeError("DISCARD_REASON_MISSING", "reason is empty");
  if (reason.length > longestReason) {
    throw new BridgeError("REQUEST_INVALID", `reason has at most ${longestReason} characters`);
  }
  return reason;
}
