import { isBeingSent } from "../deadLetters/deadLetterStatus.ts";
import type { DeadLetterStore } from "../deadLetters/deadLetterStore.ts";
import type { Clock, StoredTicket, TicketStore } from "../delivery/ports.ts";
import { expiredTicket, hasLeftTraces, isOver } from "./expiredTicket.ts";
import type { RetentionCounts, RetentionPolicy } from "./retentionPolicy.ts";
import type { StoredHistory } from "./storedHistory.ts";

export type RetentionParts = {
  readonly history: StoredHistory;
  readonly store: Pick<TicketStore, "read" | "write">;
  readonly letters: Pick<DeadLetterStore, "list" | "remove">;
  readonly clock: Clock;
  readonly policy: RetentionPolicy;
};

type Counts = { -readonly [Key in keyof RetentionCounts]: RetentionCounts[Key] };
type Task = (parts: RetentionParts, counts: Counts, isTimeOver: () => boolean) => Promise<void>;

const dayMs = 24 * 60 * 60_000;
const pageSize = 100;

/**
 * Removes what is older than the policy says, in batches, for at most `limitMs`. Whatever is left is left to the next
 * run; each begins with another kind of thing, so that none is left for ever. Safe to repeat and to be cut off anywhere.
 *
 * Throws BridgeError STORAGE_UNAVAILABLE.
 */
export async function removeOld(parts: RetentionParts, limitMs: number): Promise<RetentionCounts> {
  const startedMs = parts.clock.nowMs();
  const isTimeOver = () => parts.clock.nowMs() - startedMs >= limitMs;
  const counts: Counts = {
    journalEntries: 0,
    bodies: 0,
    deadLetters: 0,
    tickets: 0,
    indexRows: 0,
    isComplete: true,
  };
  const first = Math.floor(startedMs / dayMs) % tasks.length;
  for (const task of [...tasks.slice(first), ...tasks.slice(0, first)]) {
    if (isTimeOver()) counts.isComplete = false;
    else await task(parts, counts, isTimeOver);
  }
  return counts;
}

/** Journals tell why a ticket is open; so they stay while it is. */
const oldJournals: Task = async ({ history, store, clock, policy }, counts, isTimeOver) => {
  const isKept = new Map<string, boolean>();
  for await (const entries of history.journals(utc(clock.nowMs() - policy.journalMs))) {
    for (const partition of new Set(entries.map((entry) => entry.partition))) {
      if (isKept.has(partition)) continue;
      const stored = await store.read(partition);
      isKept.set(partition, stored !== undefined && !isOver(stored.record, clock.nowMs()));
    }
    const old = entries.filter(({ partition }) => isKept.get(partition) === false);
    await history.removeEntries(old);
    counts.journalEntries += old.length;
    if (isTimeOver()) {
      counts.isComplete = false;
      return;
    }
  }
};

const oldTickets: Task = async (parts, counts, isTimeOver) => {
  const { history, clock, policy } = parts;
  for await (const tickets of history.tickets(utc(clock.nowMs() - policy.closedTicketsMs))) {
    for (const stored of tickets) {
      if (await expire(parts, stored)) counts.tickets += 1;
    }
    if (isTimeOver()) {
      counts.isComplete = false;
      return;
    }
  }
};

async function expire({ history, store, clock }: RetentionParts, stored: StoredTicket): Promise<boolean> {
  const { record, version } = stored;
  if (record.expiredAtUtc !== undefined || !isOver(record, clock.nowMs())) return false;
  // What belongs to a storm is as open as the storm's own ticket.
  const storm = record.memberOf === undefined ? undefined : await store.read(record.memberOf.correlationId);
  if (storm !== undefined && !isOver(storm.record, clock.nowMs())) return false;
  if (!hasLeftTraces(record)) return history.removeTicket(stored);
  const written = await store.write(expiredTicket(record, clock.nowMs()), version);
  return written.kind === "written";
}

/** Rows lead to a ticket from everywhere; they go when it has gone. */
const oldIndexRows: Task = async ({ history, store, clock, policy }, counts, isTimeOver) => {
  const isGone = new Map<string, boolean>();
  for await (const rows of history.indexRows(utc(clock.nowMs() - policy.closedTicketsMs))) {
    for (const { correlationId } of rows) {
      if (isGone.has(correlationId)) continue;
      const stored = await store.read(correlationId);
      isGone.set(correlationId, stored === undefined || stored.record.expiredAtUtc !== undefined);
    }
    const leading = rows.filter(({ correlationId }) => isGone.get(correlationId) === true);
    await history.removeIndexRows(leading);
    counts.indexRows += leading.length;
    if (isTimeOver()) {
      counts.isComplete = false;
      return;
    }
  }
};

const oldDeadLetters: Task = async ({ letters, clock, policy }, counts, isTimeOver) => {
  const { deadLettersMs, waitingDeadLettersMs } = policy;
  for (const status of ["replayed", "discarded", "waiting"] as const) {
    const keptMs = status === "waiting" ? waitingDeadLettersMs : deadLettersMs;
    let continuation: string | undefined;
    do {
      const filter = { status, untilUtc: utc(clock.nowMs() - keptMs) };
      const page = await letters.list(filter, pageSize, continuation);
      for (const { letter, status: known } of page.letters) {
        // Somebody is replaying it just now: they write down next what became of it.
        if (isBeingSent(known, clock.nowMs())) continue;
        await letters.remove(letter.id);
        counts.deadLetters += 1;
      }
      if (isTimeOver()) {
        counts.isComplete = false;
        return;
      }
      continuation = page.continuation;
    } while (continuation !== undefined);
  }
};

/**
 * A message points to its body. One that has waited for more than a day, because the app did not run or has a backlog,
 * may point to an old one: then no body is removed this time. What is delayed on purpose waits seven days at most, and
 * is sent anew, body and all, whenever it is put back.
 */
const oldBodies: Task = async ({ history, clock, policy }, counts, isTimeOver) => {
  const oldestUtc = await history.oldestWaitingUtc();
  if (oldestUtc !== undefined && Date.parse(oldestUtc) < clock.nowMs() - dayMs) return;
  for await (const names of history.bodies(utc(clock.nowMs() - policy.bodiesMs))) {
    await history.removeBodies(names);
    counts.bodies += names.length;
    if (isTimeOver()) {
      counts.isComplete = false;
      return;
    }
  }
};

const tasks: readonly Task[] = [oldJournals, oldTickets, oldIndexRows, oldDeadLetters, oldBodies];

function utc(ms: number): string {
  return new Date(ms).toISOString();
}
