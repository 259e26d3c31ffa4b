import { identicalAlerts, plannedAlerts } from "../plannedAlerts.ts";
import { bySize, type Scenario, type Scene, type Size } from "../scenario.ts";
import { killAgainAndAgain } from "./killing.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

const counts = { full: 500, quick: 120, test: 40 } as const;
const overMs = { full: 25_000, quick: 12_000, test: 4_000 } as const;

/** An even stream of alerts, of which every fifth resolves. */
function stream(size: Size, startUtc: string) {
  return plannedAlerts({
    count: counts[size],
    overMs: overMs[size],
    resolvedShare: 0.2,
    resolvedAfterMs: bySize(size, { full: 10_000, quick: 5_000, test: 1_500 }),
    startUtc,
  });
}

const streamWords = (size: Size) =>
  `${counts[size]} alerts over ${overMs[size] / 1000} s, every fifth of which resolves`;

async function faultFor(
  { faults, time, startMs }: Scene,
  kind: "unavailable" | "hibernating",
  fromMs: number,
  forMs: number,
): Promise<void> {
  await time.sleepUntil(startMs + fromMs);
  faults.set({ id: kind, kind });
  await time.sleepUntil(startMs + fromMs + forMs);
  faults.clear(kind);
}

export const hardKill: Scenario = {
  letter: "a",
  name: "killed every few seconds",
  what: (size) =>
    `${streamWords(size)}; every process of the contender is killed (SIGKILL) about four seconds after each start, and started at once.`,
  time: "real",
  alerts: stream,
  async happen(scene, size) {
    await killAgainAndAgain(scene, {
      firstAfterMs: bySize(size, { full: 2_000, quick: 2_000, test: 1_000 }),
      upMs: bySize(size, { full: 4_000, quick: 4_000, test: 1_500 }),
      most: bySize(size, { full: 8, quick: 4, test: 2 }),
    });
  },
};

const downMs = { full: 20_000, quick: 8_000, test: 2_000 } as const;

export const outage: Scenario = {
  letter: "b",
  name: "ServiceNow away for seconds",
  what: (size) => `${streamWords(size)}; ServiceNow answers 503 for ${downMs[size] / 1000} s.`,
  time: "real",
  alerts: stream,
  happen: (scene, size) => faultFor(scene, "unavailable", 1_000, downMs[size]),
};

const longCounts = { full: 390, quick: 130, test: 65 } as const;

export const longOutage: Scenario = {
  letter: "b6",
  name: "ServiceNow away for six hours",
  what: (size) =>
    `${longCounts[size]} alerts over six and a half hours, every fifth of which resolves half an hour later; from the first hour to the end of the seventh ServiceNow answers 503. Virtual time.`,
  time: "virtual",
  alerts: (size, startUtc) =>
    plannedAlerts({
      count: longCounts[size],
      overMs: 6.5 * hourMs,
      resolvedShare: 0.2,
      resolvedAfterMs: 0.5 * hourMs,
      startUtc,
    }),
  happen: (scene) => faultFor(scene, "unavailable", hourMs, 6 * hourMs),
};

export const rateLimit: Scenario = {
  letter: "c",
  name: "100 calls an hour",
  what: (size) =>
    `${bySize(size, { full: 300, quick: 150, test: 120 })} alerts over half an hour; ServiceNow allows 100 calls an hour and answers 429 to the rest. Virtual time.`,
  time: "virtual",
  alerts: (size, startUtc) =>
    plannedAlerts({
      count: bySize(size, { full: 300, quick: 150, test: 120 }),
      overMs: 30 * minuteMs,
      startUtc,
    }),
  // For good: nothing is mended, the hours go by.
  async happen({ faults }) {
    faults.set({
      id: "limit",
      kind: "rateLimit",
      limitPerHour: 100,
      match: { pathContains: "/api/now/table/" },
    });
  },
};

export const identical: Scenario = {
  letter: "d",
  name: "the same alert 500 times",
  what: (size) =>
    `One alert, posted ${bySize(size, { full: 500, quick: 200, test: 100 })} times within two seconds.`,
  time: "real",
  alerts: (size, startUtc) =>
    identicalAlerts(bySize(size, { full: 500, quick: 200, test: 100 }), 2_000, startUtc),
  happen: () => Promise.resolve(),
};

const cutMs = { full: 10_000, quick: 5_000, test: 2_000 } as const;

export const storageOutage: Scenario = {
  letter: "e",
  name: "storage away for ten seconds",
  what: (size) =>
    `${streamWords(size)}; all connections to queues, tables and blobs break for ${cutMs[size] / 1000} s.`,
  time: "real",
  needsStorage: true,
  alerts: stream,
  async happen({ contender: { storage }, time, startMs }, size) {
    await time.sleepUntil(startMs + 1_000);
    storage?.cut();
    await time.sleepUntil(startMs + 1_000 + cutMs[size]);
    storage?.mend();
  },
};

export const lostAnswers: Scenario = {
  letter: "f",
  name: "every fifth answer lost",
  what: (size) =>
    `${streamWords(size)}; of every fifth call ServiceNow does what was asked, and the connection breaks before the answer.`,
  time: "real",
  alerts: stream,
  async happen({ faults, time, startMs }, size) {
    faults.set({ id: "lost", kind: "commitThenDrop", every: 5 });
    await time.sleepUntil(startMs + overMs[size]);
    faults.clear("lost");
  },
};

export const hibernation: Scenario = {
  letter: "g",
  name: "a page instead of an answer",
  what: (size) =>
    `${streamWords(size)}; for ${cutMs[size] / 1000} s ServiceNow answers 200 with the page of a sleeping instance.`,
  time: "real",
  alerts: stream,
  happen: (scene, size) => faultFor(scene, "hibernating", 1_000, cutMs[size]),
};
