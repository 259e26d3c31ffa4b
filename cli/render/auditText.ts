import type { Colours } from "../../local/start/colours.ts";
import type { AuditEntry } from "../bridgeAnswers.ts";
import { oneLine } from "./cleanText.ts";
import { moment, table } from "./table.ts";

export function auditText(entries: readonly AuditEntry[], hasMore: boolean, { dim }: Colours): string {
  if (entries.length === 0) return "Nobody has done anything by hand.";
  const rows = entries.map(({ atUtc, who, action, subject, reason, details }) => [
    moment(atUtc).slice(0, 19),
    oneLine(who),
    action,
    oneLine(subject),
    [
      ...(reason === null || reason === "" ? [] : [`"${oneLine(reason)}"`]),
      ...Object.entries(details).flatMap(([name, value]) =>
        value === null ? [] : [`${name} ${oneLine(String(value))}`],
      ),
    ].join(", "),
  ]);
  const more = hasMore ? `\n${dim("There are more: --limit shows them.")}` : "";
  return table(["WHEN (UTC)", "WHO", "WHAT", "TO", "WHY AND HOW"], rows) + more;
}
