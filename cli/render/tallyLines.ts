import type { Colours } from "../../local/start/colours.ts";
import type { Tally } from "../send/tally.ts";
import { labelled } from "./table.ts";

type TallyInput = { readonly tally: Tally; readonly refused: number; readonly elapsedMs: number };

/** The summary of many deliveries. What did not happen is left out, except that nothing failed. */
export function describeTally(
  { tally, refused, elapsedMs }: TallyInput,
  { bold, red, green }: Colours,
): string {
  const { created, updated, skipped, unrouted, failed, waiting } = tally.counts;
  const numbers =
    tally.firstNumber === undefined
      ? ""
      : tally.firstNumber === tally.lastNumber
        ? tally.firstNumber
        : `${tally.firstNumber} to ${tally.lastNumber ?? ""}`;
  const row = (label: string, count: number): readonly (readonly [string, string])[] =>
    count === 0 ? [] : [[label, count.toLocaleString("en")]];
  const notDone = failed + refused;
  return labelled([
    ...row("created", created),
    ...row("updated", updated),
    ...row("skipped", skipped),
    ...row("no route", unrouted),
    ...row("not done yet", waiting),
    ...row("refused", refused),
    ["failed", notDone === 0 ? green("0") : red(notDone.toLocaleString("en"))],
    ...(numbers === "" ? [] : [["tickets", bold(numbers)] as const]),
    ["elapsed", `${(elapsedMs / 1_000).toFixed(1)} s`],
  ]);
}
