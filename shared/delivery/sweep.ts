import { BridgeError } from "../failures/bridgeError.ts";
import type { DeliveryParts } from "./deliveryParts.ts";
import type { Envelope } from "./envelope.ts";
import { indexRowsFor } from "./indexTicket.ts";
import { parseEnvelope } from "./parseEnvelope.ts";
import type { TicketRecord } from "./ticketRecord.ts";

type SweepParts = Pick<
  DeliveryParts,
  "unfinished" | "waiting" | "store" | "queue" | "trialQueue" | "index" | "clock" | "log"
>;

/** Put back so often, a message is tried alone: it may be what the processes died of. */
const mostCrashes = 3;

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
  let putBackCount = 0;
  for (const correlationId of correlationIds) {
    const stored = await parts.store.read(correlationId);
    if (stored === undefined) continue;
    const { record } = stored;
    // Without a work item there is nothing to find yet; whoever makes it adds the rows.
    if (record.ref !== undefined) {
      await parts.index.add(indexRowsFor(record, Object.keys(record.members), null));
    }
    if (await putBackPending(parts, record)) putBackCount += 1;
  }
  for (const envelope of await parts.waiting.keptBy(processId)) {
    await putBack(parts, envelope, 0);
    putBackCount += 1;
  }
  await parts.waiting.forget(processId);
  // Last: if this process dies in between, the next sweep begins anew.
  await parts.unfinished.bury(processId);
  parts.log("process.buried", { processId, tickets: correlationIds.length });
  return putBackCount;
}

/** A copy is a new message to the host, which cannot know that it has killed before: so the message counts itself. */
async function putBack(
  { queue, trialQueue }: Pick<SweepParts, "queue" | "trialQueue">,
  envelope: Envelope,
  delayMs: number,
): Promise<void> {
  const crashes = (envelope.crashes ?? 0) + 1;
  await (crashes > mostCrashes ? trialQueue : queue).send({ ...envelope, crashes }, delayMs);
}

async function putBackPending(parts: SweepParts, record: TicketRecord): Promise<boolean> {
  const { pending, claim, correlationId } = record;
  const { clock, log } = parts;
  if (pending === undefined) return false;
  const envelope = readable(pending.envelope);
  if (envelope === undefined) {
    // Of a later release: the host's own redelivery brings it to one that understands it.
    log("delivery.unreadable", { correlationId, deliveryId: pending.deliveryId, action: pending.kind });
    return false;
  }
  const claimedForMs = claim === undefined ? 0 : Date.parse(claim.untilUtc) - clock.nowMs();
  await putBack(parts, envelope, Math.max(0, claimedForMs));
  log("delivery.putBack", { correlationId, deliveryId: pending.deliveryId, action: pending.kind });
  return true;
}

function readable(envelope: string): Envelope | undefined {
  try {
    return parseEnvelope(JSON.parse(envelope));
  } catch (error) {
    if (error instanceof BridgeError) return undefined;
    throw error;
  }
}
