import { setTimeout as pause } from "node:timers/promises";

/** Long enough to be no burden, short enough to find somebody at home who is soon gone again. */
const longestPauseMs = 300;

type Patience = {
  /** How long something may take before it counts as not happening. A bound for broken runs, never a measurement. */
  readonly withinMs?: number;
  readonly everyMs?: number;
};

/**
 * Repeats an assertion until it holds, and returns what it returned. Rejects with its last failure when patience ends.
 * For what happens in another process, where there is no event to wait for.
 */
export async function eventually<T>(
  assertion: () => T | Promise<T>,
  { withinMs = 60_000, everyMs = 50 }: Patience = {},
): Promise<T> {
  const beganMs = Date.now();
  for (;;) {
    const askedMs = Date.now();
    try {
      return await assertion();
    } catch (error) {
      if (Date.now() > beganMs + withinMs) throw error;
    }
    // Whoever is asked has to get on meanwhile, the more so the longer it takes to answer.
    await pause(Math.max(everyMs, Math.min(2 * (Date.now() - askedMs), longestPauseMs)));
  }
}
