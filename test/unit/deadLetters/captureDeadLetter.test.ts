import { describe, expect, it } from "vitest";

import { memoryDeadLetterQueue } from "../../../shared/adapters/memory/memoryDeadLetterQueue.ts";
import { memoryDeadLetterStore } from "../../../shared/adapters/memory/memoryDeadLetterStore.ts";
import { memoryWorkQueue } from "../../../shared/adapters/memory/memoryWorkQueue.ts";
import { captureDeadLetter, capturePoison } from "../../../shared/deadLetters/captureDeadLetter.ts";
import type { DeadLetterStore } from "../../../shared/deadLetters/deadLetterStore.ts";
import { BridgeError } from "../../../shared/failures/bridgeError.ts";
import {
  aDeadLetter,
  anEnvelope,
  hostileText,
  settableClock,
} from "../../support/contracts/storageBuilders.ts";

function aCapture() {
  const clock = settableClock("2026-03-01T13:00:00.000Z");
  const store = memoryDeadLetterStore();
  const queue = memoryWorkQueue(clock);
  const letterQueue = memoryDeadLetterQueue(clock);
  return {
    clock,
    store,
    queue,
    capture: (message: unknown, queuedAtUtc?: string) =>
      capturePoison({ queue, store, letters: letterQueue, clock }, message, queuedAtUtc),
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

describe("a message that the host gave up on", () => {
  it("becomes a dead letter with its envelope", async () => {
    const { capture, letters } = aCapture();
    await capture(anEnvelope());
    expect(await letters()).toMatchObject([
      { code: "DELIVERY_CRASHED", failedAtUtc: "2026-03-01T13:00:00.000Z", envelope: anEnvelope() },
    ]);
    expect((await letters())[0]).not.toHaveProperty("raw");
  });

  it.each([
    ["a text", "not JSON at all"],
    ["of a later release", JSON.stringify({ ...anEnvelope(), v: 2 })],
    ["of somebody else", { orderNumber: 17 }],
    ["hostile", hostileText],
    ["empty", ""],
  ])("and that cannot be read (%s) is kept as it came", async (_what, message) => {
    const { capture, letters } = aCapture();
    await capture(message);
    expect(await letters()).toMatchObject([
      {
        code: "MESSAGE_UNREADABLE",
        envelope: undefined,
        raw: typeof message === "string" ? message : JSON.stringify(message),
      },
    ]);
  });

  it("and that is very long is cut", async () => {
    const { capture, letters } = aCapture();
    await capture("x".repeat(100_000));
    expect((await letters())[0]?.raw).toHaveLength(32 * 1024);
  });

  it.each([
    ["readable", anEnvelope()],
    ["unreadable", "not JSON at all"],
  ])("makes one letter, however often it is captured (%s)", async (_what, message) => {
    const { capture, clock, letters } = aCapture();
    await capture(message, queuedAtUtc);
    clock.advanceMs(600_000);
    await capture(message, queuedAtUtc);
    expect(await letters()).toMatchObject([{ failedAtUtc: "2026-03-01T13:00:00.000Z" }]);
  });

  it.each([
    ["readable", anEnvelope(), anEnvelope({ deliveryId: "dlv-contoso-2" })],
    ["unreadable", "one", "two"],
  ])("makes a letter of its own, at whatever moment others came (%s)", async (_what, one, other) => {
    const { capture, letters } = aCapture();
    await capture(one, queuedAtUtc);
    await capture(other, queuedAtUtc);
    expect(await letters()).toHaveLength(2);
  });

  it.each([undefined, "yesterday"])(
    "is listed by now, where nobody says when it was given up (%s)",
    async (unknown) => {
      const { capture, letters } = aCapture();
      await capture("older", "2026-03-01T11:00:00Z");
      await capture("newer", unknown);
      expect((await letters()).map(({ raw }) => raw)).toEqual(["newer", "older"]);
    },
  );

  it("comes again if storage fails: that is no reason to call it unreadable", async () => {
    const { queue, store, clock, letters, letterQueue } = aCapture();
    const away = new BridgeError("STORAGE_UNAVAILABLE", "its body's blob");
    const broken = { ...queue, open: () => Promise.reject(away) };
    await expect(
      capturePoison({ queue: broken, store, letters: letterQueue, clock }, anEnvelope()),
    ).rejects.toBe(away);
    expect(await letters()).toEqual([]);
  });
});

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
