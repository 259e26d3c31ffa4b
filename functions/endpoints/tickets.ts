import type { LazyBridge } from "../../shared/composeLazily.ts";
import { listTickets, showDelivery, showTicket } from "../lookUp.ts";
import { keyed } from "./keyed.ts";

/** What became of alerts: tickets, and the deliveries that made them. */
export function registerTickets(bridge: LazyBridge["get"]): void {
  keyed("GET", "api/tickets", "listTickets", listTickets(bridge));
  keyed("GET", "api/tickets/{correlationId}", "showTicket", showTicket(bridge));
  keyed("GET", "api/deliveries/{id}", "showDelivery", showDelivery(bridge));
}
