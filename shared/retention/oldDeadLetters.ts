import { isBeingSent } from "../deadLetters/deadLetterStatus.ts";
import { type RetentionParts, utc } from "./retentionTask.ts";

const pageSize = 100;

export async function* oldDeadLetters({ letters, clock, policy }: RetentionParts): AsyncGenerator<number> {
  const { deadLettersMs, waitingDeadLettersMs } = policy;
  for (const status of ["replayed", "discarded", "waiting"] as const) {
    const keptMs = status === "waiting" ? waitingDeadLettersMs : deadLettersMs;
    const filter = { status, untilUtc: utc(clock.nowMs() - keptMs) };
    let continuation: string | undefined;
    do {
      const page = await letters.list(filter, pageSize, continuation);
      let count = 0;
      for (const { letter, status: known } of page.letters) {
        // Somebody is replaying it just now: they write down next what became of it.
        if (isBeingSent(known, clock.nowMs())) continue;
        await letters.remove(letter.id);
        count += 1;
      }
      yield count;
      continuation = page.continuation;
    } while (continuation !== undefined);
  }
}
