import type { StoredTicket } from "../delivery/ports.ts";
import { expiredTicket, hasLeftTraces, isTicketKept } from "./expiredTicket.ts";
import { isBacklogOld } from "./isBacklogOld.ts";
import { type RetentionParts, utc } from "./retentionTask.ts";

export async function* oldTickets(parts: RetentionParts): AsyncGenerator<number> {
  const { history, clock, policy } = parts;
  if (await isBacklogOld(parts)) return;
  for await (const tickets of history.tickets(utc(clock.nowMs() - policy.closedTicketsMs))) {
    let count = 0;
    for (const stored of tickets) if (await expire(parts, stored)) count += 1;
    yield count;
  }
}

async function expire({ history, store, clock }: RetentionParts, stored: StoredTicket): Promise<boolean> {
  const { record, version } = stored;
  if (record.expiredAtUtc !== undefined || (await isTicketKept(store, record, clock.nowMs()))) return false;
  if (!hasLeftTraces(record)) return history.removeTicket(stored);
  const written = await store.write(expiredTicket(record, clock.nowMs()), version);
  return written.kind === "written";
}
