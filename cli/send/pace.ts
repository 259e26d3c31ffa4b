type Pace = {
  readonly count: number;
  /** At most so many are begun in a second; `undefined`: as fast as answers come. */
  readonly ratePerSecond: number | undefined;
  readonly concurrency: number;
  readonly nowMs: () => number;
  readonly waitMs: (delayMs: number) => Promise<void>;
};

/**
 * Does `act` for 0 to count - 1, evenly spread over time, so many at once at most. The first that throws ends it: what
 * has begun is waited for, nothing more is begun.
 */
export async function pace(
  { count, ratePerSecond, concurrency, nowMs, waitMs }: Pace,
  act: (index: number) => Promise<void>,
): Promise<void> {
  const startedMs = nowMs();
  let next = 0;
  let hasFailed = false;
  const worker = async (): Promise<void> => {
    while (next < count && !hasFailed) {
      const index = next;
      next += 1;
      const dueMs = ratePerSecond === undefined ? startedMs : startedMs + (index * 1_000) / ratePerSecond;
      const delayMs = dueMs - nowMs();
      if (delayMs > 0) await waitMs(delayMs);
      try {
        await act(index);
      } catch (error) {
        hasFailed = true;
        throw error;
      }
    }
  };
  const results = await Promise.allSettled(Array.from({ length: Math.min(concurrency, count) }, worker));
  const failed = results.find((result) => result.status === "rejected");
  if (failed !== undefined) throw failed.reason;
}
