/**
 * Waits between attempts after a failure that may pass. Short ones first, so that what waited out an outage of seconds is
 * through within ten more; the length is the number of retries (about eleven hours in all). After the last one the
 * message becomes a dead letter.
 */
export const defaultRetryDelaysMs: readonly number[] = [
  5_000, 7_000, 7_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000, 1_200_000, 1_800_000, 3_600_000,
  3_600_000, 3_600_000, 7_200_000, 14_400_000,
];

/**
 * Azure Storage Queue refuses a visibility timeout above seven days.
 * https://learn.microsoft.com/rest/api/storageservices/put-message
 */
const longestDelayMs = 7 * 24 * 60 * 60 * 1000;

type DelayInput = {
  /** Counts from 1: the attempt that just failed. */
  readonly attempt: number;
  readonly delaysMs: readonly number[];
  readonly retryAfterMs?: number | undefined;
  /** In [0, 1): spreads messages that failed together. */
  readonly random: number;
};

/** A connection that is away for long is asked again at least so often by each message. */
const longestWaitMs = 30 * 60_000;

/** The wait of a message whose connection is away: it goes on for as long as that lasts. */
export function waitingDelayMs(input: DelayInput): number {
  const { delaysMs, attempt } = input;
  const scheduled = delaysMs[Math.min(attempt, delaysMs.length) - 1] ?? longestWaitMs;
  const delaysCappedMs = [Math.min(scheduled, longestWaitMs)];
  return nextDelayMs({ ...input, attempt: 1, delaysMs: delaysCappedMs }) ?? longestWaitMs;
}

/** `undefined` means: no attempt left. */
export function nextDelayMs({ attempt, delaysMs, retryAfterMs, random }: DelayInput): number | undefined {
  const scheduledMs = delaysMs[attempt - 1];
  if (scheduledMs === undefined) return undefined;
  // The other side's wish lengthens our wait but never shortens it: a "0" must not become a hot loop.
  const askedMs = Math.max(scheduledMs, retryAfterMs ?? 0);
  // Spread only upwards, by at most a fifth: never earlier than asked.
  return Math.min(Math.round(askedMs * (1 + random / 5)), longestDelayMs);
}
