import type { Colours } from "../../local/start/colours.ts";
import type { Rehearsed, RehearsedDelivery, RehearsedMany } from "../deadLetters/deadLetterAnswers.ts";
import { oneLine } from "./cleanText.ts";
import { labelled } from "./table.ts";

/** What replaying a dead letter would do, for people. */
export function rehearsalText({ id, as, deliveries }: Rehearsed, colours: Colours): string {
  return [
    `${colours.bold(id)}  would be replayed as ${as}`,
    ...deliveries.map((delivery) => deliveryText(delivery, colours)),
    colours.dim("Nothing was sent and nothing was written."),
  ].join("\n\n");
}

export function rehearsedManyText({ letters, continuation }: RehearsedMany, colours: Colours): string {
  if (letters.length === 0) return "No dead letter fits: nothing would be replayed.";
  const lines = letters.flatMap((letter) =>
    "refused" in letter
      ? [`${colours.red("✗")} ${letter.id}  ${letter.refused.code}: ${oneLine(letter.refused.detail)}`]
      : letter.deliveries.map((delivery) => `${letter.id}  ${summary(delivery, colours)}`),
  );
  const more = continuation == null ? [] : ["These are the first of them; one by its id shows everything."];
  return [...lines, ...more, colours.dim("Nothing was sent and nothing was written.")].join("\n");
}

function summary(
  { outcome, because, code, ticketNumber, call }: RehearsedDelivery,
  { green, red, yellow, dim }: Colours,
): string {
  const why = [code, because].filter(Boolean).join(": ");
  switch (outcome) {
    case "wouldCall":
      return `${green("→")} ${call?.method ?? ""} ${bare(call?.path ?? "")} ${dim(`(${because})`)}`;
    case "wouldSkip":
      return `${green("✓")} nothing would be sent: ${why}${ticketNumber == null ? "" : ` (${ticketNumber})`}`;
    case "unrouted":
      return `${yellow("–")} no ticket: ${why}`;
    case "wouldWait":
      return `${yellow("…")} it would wait and be tried again: ${why}`;
    default:
      return `${red("✗")} it would fail again: ${why}`;
  }
}

function deliveryText(delivery: RehearsedDelivery, colours: Colours): string {
  const { route, connection, correlationId, call } = delivery;
  const where = [
    ...(route == null ? [] : [["route", connection == null ? route : `${route} → ${connection}`] as const]),
    ...(correlationId == null ? [] : [["correlation id", correlationId] as const]),
  ];
  const head = summary(delivery, colours);
  const about = where.length === 0 ? [] : [labelled(where, 2)];
  if (call == null) return [head, ...about].join("\n");
  return [
    head,
    ...about,
    call.changes.length === 0 ? body(call.body, colours) : changes(call.changes, colours),
  ].join("\n");
}

type Call = NonNullable<RehearsedDelivery["call"]>;

function body(fields: Call["body"], { bold }: Colours): string {
  return `  ${bold("it would say")}\n${labelled(Object.entries(fields), 4)}`;
}

function changes(all: Call["changes"], { bold, dim, green }: Colours): string {
  const rows = all.map(({ field, now, wouldBe }): readonly [string, string] => {
    if (now === wouldBe) return [field, dim(`${wouldBe} (as it is)`)];
    return [field, now == null ? green(wouldBe) : `${dim(now)} → ${green(wouldBe)}`];
  });
  return `  ${bold("it would change")}\n${labelled(rows, 4)}`;
}

function bare(path: string): string {
  return path.split("?", 1)[0] ?? "";
}
