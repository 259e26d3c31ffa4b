import { BridgeError } from "../failures/bridgeError.ts";
import { actOnMany, type ManyDone, type ManyWish } from "./actOnMany.ts";
import type { ReplayAs } from "./deadLetterStatus.ts";
import { type Replayed, replayLetter, type ReplayParts } from "./replayLetter.ts";

export type ReplayManyWish = ManyWish & {
  readonly as?: ReplayAs | undefined;
  readonly again?: boolean | undefined;
  readonly ratePerSecond: number;
};

/** A queue message cannot be hidden for longer. https://learn.microsoft.com/rest/api/storageservices/put-message */
const longestDelayMs = 7 * 24 * 60 * 60_000;

/**
 * Replays every dead letter that the filter finds. All messages are in the queue when this returns; each becomes visible
 * when its turn comes, so that the rate holds whoever looks on.
 *
 * Throws BridgeError REQUEST_INVALID or STORAGE_UNAVAILABLE.
 */
export async function replayMany(
  parts: ReplayParts,
  wish: ReplayManyWish,
): Promise<ManyDone<Replayed> & { readonly ratePerSecond: number }> {
  const { who, as, again, ratePerSecond } = wish;
  const done = await actOnMany(
    parts,
    wish,
    {
      action: "deadLetter.replayed",
      reason: null,
      details: { ratePerSecond, as: as ?? null },
    },
    async (id, { act, index, startedMs }) => {
      const dueMs = startedMs + (index * 1_000) / ratePerSecond;
      const delayMs = Math.max(0, dueMs - parts.clock.nowMs());
      if (delayMs > longestDelayMs) {
        throw new BridgeError(
          "REQUEST_INVALID",
          "At this rate it would take more than a week: choose a higher one",
        );
      }
      return replayLetter(parts, id, { who, as, again, act, delayMs });
    },
  );
  return { ...done, ratePerSecond };
}
