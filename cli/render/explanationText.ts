import type { Colours } from "../../local/start/colours.ts";
import type { Delivery } from "../bridgeAnswers.ts";
import type { Explanation } from "../why/explain.ts";
import { oneLine } from "./cleanText.ts";
import { deadLetterText } from "./deadLetterText.ts";
import { journalText } from "./journalText.ts";
import { labelled, moment } from "./table.ts";
import { ticketHead } from "./ticketsText.ts";

/** What happened, for people: what it is, then its journal. */
export function explanationText(
  explanation: Exclude<Explanation, { kind: "unknown" }>,
  colours: Colours,
): string {
  switch (explanation.kind) {
    case "delivery": {
      const { delivery } = explanation;
      return `${deliveryHead(delivery, colours)}\n\n${journalText(delivery.entries, colours)}`;
    }
    case "tickets":
      return explanation.tickets
        .map(({ ticket, entries }) => `${ticketHead(ticket, colours)}\n\n${journalText(entries, colours)}`)
        .join("\n\n");
    case "deadLetter":
      return deadLetterText(explanation.deadLetter, colours);
  }
}

function deliveryHead(delivery: Delivery, { bold, red, green, yellow }: Colours): string {
  const { state, ticket, because, code, failure } = delivery;
  const paint =
    state === "deadLettered" ? red : state === "delivered" || state === "skipped" ? green : yellow;
  const reason = [code, because].filter(Boolean).join(": ");
  return [
    `${bold(delivery.id)}  ${paint(state)}`,
    labelled(
      [
        ["received", moment(delivery.receivedAtUtc)],
        ...(delivery.replayOf == null ? [] : [["replayed from", delivery.replayOf] as const]),
        ...(ticket == null
          ? []
          : [["ticket", [ticket.number, ticket.url].filter(Boolean).join("  ")] as const]),
        ...(reason === "" ? [] : [["because", oneLine(reason)] as const]),
        ...(failure == null
          ? []
          : [["which means", oneLine(failure.title)] as const, ["what to do", failure.resolution] as const]),
        ...(delivery.correlationId == null ? [] : [["correlation id", delivery.correlationId] as const]),
      ],
      2,
    ),
  ].join("\n");
}
