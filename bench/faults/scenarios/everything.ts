import { plannedAlerts } from "../plannedAlerts.ts";
import { bySize, type Scenario, type Scene, type Size } from "../scenario.ts";
import { killAgainAndAgain } from "./killing.ts";

const count = { full: 10_000, quick: 500, test: 120 } as const;
/**
 * With repeats and resolves, 16 posts a second in full; action groups of one subscription may send 25. At that rate the
 * storage emulator, not the bridge, is what ten thousand alerts measure on two cores.
 */
const perSecond = { full: 12, quick: 25, test: 25 } as const;
const overMs = (size: Size) => (count[size] / perSecond[size]) * 1000;

/** What ServiceNow does, one after the other, in an order that is the same in every run. Shares are of calls. */
const troubles = [
  { kind: "unavailable" },
  { kind: "commitThenDrop", every: 5 },
  { kind: "hibernating" },
  // As many as it likes in an hour; but now and then it says no, and when to come back.
  { kind: "rateLimit", every: 7, limitPerHour: 1_000_000, retryAfterSeconds: 2 },
  { kind: "reset", every: 3 },
  { kind: "semaphore", every: 4 },
  { kind: "commitThenError", every: 6 },
  { kind: "truncatedReply", every: 6 },
] as const;

export const everything: Scenario = {
  letter: "h",
  name: "all of it together",
  what: (size) =>
    `${count[size]} alerts at ${perSecond[size]} a second, a quarter of which resolves, a twentieth of which is posted twice. ` +
    "All along one of these, in turn and at random moments: 503, lost answers, the page of a sleeping instance, 429 with and without " +
    "Retry-After, reset connections, 500 after the deed, answers that stop in the middle; storage away for two seconds now and then; " +
    "and every process of the contender is killed about every twenty seconds.",
  time: "real",
  alerts: (size, startUtc) =>
    plannedAlerts({
      count: count[size],
      overMs: overMs(size),
      resolvedShare: 0.25,
      resolvedAfterMs: bySize(size, { full: 30_000, quick: 5_000, test: 1_500 }),
      repeatedShare: 0.05,
      startUtc,
    }),
  async happen(scene, size) {
    const upMs = bySize(size, { full: 20_000, quick: 6_000, test: 2_500 });
    await Promise.all([
      killAgainAndAgain(scene, {
        firstAfterMs: upMs / 2,
        upMs,
        most: bySize(size, { full: 100, quick: 4, test: 2 }),
      }),
      troubleServiceNow(scene, size),
      cutStorage(scene, size),
    ]);
  },
};

async function troubleServiceNow({ faults, time, startMs, random }: Scene, size: Size): Promise<void> {
  const endMs = startMs + overMs(size);
  const longestMs = bySize(size, { full: 6_000, quick: 2_500, test: 800 });
  for (let turn = 0; time.nowMs() < endMs; turn += 1) {
    await time.sleepUntil(time.nowMs() + longestMs * random());
    faults.set({ id: "trouble", ...troubles[turn % troubles.length]! });
    await time.sleepUntil(time.nowMs() + longestMs * random());
    faults.clear("trouble");
  }
}

async function cutStorage(
  { contender: { storage }, time, startMs, random }: Scene,
  size: Size,
): Promise<void> {
  if (storage === undefined) return;
  const endMs = startMs + overMs(size);
  const everyMs = bySize(size, { full: 40_000, quick: 12_000, test: 4_000 });
  for (;;) {
    await time.sleepUntil(time.nowMs() + everyMs * (0.5 + random()));
    if (time.nowMs() > endMs) return;
    storage.cut();
    await time.sleepUntil(time.nowMs() + bySize(size, { full: 2_000, quick: 1_000, test: 400 }));
    storage.mend();
  }
}
