import { type RetentionParts, utc } from "./retentionTask.ts";

const dayMs = 24 * 60 * 60_000;

/** A message points to its body: none is removed while messages may be as old as it. */
export async function* oldBodies(parts: RetentionParts): AsyncGenerator<number> {
  const { history, clock, policy } = parts;
  if (await isBacklogOld(parts)) return;
  for await (const names of history.bodies(utc(clock.nowMs() - policy.bodiesMs))) {
    await history.removeBodies(names);
    yield names.length;
  }
}

/**
 * Whether a message has waited for more than a day, because the app did not run or has a backlog: what it needs may be
 * as old as it is. What is delayed on purpose waits seven days at most, and is sent anew, body and all, whenever it is
 * put back.
 */
export async function isBacklogOld({ history, clock }: RetentionParts): Promise<boolean> {
  const oldestUtc = await history.oldestWaitingUtc();
  return oldestUtc !== undefined && Date.parse(oldestUtc) < clock.nowMs() - dayMs;
}
