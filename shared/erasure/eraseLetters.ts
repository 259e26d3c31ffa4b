import { type DeadLetterState, isBeingSent } from "../deadLetters/deadLetterStatus.ts";
import type { VersionedDeadLetter } from "../deadLetters/deadLetterStore.ts";
import { changeFor, type ErasureWish } from "./erasureWish.ts";
import type { ErasureParts, ErasureStage } from "./erasureStep.ts";
import { erasedLetter, erasedReason, isConcerned, isReasonConcerned } from "./erasedLetter.ts";

type LetterParts = Pick<ErasureParts, "letters" | "clock">;

const pageSize = 50;
const mostTries = 3;

/** The dead letters of one state. */
export function eraseLetters(status: DeadLetterState): ErasureStage {
  return async function* (parts, wish, after) {
    let continuation = after;
    do {
      const page = await parts.letters.list({ status }, pageSize, continuation);
      const counts = { deadLetters: 0, sendingLetters: 0, busyLetters: 0 };
      for (const { letter, status: known } of page.letters) {
        if (!isConcerned(letter, wish.value) && !isReasonConcerned(known, wish.value)) continue;
        const end = await eraseLetter(parts, wish, letter.id);
        if (end !== "untouched") counts[end] += 1;
      }
      ({ continuation } = page);
      yield { counts, after: continuation };
    } while (continuation !== undefined);
  };
}

/** Whoever replays it writes down next what became of it, and only if nobody has written meanwhile: so it is left alone. */
async function eraseLetter(
  { letters, clock }: LetterParts,
  wish: ErasureWish,
  id: string,
): Promise<"deadLetters" | "sendingLetters" | "busyLetters" | "untouched"> {
  for (let tries = 1; tries <= mostTries; tries += 1) {
    const read = await letters.get(id);
    if (read === undefined) return "untouched";
    const isTextConcerned = isConcerned(read.letter, wish.value);
    const isReasonToGo = isReasonConcerned(read.status, wish.value);
    if (!isTextConcerned && !isReasonToGo) return tries === 1 ? "untouched" : "deadLetters";
    if (isBeingSent(read.status, clock.nowMs())) return "sendingLetters";
    if (wish.isDryRun) return "deadLetters";
    // The reason first: what is cut off after it is still found by its letter.
    const now = isReasonToGo ? await withoutReason(letters, wish, read) : read;
    if (now === undefined) continue;
    if (!isTextConcerned) return "deadLetters";
    if ((await letters.replace(now, erasedLetter(now.letter))).kind === "written") return "deadLetters";
  }
  return "busyLetters";
}

async function withoutReason(
  letters: LetterParts["letters"],
  wish: ErasureWish,
  read: VersionedDeadLetter,
): Promise<VersionedDeadLetter | undefined> {
  const status = erasedReason(read.status, changeFor(wish));
  const written = await letters.setStatus(read, status);
  return written.kind === "written" ? { ...read, status, version: written.version } : undefined;
}
