import { describe, expect, it } from "vitest";

import { memoryDeadLetterQueue } from "../../../shared/adapters/memory/memoryDeadLetterQueue.ts";
import { memoryDeadLetterStore } from "../../../shared/adapters/memory/memoryDeadLetterStore.ts";
import { captureDeadLetter } from "../../../shared/deadLetters/captureDeadLetter.ts";
import type { DeadLetterStore } from "../../../shared/deadLetters/deadLetterStore.ts";
import { BridgeError } from "../../../shared/failures/bridgeError.ts";
import { aDeadLetter, settableClock } from "../../support/contracts/storageBuilders.ts";

function aCapture() {
  const clock = settableClock("2026-03-01T13:00:00.000Z");
  const store = memoryDeadLetterStore();
  const letterQueue = memoryDeadLetterQueue(clock);
  return {
    clock,
    captureLetter: (message: unknown, tables: Pick<DeadLetterStore, "put"> = store) =>
      captureDeadLetter(
        { queue: letterQueue, store: tables, letters: letterQueue, clock },
        message,
        queuedAtUtc,
      ),
    letterQueue,
    letters: async () => (await store.list({ status: "waiting" }, 10)).letters.map(({ letter }) => letter),
  };
}

const queuedAtUtc = "2026-03-01T12:50:00+00:00";

describe("a dead letter from its queue", () => {
  it("becomes one that people see", async () => {
    const { captureLetter, letters } = aCapture();
    await captureLetter(aDeadLetter());
    expect(await letters()).toEqual([aDeadLetter()]);
  });

  it("is kept as it came if it cannot be read, and once however often it is handed out", async () => {
    const { captureLetter, letters, clock } = aCapture();
    await captureLetter({ orderNumber: 17 });
    clock.advanceMs(60_000);
    await captureLetter({ orderNumber: 17 });
    expect(await letters()).toMatchObject([{ code: "MESSAGE_UNREADABLE", raw: '{"orderNumber":17}' }]);
  });

  it("waits in its queue while the tables are away, and never becomes poison", async () => {
    const { captureLetter, letterQueue, clock } = aCapture();
    const away = { put: () => Promise.reject(new BridgeError("STORAGE_UNAVAILABLE", "no table answers")) };
    await captureLetter(aDeadLetter(), away);

    expect(letterQueue.take()).toEqual([]);
    clock.advanceMs(60_000);
    expect(letterQueue.take()).toEqual([JSON.parse(JSON.stringify(aDeadLetter()))]);
  });
});
