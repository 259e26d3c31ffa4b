import type { Colours } from "../../local/start/colours.ts";
import type { DeadLetterWhole } from "../deadLetters/deadLetterAnswers.ts";
import { oneLine } from "./cleanText.ts";
import { exchangeText, prettyBody } from "./exchangeText.ts";
import { labelled, moment } from "./table.ts";
import { wrapped } from "./wrapped.ts";

const labelWidth = "what to do".length;
const usedColumns = 2 + labelWidth + 2;

/** One dead letter with everything an operator needs: what, why, what to do, what was tried, and the message. */
export function deadLetterText(letter: DeadLetterWhole, colours: Colours): string {
  const { code, title, exchange, tried, envelope, raw } = letter;
  const { bold, red } = colours;
  return [
    `${red(code)}  ${bold(oneLine(title))}\n${labelled(rows(letter, colours), 2, labelWidth)}`,
    ...(tried.length === 0 ? [] : [triedText(tried, colours)]),
    ...(exchange == null ? [] : [exchangeText(exchange, colours)]),
    `${bold("The message")}\n${(raw ?? describeEnvelope(envelope)).replace(/^/gm, "  ")}`,
  ].join("\n\n");
}

function rows(letter: DeadLetterWhole, { bold }: Colours): readonly (readonly [string, string])[] {
  const fit = (text: string): string => wrapped(text, usedColumns);
  const { ownerName, whoseMove, deliveryId } = letter;
  const row = (label: string, text: string | null | undefined): readonly (readonly [string, string])[] =>
    text == null || text === "" ? [] : [[label, fit(text)]];
  return [
    ...row("detail", letter.detail),
    ...row("cause", letter.cause),
    ...(letter.resolution == null ? [] : ([["what to do", bold(fit(letter.resolution))]] as const)),
    ...row("whose move", ownerName == null ? whoseMove : `${ownerName}: ${whoseMove ?? ""}`),
    ...row("the bridge", letter.automaticAction),
    ...row("replay", letter.replayAdvice),
    ...row("read more", letter.documentation),
    ["failed", moment(letter.failedAtUtc)],
    ...row("replayed from", letter.replayOf),
    ...(letter.replay == null
      ? []
      : ([
          [
            "replayed",
            `${moment(letter.replay.atUtc)} as ${letter.replay.as}: ${letter.replayState ?? "?"}\nnpm run bridge -- why ${letter.replay.deliveryId}`,
          ],
        ] as const)),
    ...(letter.discarded == null
      ? []
      : ([["discarded", `${moment(letter.discarded.atUtc)}: ${fit(letter.discarded.reason)}`]] as const)),
    ...(deliveryId == null
      ? []
      : ([["delivery", `${deliveryId}\nnpm run bridge -- why ${deliveryId}`]] as const)),
  ];
}

function triedText(tried: DeadLetterWhole["tried"], { bold, dim, yellow }: Colours): string {
  const lines = tried.flatMap(({ attempt, startedAtUtc, outcome, code, because, did }) => [
    `  ${moment(startedAtUtc)}  attempt ${attempt}  ${yellow([outcome, code].filter(Boolean).join(", "))}`,
    ...(because === "" ? [] : [`    ${oneLine(because)}`]),
    ...did.map((text) => `    ${dim("·")} ${oneLine(text)}`),
  ]);
  return [bold("What the bridge did about it"), ...lines].join("\n");
}

function describeEnvelope(envelope: unknown): string {
  if (typeof envelope !== "object" || envelope === null) return "(not an envelope)";
  const { body, ...rest } = envelope as Record<string, unknown>;
  const shownBody = typeof body === "string" ? `\n${prettyBody(body)}` : "";
  return JSON.stringify(rest) + shownBody;
}
