import { hash } from "node:crypto";

import type { AuditTrail } from "../audit/audit.ts";
import { auditIdFor } from "../audit/auditId.ts";
import type { DeadLetterStore } from "../deadLetters/deadLetterStore.ts";
import type { Clock, StoredTicket, TicketStore } from "../delivery/ports.ts";
import type { StoredHistory } from "../retention/storedHistory.ts";
import { eraseLetters } from "./eraseLetters.ts";
import { changeFor, type ErasureWish } from "./erasureWish.ts";
import { erasedTicket } from "./erasedTicket.ts";
import { contains, withoutText, withoutTextIn } from "./erasedText.ts";

export type ErasureReport = {
  readonly isDryRun: boolean;
  readonly journalEntries: number;
  readonly tickets: number;
  readonly deadLetters: number;
  readonly indexRows: number;
  /** What holds, or may hold, the same and could not be changed: each with what to do. */
  readonly notReached: readonly string[];
};

export type ErasureParts = {
  readonly history: StoredHistory;
  readonly store: Pick<TicketStore, "read" | "write">;
  readonly letters: Pick<DeadLetterStore, "list" | "get" | "replace" | "setStatus">;
  readonly audit: Pick<AuditTrail, "add">;
  readonly clock: Clock;
};

const mostTries = 3;

/**
 * Removes, on request, what belongs to a subscription or contains a text, from everything that the bridge keeps. Ids,
 * hashes and states stay, so that nothing is done twice for it. What a message on its way carries cannot be removed
 * without losing the message, and is reported. Safe to repeat.
 *
 * Throws BridgeError STORAGE_UNAVAILABLE: some of it may be done, and repeating it does the rest.
 */
export async function erase(parts: ErasureParts, wish: ErasureWish): Promise<ErasureReport> {
  const { history } = parts;
  const partitions = await partitionsOf(history, wish);
  const journalEntries = await eraseEntries(parts, wish, partitions);
  const { tickets, pendingTickets, busyTickets } = await eraseTickets(parts, wish, partitions);
  const { deadLetters, sendingLetters, busyLetters } = await eraseAllLetters(parts, wish);
  const indexRows = await eraseIndexRows(history, wish);
  const report: ErasureReport = {
    isDryRun: wish.isDryRun,
    ...{ journalEntries, tickets, deadLetters, indexRows },
    notReached: [
      "ServiceNow's own records: look for it there, and remove it there.",
      "Messages on their way, and the bodies of large ones: repeat this once they are through. Bodies are removed with age.",
      "The audit trail: the reasons that people gave stay as they are. Look at them with `bridge audit`.",
      "The last failure of a connection, and why it is paused: the next failure, or the end of the pause, takes its place. Look at `bridge status`.",
      ...(pendingTickets === 0
        ? []
        : [`${pendingTickets} tickets with an action pending: repeat this in an hour.`]),
      ...(sendingLetters === 0
        ? []
        : [`${sendingLetters} dead letters that are being replayed: repeat this in a minute.`]),
      ...(busyTickets === 0 ? [] : [`${busyTickets} tickets that are being worked on: repeat this.`]),
      ...(busyLetters === 0 ? [] : [`${busyLetters} dead letters that changed meanwhile: repeat this.`]),
    ],
  };
  if (!wish.isDryRun) await noteErasure(parts, wish, report);
  return report;
}

/** Where the journal speaks of it: that is where its ticket is, too. */
async function partitionsOf(history: StoredHistory, { value }: ErasureWish): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  for await (const entries of history.journals()) {
    for (const { partition, entry } of entries) {
      if (contains(JSON.stringify(entry), value)) found.add(partition);
    }
  }
  return found;
}

async function eraseEntries(
  { history }: ErasureParts,
  wish: ErasureWish,
  partitions: ReadonlySet<string>,
): Promise<number> {
  let count = 0;
  const change = changeFor(wish);
  for await (const entries of history.journals()) {
    for (const stored of entries) {
      if (!partitions.has(stored.partition)) continue;
      const steps = withoutTextIn(stored.entry.steps, change);
      if (JSON.stringify(steps) === JSON.stringify(stored.entry.steps)) continue;
      count += 1;
      if (!wish.isDryRun) await history.replaceEntry({ ...stored, entry: { ...stored.entry, steps } });
    }
  }
  return count;
}

