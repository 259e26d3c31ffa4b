import { attemptOf, mostCrashes } from "./crashes.ts";
import type { DeliveryParts } from "./deliveryParts.ts";
import type { Envelope } from "./envelope.ts";
import { indexRowsFor } from "./indexTicket.ts";
import { readableEnvelope } from "./parseEnvelope.ts";
import type { TicketRecord } from "./ticketRecord.ts";

type SweepParts = Pick<
  DeliveryParts,
  "unfinished" | "waiting" | "store" | "queue" | "trialQueue" | "index" | "clock" | "log"
>;

/** The same for those that only waited for their turn, of which there are many in every process that is ended. */
const mostCrashesWaiting = 12;

/**
 * Puts back what a crashed process left claimed, or had kept because it waited long, and adds the index rows it did not
 * get to. In Azure a message that was handed out stays hidden for ten minutes, whatever host.json says; without this its
 * ticket would wait that long. A process whose leftovers make trouble does not keep the others from being seen to.
 *
 * @param silentForMs a process without a sign of life for longer than this is taken to be dead. If it is not, its
 *   messages are handed out twice, which does no harm.
 * @returns how many messages were put back
 */
export async function sweep(parts: SweepParts, silentForMs: number): Promise<number> {
  let putBackCount = 0;
  for (const { processId, correlationIds } of await parts.unfinished.abandoned(silentForMs)) {
    try {
      putBackCount += await seeTo(parts, processId, correlationIds);
    } catch (error) {
      parts.log("sweep.failed", { processId, error: String(error) });
    }
  }
  return putBackCount;
}

async function seeTo(
  parts: SweepParts,
  processId: string,
  correlationIds: readonly string[],
): Promise<number> {
  const putBack = new Set<string>();
  for (const correlationId of correlationIds) {
    const stored = await parts.store.read(correlationId);
    if (stored === undefined) continue;
    const { record } = stored;
    // Without a work item there is nothing to find yet; whoever makes it adds the rows.
    if (record.ref !== undefined) {
      await parts.index.add(indexRowsFor(record, Object.keys(record.members), null));
    }
    const envelope = await putBackPending(parts, record);
    if (envelope !== undefined) putBack.add(attemptOf(envelope));
  }
  for (const envelope of await parts.waiting.keptBy(processId)) {
    if (putBack.has(attemptOf(envelope))) continue;
    await putBackWaiting(parts, envelope);
    putBack.add(attemptOf(envelope));
  }
  await parts.waiting.forget(processId);
  // Last: if this process dies in between, the next sweep begins anew.
  await parts.unfinished.bury(processId);
  parts.log("process.buried", { processId, tickets: correlationIds.length });
  return putBack.size;
}

/**
 * It had not claimed its ticket, so it is hardly what its process died of. A copy is a new message to the host, which cannot
 * know that it was handed out before: so the message counts itself.
 */
async function putBackWaiting(
  { queue, trialQueue }: Pick<SweepParts, "queue" | "trialQueue">,
  envelope: Envelope,
): Promise<void> {
  const crashesWaiting = (envelope.crashesWaiting ?? 0) + 1;
  await (crashesWaiting > mostCrashesWaiting ? trialQueue : queue).send({ ...envelope, crashesWaiting });
}

/** The message, if one was put back. */
async function putBackPending(parts: SweepParts, record: TicketRecord): Promise<Envelope | undefined> {
  const { pending, claim, correlationId } = record;
  const { clock, log } = parts;
  if (pending === undefined) return undefined;
  const envelope = readableEnvelope(JSON.parse(pending.envelope));
  if (envelope === undefined) {
    // Of a later release: the host's own redelivery brings it to one that understands it.
    log("delivery.unreadable", { correlationId, deliveryId: pending.deliveryId, action: pending.kind });
    return undefined;
  }
  const claimedForMs = claim === undefined ? 0 : Date.parse(claim.untilUtc) - clock.nowMs();
  // Without a claim nobody was at work on it: an action whose fate is not known waits for its message's next attempt.
  const crashes = (envelope.crashes ?? 0) + (claim === undefined ? 0 : 1);
  const { queue, trialQueue } = parts;
  const to = crashes > mostCrashes ? trialQueue : queue;
  await to.send({ ...envelope, crashes }, Math.max(0, claimedForMs));
  log("delivery.putBack", { correlationId, deliveryId: pending.deliveryId, action: pending.kind });
  return envelope;
}
