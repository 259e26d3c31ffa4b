import { type RetentionParts, utc } from "./retentionTask.ts";

/** Rows lead to a ticket from everywhere; they go when it has gone. */
export async function* oldIndexRows({
  history,
  store,
  clock,
  policy,
}: RetentionParts): AsyncGenerator<number> {
  const isGone = new Map<string, boolean>();
  for await (const rows of history.indexRows(utc(clock.nowMs() - policy.closedTicketsMs))) {
    for (const { correlationId } of rows) {
      if (isGone.has(correlationId)) continue;
      const stored = await store.read(correlationId);
      isGone.set(correlationId, stored === undefined || stored.record.expiredAtUtc !== undefined);
    }
    const leading = rows.filter(({ correlationId }) => isGone.get(correlationId) === true);
    await history.removeIndexRows(leading);
    yield leading.length;
  }
}
