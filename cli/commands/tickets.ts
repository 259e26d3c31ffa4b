import type { Command } from "commander";

import { ticketsText } from "../render/ticketsText.ts";
import { examples, sessionOf } from "./commandContext.ts";
import { defaultVerb } from "./defaultVerb.ts";
import { addPaging, collectPages, type PagingOptions } from "./paging.ts";

type TicketsOptions = PagingOptions & { readonly number?: string; readonly alertId?: string };

/** `bridge tickets`: what the bridge keeps track of. */
export function addTickets(program: Command): void {
  const tickets = program
    .command("tickets")
    .summary("list tickets that the bridge keeps track of")
    .description("Tickets that the bridge keeps track of.");
  const list = defaultVerb(tickets, "list")
    .description("Lists tickets, newest first.")
    .option("--number <number>", "the ticket with this number, such as INC0010001")
    .option("--alert-id <id>", "tickets in which this alert is a member");
  addPaging(list)
    .addHelpText(
      "after",
      examples("tickets", "tickets list --limit 100", "tickets list --number INC0010001 --json"),
    )
    .action(async ({ limit, number, alertId }: TicketsOptions, command: Command) => {
      const session = sessionOf(command);
      const { rows, hasMore } = await collectPages(limit, async (page) => {
        const answer = await session.client.tickets({
          ...page,
          ...(number === undefined ? {} : { number }),
          ...(alertId === undefined ? {} : { alertId }),
        });
        return { rows: answer.tickets, continuation: answer.continuation };
      });
      if (session.isJson) session.sayJson({ tickets: rows, hasMore });
      else session.say(ticketsText(rows, hasMore, session.colours));
    });
}
