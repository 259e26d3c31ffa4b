import * as z from "zod";

const count = z.int().min(0).default(0);

/** What an erasure has done so far, and what it could not do. */
export const ErasureCountsSchema = z.object({
  journalEntries: count,
  tickets: count,
  deadLetters: count,
  indexRows: count,
  /** Connections whose last failure, or whose pause, said it. */
  connections: count,
  /** Warnings of the bridge about itself. */
  warnings: count,

  /** An action is pending, and its message carries it. */
  pendingTickets: count,
  /** Somebody is working on them. */
  busyTickets: count,
  /** They hold alerts of other subscriptions, too. */
  sharedTickets: count,
  /** Journal entries of shared tickets that name no subscription. */
  unclearEntries: count,
  sendingLetters: count,
  busyLetters: count,
  busyConnections: count,
});

export type ErasureCounts = z.infer<typeof ErasureCountsSchema>;

export const noErasure: ErasureCounts = ErasureCountsSchema.parse({});

export function addedTo(counts: ErasureCounts, more: Partial<ErasureCounts>): ErasureCounts {
  const added = Object.entries(more).map(([key, value]) => [key, counts[key as keyof ErasureCounts] + value]);
  return { ...counts, ...(Object.fromEntries(added) as Partial<ErasureCounts>) };
}
