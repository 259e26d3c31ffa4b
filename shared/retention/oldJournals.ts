import { isTicketKept } from "./expiredTicket.ts";
import { isBacklogOld } from "./isBacklogOld.ts";
import { type RetentionParts, utc } from "./retentionTask.ts";

/** Journals tell why a ticket, or a storm, is open; so they stay while it is, or is about to be. */
export async function* oldJournals(parts: RetentionParts): AsyncGenerator<number> {
  const { history, store, clock, policy } = parts;
  if (await isBacklogOld(parts)) return;
  const isKept = new Map<string, boolean>();
  for await (const entries of history.journals(utc(clock.nowMs() - policy.journalMs))) {
    for (const partition of new Set(entries.map((entry) => entry.partition))) {
      if (isKept.has(partition)) continue;
      const record = (await store.read(partition))?.record;
      isKept.set(partition, record !== undefined && (await isTicketKept(store, record, clock.nowMs())));
    }
    const old = entries.filter(({ partition }) => isKept.get(partition) === false);
    await history.removeEntries(old);
    yield old.length;
  }
}
