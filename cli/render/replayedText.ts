import type { Colours } from "../../local/start/colours.ts";
import type { DiscardedMany, ReplayedLetter } from "../deadLetters/deadLetterAnswers.ts";
import type { Followed } from "../send/followDeliveries.ts";
import { count, fateOf, nothingYet } from "../send/tally.ts";
import { oneLine } from "./cleanText.ts";
import { deliveryLine } from "./deliveryLine.ts";
import { labelled, plural } from "./table.ts";

type ReplayedInput = {
  readonly letters: readonly ReplayedLetter[];
  readonly isCutOff: boolean;
  readonly ratePerSecond: number;
  /** Undefined if nobody waited. */
  readonly followed: readonly Followed[] | undefined;
};

const cutOff = "It was ended before all were reached. The same command goes on with the others.";

/** What was replayed and, if it was waited for, what became of it. */
export function replayedText(
  { letters, isCutOff, ratePerSecond, followed }: ReplayedInput,
  colours: Colours,
): string {
  const { green, dim } = colours;
  if (letters.length === 0) return "No dead letter fits: nothing was replayed.";
  const [only] = letters;
  const isOne = letters.length === 1;
  const replayed = letters.filter(({ outcome }) => outcome === "replayed").length;
  const lasting = Math.ceil(replayed / ratePerSecond);
  return [
    ...(isOne && only?.deliveryId !== undefined
      ? [
          only.outcome === "already"
            ? `${green("✓")} It was replayed before, as ${only.deliveryId}; --again replays it once more.`
            : `${green("✓")} Replayed as ${only.as ?? ""}: ${only.deliveryId}`,
        ]
      : [outcomes(letters, colours)]),
    ...refusals(letters, colours),
    ...(isCutOff ? [cutOff] : []),
    ...(followed === undefined
      ? nextSteps(letters, isOne ? 0 : lasting).map(dim)
      : [fates(followed, colours)]),
  ].join("\n");
}

export function discardedText(
  { letters, isCutOff }: { readonly letters: DiscardedMany["letters"]; readonly isCutOff: boolean },
  colours: Colours,
): string {
  if (letters.length === 0) return "No dead letter fits: nothing was discarded.";
  return [outcomes(letters, colours), ...refusals(letters, colours), ...(isCutOff ? [cutOff] : [])].join(
    "\n",
  );
}

type Letter = Pick<ReplayedLetter, "id" | "outcome" | "because">;

function outcomes(letters: readonly Letter[], { red, green }: Colours): string {
  const counts = new Map<string, number>();
  for (const { outcome } of letters) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  const names: Readonly<Record<string, string>> = { already: "done before" };
  return labelled(
    [...counts].map(([outcome, number]) => {
      const text = number.toLocaleString("en");
      return [names[outcome] ?? outcome, outcome === "refused" ? red(text) : green(text)];
    }),
  );
}

function refusals(letters: readonly Letter[], { red }: Colours): readonly string[] {
  const refused = letters.filter(({ outcome }) => outcome === "refused");
  const shown = refused.slice(0, 3).map(({ id, because }) => {
    return `${red("✗")} ${id}: ${because?.code ?? ""} ${oneLine(because?.detail ?? "")}`;
  });
  return refused.length > shown.length ? [...shown, `  and ${refused.length - shown.length} more`] : shown;
}

function nextSteps(letters: readonly ReplayedLetter[], lastingSeconds: number): readonly string[] {
  const first = letters.find(({ deliveryId }) => deliveryId !== undefined)?.deliveryId;
  if (first === undefined) return [];
  const lasting =
    lastingSeconds > 1 ? [`  the last of them begins in about ${plural(lastingSeconds, "second")}`] : [];
  return [...lasting, `  npm run bridge -- why ${first}`];
}

/** How each of them ended; the failed ones by name. */
function fates(followed: readonly Followed[], colours: Colours): string {
  const [only] = followed;
  if (followed.length === 1 && only !== undefined) return deliveryLine(only, colours);
  const { counts, firstNumber, lastNumber } = followed.reduce(count, nothingYet);
  const rows = Object.entries(counts).flatMap(([fate, number]): readonly (readonly [string, string])[] =>
    number === 0 ? [] : [[fate, number.toLocaleString("en")]],
  );
  const tickets =
    firstNumber === undefined ? [] : [["tickets", `${firstNumber} to ${lastNumber ?? ""}`] as const];
  const failed = followed.filter((one) => ["failed", "waiting"].includes(fateOf(one))).slice(0, 3);
  return [labelled([...rows, ...tickets]), ...failed.map((one) => deliveryLine(one, colours))].join("\n");
}