async function eraseTickets(
  parts: ErasureParts,
  wish: ErasureWish,
  partitions: ReadonlySet<string>,
): Promise<{ readonly tickets: number; readonly pendingTickets: number; readonly busyTickets: number }> {
  let [tickets, pendingTickets, busyTickets] = [0, 0, 0];
  for await (const batch of parts.history.tickets()) {
    for (const found of batch) {
      const { pending } = found.record;
      if (pending !== undefined && contains(pending.envelope, wish.value)) pendingTickets += 1;
      const end = await eraseTicket(parts, wish, partitions, found);
      if (end === "erased") tickets += 1;
      if (end === "busy") busyTickets += 1;
    }
  }
  return { tickets, pendingTickets, busyTickets };
}

/**
 * Whoever has claimed a ticket writes down next what became of its action, and only if nobody has written meanwhile: so
 * a claimed one is left alone.
 */
async function eraseTicket(
  { store, clock }: ErasureParts,
  wish: ErasureWish,
  partitions: ReadonlySet<string>,
  found: StoredTicket,
): Promise<"erased" | "untouched" | "busy"> {
  let { record, version } = found;
  for (let tries = 1; tries <= mostTries; tries += 1) {
    if (wish.by === "subscription" && !partitions.has(record.correlationId)) return "untouched";
    const changed = erasedTicket(record, changeFor(wish));
    if (JSON.stringify(changed) === JSON.stringify(record)) return "untouched";
    if (record.claim !== undefined && Date.parse(record.claim.untilUtc) > clock.nowMs()) return "busy";
    if (wish.isDryRun) return "erased";
    if ((await store.write(changed, version)).kind === "written") return "erased";
    const now = await store.read(record.correlationId);
    if (now === undefined) return "untouched";
    ({ record, version } = now);
  }
  return "busy";
}

async function eraseAllLetters(
  parts: ErasureParts,
  wish: ErasureWish,
): Promise<{ readonly deadLetters: number; readonly sendingLetters: number; readonly busyLetters: number }> {
  const counts = { deadLetters: 0, sendingLetters: 0, busyLetters: 0 };
  for (const status of ["waiting", "replayed", "discarded"] as const) {
    let continuation: string | undefined;
    do {
      const page = await eraseLetters(parts, wish, status, continuation);
      counts.deadLetters += page.deadLetters;
      counts.sendingLetters += page.sendingLetters;
      counts.busyLetters += page.busyLetters;
      continuation = page.continuation;
    } while (continuation !== undefined);
  }
  return counts;
}

/** Rows that lead from an alert's id to its ticket: the id is all there is in them. */
async function eraseIndexRows(history: StoredHistory, { value, isDryRun }: ErasureWish): Promise<number> {
  let count = 0;
  for await (const rows of history.indexRows()) {
    const concerned = rows.filter(({ alertId }) => alertId !== undefined && contains(alertId, value));
    count += concerned.length;
    if (!isDryRun) await history.removeIndexRows(concerned);
  }
  return count;
}

/** The row must not keep what was to be forgotten: a hash tells whether it was this. */
async function noteErasure(
  { audit, clock }: ErasureParts,
  { by, value, who, reason }: ErasureWish,
  { journalEntries, tickets, deadLetters, indexRows }: ErasureReport,
): Promise<void> {
  const atUtc = new Date(clock.nowMs()).toISOString();
  const subject = `${by} sha256:${hash("sha256", value.toLowerCase(), "hex").slice(0, 16)}`;
  await audit.add({
    id: auditIdFor(atUtc, "erase", subject),
    atUtc,
    who,
    action: "personalData.erased",
    subject,
    reason: reason === null ? null : withoutText(reason, value),
    details: { characters: value.length, journalEntries, tickets, deadLetters, indexRows },
  });
}
