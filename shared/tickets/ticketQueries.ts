import type { ConnectionStates } from "../connections/connectionState.ts";
import { parseDeliveryId } from "../delivery/deliveryId.ts";
import type { JournalReader, TicketIndex, TicketStore } from "../delivery/ports.ts";
import type { TicketRecord } from "../delivery/ticketRecord.ts";
import { BridgeError } from "../failures/bridgeError.ts";
import type { JournalEntry } from "../journal/journal.ts";
import { isCorrelationId } from "../routing/correlationId.ts";
import { type DeliveryState, type DeliveryView, viewDelivery } from "./deliveryView.ts";
import { type TicketLinks, type TicketView, viewTicket } from "./ticketView.ts";

export type QueryParts = {
  readonly store: Pick<TicketStore, "read">;
  readonly index: Pick<TicketIndex, "byTicketNumber" | "byAlertId" | "newest">;
  readonly journal: JournalReader;
  readonly connections: Pick<ConnectionStates, "read">;
  readonly links: TicketLinks;
};

export type Page = { readonly limit: number; readonly continuation?: string | undefined };

export type TicketPage = { readonly tickets: readonly TicketView[]; readonly continuation: string | null };

export type TicketFilter =
  { readonly by: "number"; readonly number: string } | { readonly by: "alertId"; readonly alertId: string };

/** Tickets, newest first; with a filter, the few that have that number or that alert. */
export async function listTickets(
  { store, index, links }: QueryParts,
  page: Page,
  filter?: TicketFilter,
): Promise<TicketPage> {
  const found = await correlationIds(index, page, filter);
  // A ticket has a row for each of its generations.
  const distinct = [...new Set(found.correlationIds)];
  const stored = await Promise.all(distinct.map((correlationId) => store.read(correlationId)));
  return {
    tickets: await Promise.all(
      stored.flatMap((ticket) =>
        ticket === undefined || ticket.record.expiredAtUtc !== undefined
          ? []
          : [viewTicket(ticket.record, links)],
      ),
    ),
    continuation: found.continuation ?? null,
  };
}

async function correlationIds(
  index: QueryParts["index"],
  { limit, continuation }: Page,
  filter: TicketFilter | undefined,
): Promise<{ readonly correlationIds: readonly string[]; readonly continuation: string | undefined }> {
  switch (filter?.by) {
    case "number":
      return { correlationIds: await index.byTicketNumber(filter.number), continuation: undefined };
    case "alertId":
      return { correlationIds: await index.byAlertId(filter.alertId.toLowerCase()), continuation: undefined };
    case undefined:
      return index.newest(limit, continuation);
  }
}

export type TicketWithJournal = {
  readonly ticket: TicketView;
  readonly entries: readonly JournalEntry[];
  readonly continuation: string | null;
};

/** One ticket and what happened to it, oldest first. Throws BridgeError NOT_FOUND. */
export async function showTicket(
  { store, journal, links }: QueryParts,
  correlationId: string,
  page: Page,
): Promise<TicketWithJournal> {
  const stored = isCorrelationId(correlationId) ? await store.read(correlationId) : undefined;
  if (stored === undefined || stored.record.expiredAtUtc !== undefined)
    throw new BridgeError("NOT_FOUND", `No ticket has the correlation id "${correlationId}"`);
  const { entries, continuation } = await journal.entries(correlationId, page);
  return { ticket: await viewTicket(stored.record, links), entries, continuation: continuation ?? null };
}

/**
 * One delivery: why there is a ticket, or why there is none. A delivery id that was given out but of which nothing has
 * been written yet is `waiting`. Throws BridgeError NOT_FOUND.
 */
export async function showDelivery(
  { store, journal, links, connections }: QueryParts,
  deliveryId: string,
  page: Page,
): Promise<DeliveryView> {
  const id = parseDeliveryId(deliveryId);
  if (id === undefined) throw new BridgeError("NOT_FOUND", `"${deliveryId}" is no delivery id of a bridge`);
  const { partition, correlationId, receivedAtUtc } = id;
  const { entries, continuation } = await journal.entries(partition, { ...page, deliveryId });
  const record: TicketRecord | undefined =
    correlationId === null ? undefined : (await store.read(correlationId))?.record;
  const isWhole = page.continuation === undefined && continuation === undefined;
  const allEntries = isWhole ? entries : await allEntriesOf(journal, partition, deliveryId);
  const view = viewDelivery(
    { deliveryId, correlationId, receivedAtUtc, entries, continuation: continuation ?? null, allEntries },
    record === undefined ? undefined : await viewTicket(record, links),
  );
  const connection = connectionOf(allEntries);
  if (view.nextAttemptAtUtc === null || connection === undefined) return view;
  const state = (await connections.read(connection))?.state;
  return { ...view, nextAttemptAtUtc: laterOf(view.nextAttemptAtUtc, state?.pause?.untilUtc) };
}

/**
 * The journal tells a wait once, when it begins. A connection that rests may rest longer by now, and who waits for it
 * looks more often than it may call.
 */
function laterOf(oneUtc: string, otherUtc: string | undefined): string {
  return otherUtc !== undefined && Date.parse(otherUtc) > Date.parse(oneUtc) ? otherUtc : oneUtc;
}

function connectionOf(entries: readonly JournalEntry[]): string | undefined {
  const routed = entries.flatMap(({ steps }) => steps.findLast((step) => step.step === "routed") ?? []);
  return routed.at(-1)?.connection;
}

/** How a delivery stands; `waiting` as long as nothing is written about it. Throws BridgeError NOT_FOUND. */
export async function deliveryState(parts: QueryParts, deliveryId: string): Promise<DeliveryState> {
  return (await showDelivery(parts, deliveryId, { limit: largestPage })).state;
}

const largestPage = 200;

/** They are few: one for each attempt. */
async function allEntriesOf(
  journal: JournalReader,
  partition: string,
  deliveryId: string,
): Promise<readonly JournalEntry[]> {
  const all: JournalEntry[] = [];
  let continuation: string | undefined;
  do {
    const page = await journal.entries(partition, { limit: largestPage, continuation, deliveryId });
    all.push(...page.entries);
    continuation = page.continuation;
  } while (continuation !== undefined);
  return all;
}
