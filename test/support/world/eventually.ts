import { setTimeout as pause } from "node:timers/promises";

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
  const endMs = Date.now() + withinMs;
  for (;;) {
    try {
      return await assertion();
    } catch (error) {
      if (Date.now() > endMs) throw error;
    }
    await pause(everyMs);
  }
}
