import type { BenchTime } from "./benchTime.ts";
import type { Post } from "./contender.ts";
import type { PlannedAlert } from "./plannedAlerts.ts";

/**
 * How an action group calls a webhook: after these statuses, broken connections and time-outs it repeats, after no others;
 * when that was in vain, nobody calls the endpoint for a quarter of an hour.
 * https://learn.microsoft.com/azure/azure-monitor/alerts/action-groups#webhook
 */
const repeatedStatuses = new Set([408, 429, 503, 504]);
const waitsMs = [5_000, 20_000, 5_000, 40_000, 5_000];
const blackoutMs = 15 * 60_000;
const answerWithinMs = 10_000;

export type Sending = {
  /** Answered with 2xx. */
  readonly acknowledged: ReadonlySet<PlannedAlert>;
  readonly posts: number;
  /** Refused with something that is not repeated, repeated in vain, or never sent during a blackout. */
  readonly lost: { readonly refused: number; readonly inVain: number; readonly inBlackout: number };
};

/** Tasks that send each alert when it is due, and what has come of them. */
export function azureMonitorSender(
  alerts: readonly PlannedAlert[],
  startMs: number,
  {
    post,
    time,
    hurry = 1,
  }: {
    readonly post: Post;
    readonly time: BenchTime;
    /** By what the waits and the blackout are divided. */
    readonly hurry?: number | undefined;
  },
): { readonly tasks: readonly (() => Promise<void>)[]; readonly result: () => Sending } {
  const acknowledged = new Set<PlannedAlert>();
  const lost = { refused: 0, inVain: 0, inBlackout: 0 };
  let posts = 0;
  let blackoutUntilMs = -Infinity;

  async function send(alert: PlannedAlert): Promise<void> {
    await time.sleepUntil(startMs + alert.atMs);
    if (time.nowMs() < blackoutUntilMs) {
      lost.inBlackout += 1;
      return;
    }
    for (const waitMs of [...waitsMs, undefined]) {
      posts += 1;
      const status = await post(alert.body, AbortSignal.timeout(answerWithinMs)).catch(
        () => "broken" as const,
      );
      if (status !== "broken" && status < 300) {
        acknowledged.add(alert);
        return;
      }
      if (status !== "broken" && !repeatedStatuses.has(status)) {
        lost.refused += 1;
        return;
      }
      if (waitMs !== undefined) await time.sleepUntil(time.nowMs() + waitMs / hurry);
    }
    lost.inVain += 1;
    blackoutUntilMs = time.nowMs() + blackoutMs / hurry;
  }

  return {
    tasks: alerts.map((alert) => () => send(alert)),
    result: () => ({ acknowledged, posts, lost }),
  };
}
