import type { DeadLetterWhole } from "../deadLetters/deadLetterAnswers.ts";
import type { Delivery, Entry, TicketWithJournal } from "../bridgeAnswers.ts";
import type { BridgeClient } from "../bridgeClient.ts";
import { whatIsId } from "./whatIsId.ts";

/** Everything the bridge knows about what a person asked for. */
export type Explanation =
  | { readonly kind: "delivery"; readonly delivery: Delivery }
  | { readonly kind: "tickets"; readonly tickets: readonly TicketWithJournal[] }
  | { readonly kind: "deadLetter"; readonly deadLetter: DeadLetterWhole }
  | { readonly kind: "unknown"; readonly reason: string; readonly hint: string };

/** Tells by its look what an id is of, and asks for that; an id that could be several things is tried as each. */
export async function explain(id: string, client: BridgeClient): Promise<Explanation> {
  switch (whatIsId(id)) {
    case "delivery":
      return (await explainDelivery(id, client)) ?? unknownDelivery(id);
    case "correlationId": {
      const ticket = await wholeTicket(id.toLowerCase().slice(0, "atb-".length + 32), client);
      return ticket === undefined ? unknownTicket(id) : { kind: "tickets", tickets: [ticket] };
    }
    case "ticketNumber": {
      const tickets = await findTickets({ number: id.toUpperCase() }, client);
      return tickets.length === 0 ? unknownTicket(id) : { kind: "tickets", tickets };
    }
    case "other": {
      const tickets = await findTickets({ alertId: id }, client);
      if (tickets.length > 0) return { kind: "tickets", tickets };
      const deadLetter = await client.deadLetter(id);
      if (deadLetter !== undefined) return { kind: "deadLetter", deadLetter };
      return (await explainDelivery(id, client)) ?? unknownAlert(id);
    }
  }
}

// A ticket that has met thousands of alerts has a long journal; its newest end is what "why" is about.
const pagesRead = 20;
const ticketsShown = 10;

async function explainDelivery(id: string, client: BridgeClient): Promise<Explanation | undefined> {
  const first = await client.delivery(id);
  if (first === undefined) return undefined;
  const entries = await restOf(first, (continuation) => client.delivery(id, continuation));
  return { kind: "delivery", delivery: { ...first, entries } };
}

async function findTickets(
  query: { readonly number: string } | { readonly alertId: string },
  client: BridgeClient,
): Promise<readonly TicketWithJournal[]> {
  const { tickets } = await client.tickets({ limit: ticketsShown, ...query });
  const whole = await Promise.all(tickets.map(({ correlationId }) => wholeTicket(correlationId, client)));
  return whole.filter((ticket) => ticket !== undefined);
}

async function wholeTicket(
  correlationId: string,
  client: BridgeClient,
): Promise<TicketWithJournal | undefined> {
  const first = await client.ticket(correlationId);
  if (first === undefined) return undefined;
  const entries = await restOf(first, (continuation) => client.ticket(correlationId, continuation));
  return { ...first, entries };
}

type Journal = { readonly entries: readonly Entry[]; readonly continuation?: string | null | undefined };

async function restOf(
  first: Journal,
  ask: (continuation: string) => Promise<Journal | undefined>,
): Promise<Entry[]> {
  const entries = [...first.entries];
  let continuation = first.continuation;
  for (let page = 1; page < pagesRead && continuation != null; page += 1) {
    const next = await ask(continuation);
    entries.push(...(next?.entries ?? []));
    continuation = next?.continuation;
  }
  return entries;
}

function unknownDelivery(id: string): Explanation {
  return {
    kind: "unknown",
    reason: `The bridge knows no delivery ${id}.`,
    hint: "Check that it is copied whole: its last characters are a check sum. The answer to the alert's POST names it.",
  };
}

function unknownTicket(id: string): Explanation {
  return {
    kind: "unknown",
    reason: `The bridge knows no ticket ${id}.`,
    hint: "It may have been made by somebody else. npm run bridge -- tickets lists what the bridge keeps track of.",
  };
}

function unknownAlert(id: string): Explanation {
  return {
    kind: "unknown",
    reason: `Nothing is known of ${id}: no ticket has an alert with this id, and no delivery or dead letter is called so.`,
    hint:
      "If Azure fired it, check that the rule has the action group, that the group's webhook has this bridge's " +
      "address (the group's Test action shows the answer), and that no alert processing rule suppresses it. " +
      "What arrived but could not be understood or routed: npm run bridge -- dead-letters",
  };
}
