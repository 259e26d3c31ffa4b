import type { Scene } from "../scenario.ts";

/**
 * Kills the contender again and again, each time so long after it came up, and starts it at once, until everything has
 * been sent. Who starts slowly is away for longer.
 */
export async function killAgainAndAgain(
  { contender, time, sent, random }: Scene,
  {
    firstAfterMs,
    upMs,
    most,
  }: { readonly firstAfterMs: number; readonly upMs: number; readonly most: number },
): Promise<number> {
  await time.sleepUntil(time.nowMs() + firstAfterMs);
  let kills = 0;
  while (kills < most && !sent.aborted) {
    await contender.kill();
    await contender.restart();
    kills += 1;
    await time.sleepUntil(time.nowMs() + upMs * (0.5 + random()));
  }
  return kills;
}
