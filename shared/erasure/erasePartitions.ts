import type { JournalEntry } from "../journal/journal.ts";
import type { StoredEntry } from "../retention/storedHistory.ts";
import { contains, withoutTextIn } from "./erasedText.ts";
import { eraseTicket } from "./eraseTicket.ts";
import { changeFor, type ErasureWish } from "./erasureWish.ts";
import type { ErasureCounts } from "./erasureCounts.ts";
import type { ErasureParts, ErasureStage } from "./erasureStep.ts";
import type { StoredPartition } from "./keptTexts.ts";
import { isActing, ownerOfEntry } from "./ownerOfEntry.ts";

/** A flapping alert's journal can have thousands of entries. */
const entriesAtOnce = 100;

/** Journals and tickets. */
export const erasePartitions: ErasureStage = async function* (parts, wish, after = "") {
  let behind = after;
  for await (const stored of parts.texts.partitions(after)) {
    const former = behind;
    behind = stored.partition;
    for await (const { counts, isWhole } of erasePartition(parts, wish, stored)) {
      yield { counts, after: isWhole ? behind : former };
    }
  }
};

/**
 * The ticket goes first and what names the subscription last: whoever is cut off in between still finds, the next time,
 * whose it is. For the same reason the journal stays as it is while somebody works on the ticket.
 */
async function* erasePartition(
  parts: ErasureParts,
  wish: ErasureWish,
  { entries, ticket }: StoredPartition,
): AsyncGenerator<{ readonly counts: Partial<ErasureCounts>; readonly isWhole: boolean }> {
  const reach = reachOf(entries, wish);
  const { pending } = ticket?.record ?? {};
  const pendingTickets = pending !== undefined && contains(pending.envelope, wish.value) ? 1 : 0;
  const end = ticket === undefined || !reach.hasTicket ? "untouched" : await eraseTicket(parts, wish, ticket);
  const busyTickets = end === "busy" ? 1 : 0;
  const left = busyTickets > 0 && wish.by === "subscription" ? [] : reach.entries;

  let done = { tickets: end === "erased" ? 1 : 0, journalEntries: 0 };
  for (const stored of left) {
    const changed = erasedEntry(stored.entry, wish);
    if (changed === undefined) continue;
    done.journalEntries += 1;
    if (wish.isDryRun) continue;
    await parts.texts.replaceEntry({ ...stored, entry: changed });
    if (done.journalEntries < entriesAtOnce) continue;
    yield { counts: done, isWhole: false };
    done = { tickets: 0, journalEntries: 0 };
  }
  const sharedTickets = reach.isShared && ticket !== undefined ? 1 : 0;
  const counts = { ...done, pendingTickets, busyTickets, sharedTickets, unclearEntries: reach.unclear };
  yield { counts, isWhole: true };
}

type Reach = {
  /** In the order in which they go. */
  readonly entries: readonly StoredEntry[];
  readonly hasTicket: boolean;
  readonly isShared: boolean;
  readonly unclear: number;
};

function reachOf(entries: readonly StoredEntry[], { by, value }: ErasureWish): Reach {
  if (by === "text") return { entries, hasTicket: true, isShared: false, unclear: 0 };
  const owned = entries.map((stored) => ({ stored, owner: ownerOfEntry(stored.entry, value) }));
  const of = (wanted: string) => owned.flatMap(({ stored, owner }) => (owner === wanted ? stored : []));
  const [theirs, others, unclear] = [of("theirs"), of("others"), of("unclear")];
  if (theirs.length === 0) return { entries: [], hasTicket: false, isShared: false, unclear: 0 };
  if (others.length === 0) {
    return { entries: [...unclear, ...theirs], hasTicket: true, isShared: false, unclear: 0 };
  }
  // Each alert that changes a ticket gives it its title: the newest decides whose that is.
  const newest = owned
    .filter(({ stored }) => isActing(stored.entry))
    .reduce<(typeof owned)[number] | undefined>(
      (last, one) => (last === undefined || one.stored.entry.atUtc >= last.stored.entry.atUtc ? one : last),
      undefined,
    );
  const isErased = (entry: JournalEntry) => erasedEntry(entry, { by, value }) === undefined;
  return {
    entries: theirs,
    hasTicket: newest?.owner === "theirs",
    isShared: true,
    unclear: unclear.filter(({ entry }) => !isErased(entry)).length,
  };
}

/** `undefined` if there is nothing to change in it. */
function erasedEntry(entry: JournalEntry, wish: Pick<ErasureWish, "by" | "value">): JournalEntry | undefined {
  const steps = withoutTextIn(entry.steps, changeFor(wish));
  return JSON.stringify(steps) === JSON.stringify(entry.steps) ? undefined : { ...entry, steps };
}
