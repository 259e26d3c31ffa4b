import { memoryAuditTrail } from "../../../shared/adapters/memory/memoryAuditTrail.ts";
import { memoryDeadLetterStore } from "../../../shared/adapters/memory/memoryDeadLetterStore.ts";
import { memoryWorkQueue } from "../../../shared/adapters/memory/memoryWorkQueue.ts";
import type { DeadLetterStatus } from "../../../shared/deadLetters/deadLetterStatus.ts";
import { newDeadLetterId } from "../../../shared/delivery/deadLetterId.ts";
import type { DeadLetter } from "../../../shared/delivery/deadLetter.ts";
import type { Envelope } from "../../../shared/delivery/envelope.ts";
import { aDeadLetter, settableClock } from "../contracts/storageBuilders.ts";

/** Dead letters over memory, with what people do about them. Time stands still. */
export async function aDeadLetterWorld(...letters: readonly Partial<DeadLetter>[]) {
  const clock = settableClock("2026-03-02T12:00:00.000Z");
  const store = memoryDeadLetterStore();
  const queue = memoryWorkQueue(clock);
  const audit = memoryAuditTrail();
  const log: Readonly<Record<string, unknown>>[] = [];
  let randomCount = 0;
  const randomHex = () => (randomCount += 1).toString(16).padStart(12, "0").padEnd(20, "0");

  for (const [index, letter] of letters.entries()) {
    const id = newDeadLetterId(Date.parse("2026-03-01T12:00:00.000Z") + index, randomHex());
    await store.put(aDeadLetter({ id, ...letter }));
  }
  return {
    parts: {
      store,
      queue,
      audit,
      clock,
      randomHex,
      log: (event: string, fields: Readonly<Record<string, unknown>>) => void log.push({ event, ...fields }),
    },
    clock,
    store,
    log,
    /** Newest first. */
    ids: async (status: DeadLetterStatus["state"] = "waiting") =>
      (await store.list({ status }, 1_000)).letters.map(({ letter }) => letter.id),
    statusOf: async (id: string) => (await store.get(id))?.status,
    sent: () => queue.take() as Envelope[],
    queue,
    audited: async (subject?: string) => (await audit.newest({ limit: 100, subject })).entries,
  };
}
