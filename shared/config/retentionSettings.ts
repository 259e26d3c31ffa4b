import * as z from "zod";

import type { RetentionPolicy } from "../retention/retentionPolicy.ts";

const days = (fallback: number, least: number) => z.coerce.number().min(least).max(36_500).default(fallback);

/** The settings as they stand in the environment. */
export const Retention = z.object({
  BRIDGE_KEEP_JOURNAL_DAYS: days(90, 1),
  // A message may be delayed for seven days, and points to its body.
  BRIDGE_KEEP_BODIES_DAYS: days(30, 14),
  BRIDGE_KEEP_DEAD_LETTERS_DAYS: days(180, 1),
  BRIDGE_KEEP_WAITING_DEAD_LETTERS_DAYS: days(400, 1),
  BRIDGE_KEEP_CLOSED_TICKETS_DAYS: days(400, 1),
});

const dayMs = 24 * 60 * 60 * 1000;
/** Longer than a message is on its way; nobody can look at any of it, so it has no setting. */
const leftoversMs = 30 * dayMs;

export function toRetention(parsed: z.infer<typeof Retention>): RetentionPolicy {
  return {
    journalMs: parsed.BRIDGE_KEEP_JOURNAL_DAYS * dayMs,
    bodiesMs: parsed.BRIDGE_KEEP_BODIES_DAYS * dayMs,
    deadLettersMs: parsed.BRIDGE_KEEP_DEAD_LETTERS_DAYS * dayMs,
    waitingDeadLettersMs: parsed.BRIDGE_KEEP_WAITING_DEAD_LETTERS_DAYS * dayMs,
    closedTicketsMs: parsed.BRIDGE_KEEP_CLOSED_TICKETS_DAYS * dayMs,
    leftoversMs,
  };
}
