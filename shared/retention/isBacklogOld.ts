import type { RetentionParts } from "./retentionTask.ts";

const dayMs = 24 * 60 * 60_000;

/**
 * Whether a message has waited for more than a day, because the app did not run or has a backlog: what it needs may be
 * as old as it is, and what it opens may be what something old belongs to. What is delayed on purpose waits seven days
 * at most, and is sent anew, body and all, whenever it is put back.
 *
 * Throws BridgeError STORAGE_UNAVAILABLE.
 */
export async function isBacklogOld({
  history,
  clock,
}: Pick<RetentionParts, "history" | "clock">): Promise<boolean> {
  const oldestUtc = await history.oldestWaitingUtc();
  return oldestUtc !== undefined && Date.parse(oldestUtc) < clock.nowMs() - dayMs;
}
