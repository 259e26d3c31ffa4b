import type { DeliveryParts } from "./deliveryParts.ts";
import type { IndexRow } from "./ports.ts";
import type { TicketRecord } from "./ticketRecord.ts";

/**
 * Makes a ticket findable by number, by time, and by its members' identities and ids. The record is what counts: if
 * this fails, delivery goes on, and the sweep adds the rows when this process has ended.
 */
export async function indexTicket(
  { index, log }: Pick<DeliveryParts, "index" | "log">,
  record: TicketRecord,
  memberIds: readonly string[],
  alertId: string | null,
): Promise<boolean> {
  try {
    await index.add(indexRowsFor(record, memberIds, alertId));
    return true;
  } catch (error) {
    log("ticketIndex.failed", { correlationId: record.correlationId, error: String(error) });
    return false;
  }
}

/** Member ids are identity hashes. */
export function indexRowsFor(
  { correlationId, ref, openedAtUtc }: TicketRecord,
  memberIds: readonly string[],
  alertId: string | null,
): IndexRow[] {
  return [
    { by: "time", openedAtUtc, correlationId },
    ...(ref === undefined ? [] : [{ by: "number", number: ref.number, correlationId } as const]),
    ...memberIds.map((identityHash) => ({ by: "identity", identityHash, correlationId }) as const),
    ...(alertId === null ? [] : [{ by: "alertId", alertId, correlationId } as const]),
  ];
}
