import type { HttpHandler, HttpRequest } from "@azure/functions";

import type { Bridge } from "../shared/bridge.ts";
import type { TicketFilter } from "../shared/tickets/ticketQueries.ts";
import { answering, json } from "./answering.ts";
import { deadLetterFilterOf } from "./deadLetterFilterOf.ts";
import { pageOf } from "./pageOf.ts";

type Queries = () => Promise<Pick<Bridge, "queries">>;

export function listTickets(bridge: Queries): HttpHandler {
  return answering(async (request) => {
    const { queries } = await bridge();
    return json(200, await queries.tickets(pageOf(request), filterOf(request)));
  });
}

export function showTicket(bridge: Queries): HttpHandler {
  return answering(async (request) => {
    const { queries } = await bridge();
    return json(200, await queries.ticket(request.params["correlationId"] ?? "", pageOf(request)));
  });
}

export function showDelivery(bridge: Queries): HttpHandler {
  return answering(async (request) => {
    const { queries } = await bridge();
    return json(200, await queries.delivery(request.params["id"] ?? "", pageOf(request)));
  });
}

export function listDeadLetters(bridge: Queries): HttpHandler {
  return answering(async (request) => {
    const { queries } = await bridge();
    return json(200, await queries.deadLetters(await deadLetterFilterOf(request), pageOf(request)));
  });
}

export function showDeadLetter(bridge: Queries): HttpHandler {
  return answering(async (request) => {
    const { queries } = await bridge();
    return json(200, await queries.deadLetter(request.params["id"] ?? ""));
  });
}

function filterOf({ query }: HttpRequest): TicketFilter | undefined {
  const number = query.get("number");
  if (number !== null) return { by: "number", number };
  const alertId = query.get("alertId");
  return alertId === null ? undefined : { by: "alertId", alertId };
}
