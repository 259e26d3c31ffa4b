import type { TicketStore } from "../delivery/ports.ts";
import type { TicketRecord } from "../delivery/ticketRecord.ts";

/**
 * Whether it is still open, or belongs to a storm whose own ticket is: what belongs to a storm is as open as that.
 * Throws BridgeError STORAGE_UNAVAILABLE.
 */
export async function isTicketKept(
  store: Pick<TicketStore, "read">,
  record: TicketRecord,
  nowMs: number,
): Promise<boolean> {
  if (!isOver(record, nowMs)) return true;
  const storm = record.memberOf === undefined ? undefined : await store.read(record.memberOf.correlationId);
  return storm !== undefined && !isOver(storm.record, nowMs);
}

/** Whether nothing about it is under way, and nobody waits for anything. */
function isOver(record: TicketRecord, nowMs: number): boolean {
  const { state, ref, pending, claim, owes } = record;
  const isClaimed = claim !== undefined && Date.parse(claim.untilUtc) > nowMs;
  const hasEnded = state === "closed" || state === "resolved" || (state === "none" && ref === undefined);
  return hasEnded && pending === undefined && owes === undefined && !isClaimed;
}

/** Whether a work item with its correlation id may exist at the partner. */
export function hasLeftTraces({ generation, ref, former }: TicketRecord): boolean {
  return generation > 1 || ref !== undefined || former !== undefined;
}

/**
 * What stays of a ticket that is no longer kept: its correlation id and the next generation. The partner keeps its work
 * items for longer than we do; if the same alert ever fires again, its ticket must neither adopt the old one nor bear
 * its correlation id.
 */
export function expiredTicket(record: TicketRecord, nowMs: number): TicketRecord {
  const { v, correlationId, connection, route, workItemKind, generation, openedAtUtc } = record;
  const nowUtc = new Date(nowMs).toISOString();
  return {
    ...{ v, correlationId, connection, route, workItemKind, openedAtUtc },
    generation: record.ref === undefined && record.former === undefined ? generation : generation + 1,
    state: "none",
    members: {},
    title: "",
    severity: null,
    changedAtUtc: nowUtc,
    expiredAtUtc: nowUtc,
  };
}
