import { catalogue, type ErrorCode, type FailureEntry } from "../failures/catalogue.ts";
import type { JournalEntry } from "../journal/journal.ts";
import type { TicketView } from "./ticketView.ts";

export type DeliveryState =
  "waiting" | "retrying" | "delivered" | "skipped" | "deadLettered" | "routed" | "unrouted";

/** A delivery as the API shows it: the answer to "why?". */
export type DeliveryView = {
  readonly id: string;
  readonly correlationId: string | null;
  /** `waiting`: in the queue, or being worked on; nothing has been written about it yet. */
  readonly state: DeliveryState;
  readonly receivedAtUtc: string;
  readonly ticket: { readonly number: string; readonly url: string | null; readonly kind: string } | null;
  /** The last attempt's reason, and its failure code. */
  readonly because: string | null;
  readonly code: ErrorCode | null;
  /** What the catalogue says about the code. */
  readonly failure: Pick<FailureEntry, "title" | "cause" | "resolution" | "owner"> | null;
  /** When its connection may be called at the earliest, as it looks now; past: it is due. */
  readonly nextAttemptAtUtc: string | null;
  /** The dead letter that its message was replayed from. */
  readonly replayOf: string | null;
  readonly entries: readonly JournalEntry[];
  readonly continuation: string | null;
};

type DeliveryInput = {
  readonly deliveryId: string;
  readonly correlationId: string | null;
  readonly receivedAtUtc: string;
  /** Oldest first. */
  readonly entries: readonly JournalEntry[];
  readonly continuation: string | null;
  /** Those of every page: how it stands does not depend on which of them is asked for. */
  readonly allEntries: readonly JournalEntry[];
};

export function viewDelivery(
  { deliveryId, correlationId, receivedAtUtc, entries, continuation, allEntries }: DeliveryInput,
  ticket: TicketView | undefined,
): DeliveryView {
  const end = howItStands(allEntries);
  return {
    id: deliveryId,
    correlationId,
    state: stateOf(end?.outcome),
    receivedAtUtc,
    ticket: ticketOf(end?.ticketNumber, ticket),
    because: end?.because ?? null,
    code: end?.code ?? null,
    failure: failureOf(end?.code),
    nextAttemptAtUtc: end?.nextAttemptAtUtc ?? null,
    replayOf: replayOf(allEntries),
    entries,
    continuation,
  };
}

/**
 * The newest end. But what was delivered stays delivered: a message that comes once more, because the host could not
 * delete it, is a duplicate only of itself.
 */
function howItStands(entries: readonly JournalEntry[]) {
  const ends = entries.flatMap(({ steps }) => steps.findLast((step) => step.step === "ended") ?? []);
  return ends.findLast(({ outcome }) => outcome === "delivered") ?? ends.at(-1);
}

function replayOf(entries: readonly JournalEntry[]): string | null {
  const steps = entries.flatMap((entry) => entry.steps);
  return steps.find((step) => step.step === "received")?.replayOf ?? null;
}

/** A later release may have written a code that this one does not know. */
function failureOf(code: ErrorCode | undefined): DeliveryView["failure"] {
  if (code === undefined || !Object.hasOwn(catalogue, code)) return null;
  const { title, cause, resolution, owner } = catalogue[code];
  return { title, cause, resolution, owner };
}

function stateOf(outcome: string | undefined): DeliveryState {
  switch (outcome) {
    case "retrying":
    case "delivered":
    case "skipped":
    case "deadLettered":
    case "routed":
    case "unrouted":
      return outcome;
    default:
      return "waiting";
  }
}

/** The ticket may have moved on to a next generation: then only the number is known for certain. */
function ticketOf(number: string | undefined, ticket: TicketView | undefined): DeliveryView["ticket"] {
  if (number === undefined) return null;
  const kind = ticket?.kind ?? "incident";
  return { number, kind, url: ticket?.number === number ? ticket.url : null };
}
