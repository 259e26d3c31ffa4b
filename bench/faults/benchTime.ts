import { setTimeout as pause } from "node:timers/promises";

/** The time in which a sender waits and faults happen. */
export type BenchTime = {
  readonly nowMs: () => number;
  readonly sleepUntil: (atMs: number) => Promise<void>;
  /** Runs tasks beside each other. They wait only in `sleepUntil` and for what answers by itself. */
  readonly all: (tasks: readonly (() => Promise<void>)[]) => Promise<void>;
};

/** Somebody whose work is due at certain moments, beside those who sleep. */
export type DueWork = {
  /** Undefined: nothing waits. */
  readonly nextAtMs: () => number | undefined;
  readonly run: () => Promise<void>;
};

export const realTime: BenchTime = {
  nowMs: Date.now,
  async sleepUntil(atMs) {
    await pause(Math.max(0, atMs - Date.now()));
  },
  async all(tasks) {
    await Promise.all(tasks.map((task) => task()));
  },
};

type Sleeper = { readonly atMs: number; readonly wake: () => void };

/**
 * A time that jumps to the next moment at which something is due as soon as nobody is busy any more: six hours take as
 * long as what happens in them. `advanceMs` moves every clock that has to agree with it.
 */
export function virtualTime(options: {
  readonly nowMs: () => number;
  readonly advanceMs: (byMs: number) => void;
  readonly dueWork: DueWork | undefined;
  /** Nothing is run that is due later. */
  readonly endMs: number;
}): BenchTime {
  const { nowMs, advanceMs, dueWork, endMs } = options;
  const sleepers: Sleeper[] = [];
  let busy = 0;
  let whenQuiet: (() => void) | undefined;

  function rest(): void {
    busy -= 1;
    if (busy === 0) whenQuiet?.();
  }
  async function quiet(): Promise<void> {
    if (busy > 0) await new Promise<void>((resolve) => (whenQuiet = resolve));
    whenQuiet = undefined;
  }
  function takeEarliest(): Sleeper | undefined {
    const earliest = sleepers.reduce<Sleeper | undefined>(
      (first, one) => (first === undefined || one.atMs < first.atMs ? one : first),
      undefined,
    );
    if (earliest !== undefined) sleepers.splice(sleepers.indexOf(earliest), 1);
    return earliest;
  }
  function goTo(atMs: number): void {
    if (atMs > nowMs()) advanceMs(atMs - nowMs());
  }

  return {
    nowMs,
    sleepUntil: (atMs) =>
      new Promise((wake) => {
        sleepers.push({ atMs, wake });
        rest();
      }),
    async all(tasks) {
      busy += tasks.length;
      const ended = Promise.all(tasks.map((task) => task().finally(rest)));
      // Heard at once: the loop below may still be busy when one fails.
      ended.catch(() => undefined);
      for (;;) {
        await quiet();
        const workAtMs = dueWork?.nextAtMs() ?? Infinity;
        const sleepsUntilMs = Math.min(Infinity, ...sleepers.map(({ atMs }) => atMs));
        const nextMs = Math.min(workAtMs, sleepsUntilMs);
        if (nextMs === Infinity || nextMs > endMs) break;
        if (workAtMs <= sleepsUntilMs) {
          goTo(workAtMs);
          await dueWork?.run();
          continue;
        }
        goTo(sleepsUntilMs);
        busy += 1;
        takeEarliest()?.wake();
      }
      if (sleepers.length === 0) await ended;
    },
  };
}
