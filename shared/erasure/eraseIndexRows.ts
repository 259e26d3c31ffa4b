import type { StoredIndexRow } from "../retention/storedHistory.ts";
import { contains } from "./erasedText.ts";
import { eraseTicket } from "./eraseTicket.ts";
import type { ErasureCounts } from "./erasureCounts.ts";
import type { ErasureParts, ErasureStage } from "./erasureStep.ts";
import type { ErasureWish } from "./erasureWish.ts";

/** Rows that lead from an alert's id to its ticket: the id is all there is in them. */
export const eraseIndexRows: ErasureStage = async function* (parts, wish, after) {
  for await (const rows of parts.texts.indexRows(after)) {
    const concerned = rows.filter(({ alertId }) => alertId !== undefined && contains(alertId, wish.value));
    const { tickets = 0, busyTickets = 0 } = await eraseTicketsOf(parts, wish, concerned);
    const gone = busyTickets === 0 ? concerned : [];
    if (!wish.isDryRun) await parts.texts.removeIndexRows(gone);
    yield {
      counts: { indexRows: gone.length, tickets, busyTickets },
      after: rows.at(-1)?.key,
    };
  }
};

/** Tickets live longer than their journals: then only the alert's id tells whose a ticket is, if it is its only alert. */
async function eraseTicketsOf(
  parts: ErasureParts,
  wish: ErasureWish,
  rows: readonly StoredIndexRow[],
): Promise<Pick<Partial<ErasureCounts>, "tickets" | "busyTickets">> {
  const counts = { tickets: 0, busyTickets: 0 };
  if (wish.by === "text") return counts;
  for (const correlationId of new Set(rows.map((row) => row.correlationId))) {
    const stored = await parts.store.read(correlationId);
    if (stored === undefined || Object.keys(stored.record.members).length > 1) continue;
    const { entries } = await parts.journal.entries(correlationId, { limit: 1 });
    // Its journal has said already whose it is.
    if (entries.length > 0) continue;
    const end = await eraseTicket(parts, wish, stored);
    if (end === "erased") counts.tickets += 1;
    if (end === "busy") counts.busyTickets += 1;
  }
  return counts;
}
