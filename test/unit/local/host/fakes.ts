import type { HostClock } from "../../../../local/host/hostClock.ts";
import type { HostLog } from "../../../../local/host/hostLog.ts";

export type SettableClock = HostClock & {
  /** Moves the time on, waking sleepers in the order in which they are due, and lets what they do settle. */
  advanceMs(ms: number): Promise<void>;
};

export function settableClock(startUtc: string): SettableClock {
  let nowMs = Date.parse(startUtc);
  let sleepers: { readonly dueMs: number; readonly wake: () => void }[] = [];
  const settle = () => new Promise<void>((resolve) => setImmediate(resolve));
  return {
    nowMs: () => nowMs,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal.aborted) {
          resolve();
          return;
        }
        const sleeper = { dueMs: nowMs + ms, wake: resolve };
        sleepers.push(sleeper);
        signal.addEventListener("abort", () => {
          sleepers = sleepers.filter((other) => other !== sleeper);
          resolve();
        });
      }),
    async advanceMs(ms) {
      const endMs = nowMs + ms;
      for (;;) {
        await settle();
        const next = sleepers.filter(({ dueMs }) => dueMs <= endMs).sort((a, b) => a.dueMs - b.dueMs)[0];
        if (next === undefined) break;
        sleepers = sleepers.filter((other) => other !== next);
        nowMs = Math.max(nowMs, next.dueMs);
        next.wake();
      }
      nowMs = endMs;
      await settle();
    },
  };
}

export function recordingLog(): HostLog & { readonly lines: string[] } {
  const lines: string[] = [];
  return {
    lines,
    write: (level, category, message) => void lines.push(`[${level}] ${category} ${message}`),
  };
}
