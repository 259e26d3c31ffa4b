import type { Colours } from "../../local/start/colours.ts";
import type { Ticket } from "../bridgeAnswers.ts";
import { oneLine } from "./cleanText.ts";
import { labelled, moment, plural, table } from "./table.ts";

/** A line for each ticket. */
export function ticketsText(tickets: readonly Ticket[], hasMore: boolean, { dim }: Colours): string {
  if (tickets.length === 0) return "No tickets. Send an alert: npm run bridge -- send metric";
  const rows = tickets.map((ticket) => [
    ticket.number ?? "–",
    ticket.state,
    ticket.severity == null ? "–" : String(ticket.severity),
    `${ticket.firing} of ${ticket.members}`,
    moment(ticket.openedAtUtc).slice(0, 16),
    oneLine(ticket.title),
  ]);
  const more = hasMore ? `\n${dim("There are more: --limit shows them.")}` : "";
  return table(["NUMBER", "STATE", "SEV", "FIRING", "OPENED (UTC)", "TITLE"], rows) + more;
}

/** One ticket in full, as the head of its journal. */
export function ticketHead(ticket: Ticket, { bold }: Colours): string {
  const severity = ticket.severity == null ? "no severity" : `severity ${ticket.severity}`;
  const generation = ticket.generation > 1 ? `, generation ${ticket.generation}` : "";
  return [
    `${bold(ticket.number ?? "(no number yet)")}  ${oneLine(ticket.title)}`,
    labelled(
      [
        ["state", `${ticket.state}${generation}, ${severity}`],
        ["alerts", `${plural(ticket.members, "alert")}, ${ticket.firing} firing`],
        ...(ticket.storm == null ? [] : [["storm", stormText(ticket.storm)] as const]),
        ...(ticket.memberOf == null
          ? []
          : [
              [
                "storm",
                `its alerts belong to ${ticket.memberOf}\nnpm run bridge -- why ${ticket.memberOf}`,
              ] as const,
            ]),
        ["route", `${ticket.route} → ${ticket.connection}, ${ticket.kind}`],
        ["opened", moment(ticket.openedAtUtc)],
        ["changed", moment(ticket.changedAtUtc)],
        ["correlation id", ticket.correlationId],
        ...(ticket.url == null ? [] : [["address", ticket.url] as const]),
      ],
      2,
    ),
  ].join("\n");
}

function stormText({
  rule,
  joined,
  moreThan,
  withinMinutes,
  sinceUtc,
}: NonNullable<Ticket["storm"]>): string {
  const cap = `more than ${moreThan} new alerts within ${withinMinutes} min`;
  return `${plural(joined, "alert")} of the rule "${oneLine(rule)}" since ${moment(sinceUtc)} (${cap})`;
}
