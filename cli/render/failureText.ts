import type { Colours } from "../../local/start/colours.ts";
import type { FailureExplanation } from "../../shared/failures/explainFailure.ts";
import type { OldConnectorError } from "../../shared/failures/oldConnectorErrors.ts";
import { labelled, table } from "./table.ts";
import { wrapped } from "./wrapped.ts";

const labelWidth = "what to do".length;
const fit = (text: string): string => wrapped(text, 2 + labelWidth + 2);

/** The catalogue as a table, grouped as it is. */
export function failuresText(failures: readonly FailureExplanation[]): string {
  const rows = failures.map(({ code, ownerName, retry, title }) => [
    code,
    ownerName,
    retry === "later" ? "by itself" : "no",
    title,
  ]);
  return table(["CODE", "WHOSE MOVE", "TRIED AGAIN", "WHAT HAPPENED"], rows);
}

/** Everything about a code; `howSure` where it was looked for. */
export function failureText(failure: FailureExplanation, { bold, red }: Colours, howSure?: string): string {
  const { code, title, cause, resolution, ownerName, whoseMove, automaticAction } = failure;
  return [
    `${red(code)}  ${bold(title)}`,
    labelled(
      [
        ...(howSure === undefined ? [] : [["how sure", fit(howSure)] as const]),
        ["cause", fit(cause)],
        ["what to do", bold(fit(resolution))],
        ["whose move", fit(`${ownerName}: ${whoseMove}`)],
        ["the bridge", fit(automaticAction)],
        ["replay", fit(failure.replayAdvice)],
        ...(failure.oldConnectorTexts.length === 0
          ? []
          : [["formerly", failure.oldConnectorTexts.join("\n")] as const]),
        ["read more", failure.documentation],
      ],
      2,
      labelWidth,
    ),
  ].join("\n");
}

/** What was behind an error of the old connector. */
export function oldErrorText({ name, causes, waysOut }: OldConnectorError, { bold }: Colours): string {
  const listed = (items: readonly string[]): string => items.map(fit).join("\n");
  return [
    bold(`The old connector called it “${name}”`),
    labelled(
      [
        ["causes", listed(causes)],
        ["what to do", listed(waysOut)],
      ],
      2,
      labelWidth,
    ),
  ].join("\n");
}
