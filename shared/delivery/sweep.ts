import type { DeliveryParts } from "./deliveryParts.ts";
import { indexRowsFor } from "./indexTicket.ts";
import { parseEnvelope } from "./parseEnvelope.ts";
import type { TicketRecord } from "./ticketRecord.ts";

type SweepParts = Pick<
  DeliveryParts,
  "unfinished" | "waiting" | "store" | "queue" | "index" | "clock" | "log"
>;

/**
 * Puts back what a crashed process left claimed, or had kept because it waited long, and adds the index rows it did not get to. In Azure a message that was
 * handed out stays hidden for ten minutes, whatever host.json says; without this its ticket would wait that long.
 *
 * @param silentForMs a process without a sign of life for longer than this is taken to be dead. If it is not, its
 *   messages are handed out twice, which does no harm.
 * @returns how many messages were put back
 */
export async function sweep(parts: SweepParts, silentForMs: number): Promise<number> {
  let putBackCount = 0;
  for (const { processId, correlationIds } of await parts.unfinished.abandoned(silentForMs)) {
    for (const correlationId of correlationIds) {
      const stored = await parts.store.read(correlationId);
      if (stored === undefined) continue;
      await parts.index.add(indexRowsFor(stored.record, Object.keys(stored.record.members), null));
      if (await putBackPending(parts, stored.record)) putBackCount += 1;
    }
    for (const envelope of await parts.waiting.keptBy(processId)) {
      await parts.queue.send(envelope);
      putBackCount += 1;
    }
    await parts.waiting.forget(processId);
    // Last: if this process dies in between, the next sweep begins anew.
    await parts.unfinished.bury(processId);
    parts.log("process.buried", { processId, tickets: correlationIds.length });
  }
  return putBackCount;
}

async function putBackPending(
  { queue, clock, log }: SweepParts,
  { pending, claim, correlationId }: TicketRecord,
): Promise<boolean> {
  if (pending === undefined) return false;
  const claimedForMs = claim === undefined ? 0 : Date.parse(claim.untilUtc) - clock.nowMs();
  await queue.send(parseEnvelope(JSON.parse(pending.envelope)), Math.max(0, claimedForMs));
  log("delivery.putBack", { correlationId, deliveryId: pending.deliveryId, action: pending.kind });
  return true;
}
