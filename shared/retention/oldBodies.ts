import { isBacklogOld } from "./isBacklogOld.ts";
import { type RetentionParts, utc } from "./retentionTask.ts";

/** A message points to its body: none is removed while messages may be as old as it. */
export async function* oldBodies(parts: RetentionParts): AsyncGenerator<number> {
  const { history, clock, policy } = parts;
  if (await isBacklogOld(parts)) return;
  for await (const names of history.bodies(utc(clock.nowMs() - policy.bodiesMs))) {
    await history.removeBodies(names);
    yield names.length;
  }
}
