import type { Envelope } from "./envelope.ts";
import { readableEnvelope } from "./parseEnvelope.ts";
import type { PendingAction, TicketRecord } from "./ticketRecord.ts";

/** After so many processes that died with its ticket claimed, a message is tried alone: it may be what they died of. */
export const mostCrashes = 3;

/** The same for all copies of a message. */
export const attemptOf = ({ deliveryId, attempt }: Pick<Envelope, "deliveryId" | "attempt">) =>
  `${deliveryId} ${attempt}`;

/**
 * How often a process died with this message, as far as its ticket tells; the claim there has run out. Several copies of a
 * message are on their way after a crash, the host's own and those that were put back, and each knows only of its own past:
 * counted one by one, they would kill more processes than there are copies, and each of those would leave one more.
 */
export function crashesWith(
  { claim }: Pick<TicketRecord, "claim">,
  pending: PendingAction,
  envelope: Envelope,
): number {
  const known = envelope.crashes ?? 0;
  if (claim === undefined) return known;
  const former = readableEnvelope(JSON.parse(pending.envelope));
  if (former === undefined || attemptOf(former) !== attemptOf(envelope)) return known;
  return Math.max(known, (former.crashes ?? 0) + 1);
}
