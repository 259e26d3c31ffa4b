import { hash } from "node:crypto";

import { eraseConnections } from "./eraseConnections.ts";
import { eraseIndexRows } from "./eraseIndexRows.ts";
import { eraseLetters } from "./eraseLetters.ts";
import { erasePartitions } from "./erasePartitions.ts";
import { continuationOf, type ErasureProgress, progressOf } from "./erasureContinuation.ts";
import { addedTo, type ErasureCounts, noErasure } from "./erasureCounts.ts";
import type { ErasureParts, ErasureStage } from "./erasureStep.ts";
import type { ErasureWish } from "./erasureWish.ts";
import { eraseWarnings } from "./eraseWarnings.ts";
import { noteErasure } from "./noteErasure.ts";
import { notReached } from "./notReached.ts";

type ShownCounts = Pick<
  ErasureCounts,
  "journalEntries" | "tickets" | "deadLetters" | "indexRows" | "connections" | "warnings"
>;

/** Counts are those of all calls of this erasure so far. */
export type ErasureReport = ShownCounts & {
  readonly isDryRun: boolean;
  /** What holds, or may hold, the same and could not be changed: each with what to do. */
  readonly notReached: readonly string[];
  /** The next call goes on with it; null: it is through. */
  readonly continuation: string | null;
};

const stages: readonly ErasureStage[] = [
  erasePartitions,
  eraseLetters("waiting"),
  eraseLetters("replayed"),
  eraseLetters("discarded"),
  eraseIndexRows,
  eraseConnections,
  eraseWarnings,
];

/**
 * Removes, on request, what belongs to a subscription or contains a text, from everything that the bridge keeps. Ids,
 * hashes and states stay, so that nothing is done twice for it. What a message on its way carries cannot be removed
 * without losing the message, and is reported. Each call works for about `limitMs`; safe to cut off anywhere, and to
 * repeat.
 *
 * Throws BridgeError REQUEST_INVALID for a continuation of something else, and STORAGE_UNAVAILABLE: some of it may be
 * done, and repeating it does the rest.
 */
export async function erase(
  parts: ErasureParts,
  wish: ErasureWish,
  limitMs: number,
  continuation?: string,
): Promise<ErasureReport> {
  const startedMs = parts.clock.nowMs();
  const subject = subjectOf(wish);
  const begun: ErasureProgress =
    continuation === undefined
      ? { subject, startedAtUtc: new Date(startedMs).toISOString(), stage: 0, counts: noErasure }
      : progressOf(continuation, subject);

  let { counts, after } = begun;
  for (const [place, stage] of stages.entries()) {
    if (place < begun.stage) continue;
    for await (const step of stage(parts, wish, after)) {
      counts = addedTo(counts, step.counts);
      if (parts.clock.nowMs() - startedMs < limitMs) continue;
      const isStageDone = step.after === undefined;
      const progress = { ...begun, counts, stage: isStageDone ? place + 1 : place, after: step.after };
      if (continuation === undefined && !wish.isDryRun) {
        await noteErasure(parts, "personalData.erasureBegun", wish, progress);
      }
      return reportOf(wish, counts, continuationOf(progress));
    }
    after = undefined;
  }
  if (!wish.isDryRun) await noteErasure(parts, "personalData.erased", wish, { ...begun, counts });
  return reportOf(wish, counts, null);
}

function reportOf(
  { isDryRun }: ErasureWish,
  counts: ErasureCounts,
  continuation: string | null,
): ErasureReport {
  const { journalEntries, tickets, deadLetters, indexRows, connections, warnings } = counts;
  return {
    isDryRun,
    ...{ journalEntries, tickets, deadLetters, indexRows, connections, warnings },
    notReached: notReached(counts),
    continuation,
  };
}

/** Nothing must keep what was to be forgotten: a hash tells whether it was this. */
function subjectOf({ by, value }: ErasureWish): string {
  return `${by} sha256:${hash("sha256", value.toLowerCase(), "hex").slice(0, 16)}`;
}
