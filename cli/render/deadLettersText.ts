import type { Colours } from "../../local/start/colours.ts";
import type { DeadLetterSummary } from "../deadLetters/deadLetterAnswers.ts";
import { oneLine } from "./cleanText.ts";
import { moment, table } from "./table.ts";

export function deadLettersText(
  letters: readonly DeadLetterSummary[],
  hasMore: boolean,
  { dim }: Colours,
): string {
  if (letters.length === 0) return "No dead letters: nothing here waits for a person.";
  const rows = letters.map(({ id, code, failedAtUtc, detail, replay, discarded }) => [
    moment(failedAtUtc).slice(0, 19),
    code,
    id,
    replay != null
      ? `→ ${replay.deliveryId}`
      : discarded != null
        ? `"${oneLine(discarded.reason)}"`
        : oneLine(detail),
  ]);
  const more = hasMore ? `\n${dim("There are more: --limit shows them.")}` : "";
  return table(["FAILED (UTC)", "CODE", "ID", "DETAIL"], rows) + more;
}
