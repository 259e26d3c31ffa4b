import type { Colours } from "../../local/start/colours.ts";
import type { DeadLetterSummary, DeadLetterWhole } from "../bridgeAnswers.ts";
import { cleanText, oneLine } from "./cleanText.ts";
import { labelled, moment, table } from "./table.ts";

export function deadLettersText(
  letters: readonly DeadLetterSummary[],
  hasMore: boolean,
  { dim }: Colours,
): string {
  if (letters.length === 0) return "No dead letters: nothing waits for a person.";
  const rows = letters.map(({ id, code, failedAtUtc, detail }) => [
    moment(failedAtUtc).slice(0, 19),
    code,
    id,
    oneLine(detail),
  ]);
  const more = hasMore ? `\n${dim("There are more: --limit shows them.")}` : "";
  return table(["FAILED (UTC)", "CODE", "ID", "DETAIL"], rows) + more;
}

/** One dead letter with everything an operator needs: what, why, what to do, and the message. */
export function deadLetterText(letter: DeadLetterWhole, { bold, red }: Colours): string {
  const { code, title, detail, cause, resolution, failedAtUtc, deliveryId, envelope, raw } = letter;
  return [
    `${red(code)}  ${bold(oneLine(title))}`,
    labelled(
      [
        ["detail", detail],
        ...(cause == null ? [] : [["cause", cause] as const]),
        ...(resolution == null ? [] : [["what to do", bold(resolution)] as const]),
        ["failed", moment(failedAtUtc)],
        ...(deliveryId == null
          ? []
          : [["delivery", `${deliveryId}\nnpm run bridge -- why ${deliveryId}`] as const]),
        ["message", raw ?? describeEnvelope(envelope)],
      ],
      2,
    ),
  ].join("\n");
}

function describeEnvelope(envelope: unknown): string {
  if (typeof envelope !== "object" || envelope === null) return "(not an envelope)";
  const { body, ...rest } = envelope as Record<string, unknown>;
  const shownBody = typeof body === "string" ? `\n${pretty(body)}` : "";
  return JSON.stringify(rest) + shownBody;
}

/** The parsed body may hold, as escapes, what its text did not: it is made safe again. */
function pretty(body: string): string {
  try {
    return cleanText(JSON.stringify(JSON.parse(body), undefined, 2));
  } catch {
    return body;
  }
}
