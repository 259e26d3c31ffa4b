import { isBacklogOld } from "./isBacklogOld.ts";
import { type RetentionParts, utc } from "./retentionTask.ts";

/**
 * What was only written down to count by or to decide by, and is never looked at again. A message that has waited for
 * very long may still ask for it.
 */
export async function* oldLeftovers(parts: RetentionParts): AsyncGenerator<number> {
  const { history, clock, policy } = parts;
  if (await isBacklogOld(parts)) return;
  for await (const leftovers of history.leftovers(utc(clock.nowMs() - policy.leftoversMs))) {
    await history.removeLeftovers(leftovers);
    yield leftovers.length;
  }
}
