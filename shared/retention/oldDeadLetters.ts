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
      for (const { letter } of page.letters) {
        const read = await letters.get(letter.id);
        // Somebody has seen to it since, or is replaying it just now: they write down next what became of it.
        if (read?.status.state !== status || isBeingSent(read.status, clock.nowMs())) continue;
        if (await letters.remove(read)) count += 1;
      }
      yield count;
      continuation = page.continuation;
    } while (continuation !== undefined);
  }
}
