import { oldBodies } from "./oldBodies.ts";
import { oldDeadLetters } from "./oldDeadLetters.ts";
import { oldIndexRows } from "./oldIndexRows.ts";
import { oldJournals } from "./oldJournals.ts";
import { oldLeftovers } from "./oldLeftovers.ts";
import { oldSignInLinks } from "./oldSignInLinks.ts";
import { oldTickets } from "./oldTickets.ts";
import type { RetentionCounts } from "./retentionPolicy.ts";
import type { RetentionParts, RetentionTask } from "./retentionTask.ts";

type Kind = Exclude<keyof RetentionCounts, "isComplete">;

const dayMs = 24 * 60 * 60_000;

const tasks: readonly (readonly [Kind, RetentionTask])[] = [
  ["journalEntries", oldJournals],
  ["tickets", oldTickets],
  ["indexRows", oldIndexRows],
  ["deadLetters", oldDeadLetters],
  ["bodies", oldBodies],
  ["leftovers", oldLeftovers],
  ["signInLinks", oldSignInLinks],
];

/**
 * Removes what is older than the policy says, in batches, for at most `limitMs`. Whatever is left is left to the next
 * run; each begins with another kind of thing, so that none is left for ever. Safe to repeat and to be cut off anywhere.
 *
 * Throws BridgeError STORAGE_UNAVAILABLE.
 */
export async function removeOld(parts: RetentionParts, limitMs: number): Promise<RetentionCounts> {
  const startedMs = parts.clock.nowMs();
  const isTimeOver = () => parts.clock.nowMs() - startedMs >= limitMs;
  const counts = {
    journalEntries: 0,
    bodies: 0,
    deadLetters: 0,
    tickets: 0,
    indexRows: 0,
    leftovers: 0,
    signInLinks: 0,
  };
  const first = Math.floor(startedMs / dayMs) % tasks.length;
  for (const [kind, task] of [...tasks.slice(first), ...tasks.slice(0, first)]) {
    if (isTimeOver()) return { ...counts, isComplete: false };
    for await (const count of task(parts)) {
      counts[kind] += count;
      if (isTimeOver()) return { ...counts, isComplete: false };
    }
  }
  return { ...counts, isComplete: true };
}
