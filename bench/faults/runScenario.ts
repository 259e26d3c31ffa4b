import {
  startServiceNowSandbox,
  type ServiceNowSandbox,
} from "../../local/servicenow/startServiceNowSandbox.ts";
import { azureMonitorSender, type Sending } from "./azureMonitorSender.ts";
import { type BenchTime, realTime, virtualTime } from "./benchTime.ts";
import type { Contender, Ground, RunningContender } from "./contender.ts";
import { bridgeInMemory } from "./contenders/bridgeInMemory.ts";
import { judge, type Verdict } from "./judge.ts";
import type { PlannedAlert } from "./plannedAlerts.ts";
import type { Scenario, Scene, Size } from "./scenario.ts";

export type Outcome = {
  readonly verdict: Verdict;
  /** Calls that ServiceNow answered with 429. */
  readonly refusedCalls: number;
  readonly calls: number;
  /** From the moment when nothing was sent and nothing went wrong any more until the last ticket became right. */
  readonly drainMs: number;
  readonly lost: Sending["lost"];
  readonly log: readonly string[];
};

export type RunOptions = Pick<Ground, "folder" | "closeAtEnd"> & {
  readonly size: Size;
  /** By what the sender's waits and its blackout are divided; 1 if not given. */
  readonly sendersHurry?: number;
};

const user = { userName: "bridge.integration", password: "Contoso-integration-1" };
const virtualStartUtc = "2026-03-01T12:00:00.000Z";
const virtualEndMs = Date.parse(virtualStartUtc) + 72 * 3_600_000;
/** Who does nothing for so long has nothing left to do, or does not get to it. */
const longestQuietMs = 6 * 60_000;
/** Nobody takes longer to finish than this, or it does not finish. */
const longestSettlingMs = 30 * 60_000;
const pollMs = 500;
/** Counting messages costs the storage emulator as much as delivering some: asked only when it is quiet. */
const quietBeforeCountingMs = 1_000;

/** Sends the scenario's alerts to one contender in front of a ServiceNow of its own, and judges what is there then. */
export async function runScenario(
  scenario: Scenario,
  contender: Contender,
  { size, folder, closeAtEnd, sendersHurry }: RunOptions,
): Promise<Outcome> {
  const isVirtual = scenario.time === "virtual";
  const sandbox = await startServiceNowSandbox({
    integrationPassword: user.password,
    adminApi: false,
    ...(isVirtual && { startUtc: virtualStartUtc }),
  });
  closeAtEnd(() => sandbox.close());
  const ground: Ground = { folder, partner: { url: sandbox.url, ...user }, closeAtEnd };
  let look: () => unknown = () => undefined;
  const { running, time } = isVirtual
    ? await inVirtualTime(contender, ground, sandbox, () => look())
    : { running: await contender.start(ground), time: realTime };

  const startMs = time.nowMs();
  const alerts = scenario.alerts(size, new Date(startMs).toISOString());
  const sender = azureMonitorSender(alerts, startMs, { post: running.post, time, hurry: sendersHurry });
  const sent = new AbortController();
  const scene: Scene = {
    contender: running,
    faults: sandbox.faults,
    time,
    startMs,
    sent: sent.signal,
    random: seededRandom(),
  };
  const watch = watchTickets(alerts, sandbox, time, () => sender.result());
  ({ look } = watch);
  let unsent = sender.tasks.length;
  let overMs = startMs;
  const noting = (task: () => Promise<void>) => async () => {
    await task();
    overMs = time.nowMs();
  };
  await time.all([
    noting(() => scenario.happen(scene, size)),
    ...sender.tasks.map((task) =>
      noting(async () => {
        await task();
        unsent -= 1;
        if (unsent === 0) sent.abort();
      }),
    ),
  ]);
  await settle({ running, sandbox, watch, isVirtual });
  const { calls, total } = sandbox.stats();
  return {
    verdict: watch.look(),
    refusedCalls: sum(Object.entries(calls).flatMap(([key, count]) => (key.endsWith(" 429") ? [count] : []))),
    calls: total,
    drainMs: Math.max(0, watch.lastBetterAtMs() - overMs),
    lost: sender.result().lost,
    log: running.log(),
  };
}

async function inVirtualTime(
  contender: Contender,
  ground: Ground,
  sandbox: ServiceNowSandbox,
  afterWork: () => unknown,
): Promise<{ readonly running: RunningContender; readonly time: BenchTime }> {
  const ours = contender.name === "ours" ? bridgeInMemory(ground.partner, ground.closeAtEnd) : undefined;
  const running = ours?.contender ?? (await contender.start(ground));
  let nowMs = Date.parse(virtualStartUtc);
  const time = virtualTime({
    nowMs: ours?.clock.nowMs ?? (() => nowMs),
    advanceMs(byMs) {
      nowMs += byMs;
      ours?.clock.advanceMs(byMs);
      sandbox.clock.advanceMs(byMs);
    },
    dueWork: ours && {
      ...ours.dueWork,
      async run() {
        await ours.dueWork.run();
        afterWork();
      },
    },
    endMs: virtualEndMs,
  });
  return { running, time };
}

type Watch = { readonly look: () => Verdict; readonly lastBetterAtMs: () => number };

/** Notes when the number of right tickets last grew. */
function watchTickets(
  alerts: readonly PlannedAlert[],
  sandbox: ServiceNowSandbox,
  time: BenchTime,
  sending: () => Sending,
): Watch {
  let mostRight = 0;
  let lastBetterAtMs = time.nowMs();
  return {
    look() {
      const verdict = judge(alerts, sending().acknowledged, sandbox.records("incident"));
      if (verdict.right > mostRight) {
        mostRight = verdict.right;
        lastBetterAtMs = time.nowMs();
      }
      return verdict;
    },
    lastBetterAtMs: () => lastBetterAtMs,
  };
}

/** Waits until nobody has anything to do any more, also nothing that would make a second ticket. */
async function settle(parts: {
  readonly running: RunningContender;
  readonly sandbox: ServiceNowSandbox;
  readonly watch: Watch;
  readonly isVirtual: boolean;
}): Promise<void> {
  const { running, sandbox, watch, isVirtual } = parts;
  if (isVirtual) return;
  const endMs = Date.now() + longestSettlingMs;
  let calls = sandbox.stats().total;
  let quietSinceMs = Date.now();
  while (Date.now() < endMs && Date.now() - quietSinceMs < longestQuietMs) {
    watch.look();
    const { total, inFlight } = sandbox.stats();
    if (total !== calls || inFlight > 0) {
      calls = total;
      quietSinceMs = Date.now();
    }
    const quietForMs = Date.now() - quietSinceMs;
    if (quietForMs >= quietBeforeCountingMs && (await running.isIdle(quietForMs))) return;
    await realTime.sleepUntil(Date.now() + pollMs);
  }
}

/** The same numbers in every run. In [0, 1). */
function seededRandom(): () => number {
  let state = 20_261_121;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (state >>> 8) / 2 ** 24;
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
