import { describe, expect, it } from "vitest";

import { discardLetter } from "../../../shared/deadLetters/discardLetter.ts";
import { replayLetter } from "../../../shared/deadLetters/replayLetter.ts";
import { BridgeError } from "../../../shared/failures/bridgeError.ts";
import { aDeadLetterWorld } from "../../support/builders/deadLetterWorld.ts";
import { aDeadLetter } from "../../support/contracts/storageBuilders.ts";

const id = aDeadLetter().id;
const wish = { who: "ada", reason: "A load test of ours" };

describe("discarding a dead letter", () => {
  it("keeps it with its reason, out of sight of those that wait", async () => {
    const { parts, ids, statusOf, audited } = await aDeadLetterWorld({ id });

    expect(await discardLetter(parts, id, wish)).toMatchObject({ id, outcome: "discarded" });

    expect(await ids("waiting")).toEqual([]);
    expect(await ids("discarded")).toEqual([id]);
    expect(await statusOf(id)).toEqual({
      state: "discarded",
      atUtc: "2026-03-02T12:00:00.000Z",
      reason: wish.reason,
    });
    expect(await audited(id)).toMatchObject([
      { who: "ada", action: "deadLetter.discarded", reason: wish.reason },
    ]);
  });

  it.each(["", "   ", "\n", "--", "…"])(
    "needs a reason with a word in it, which %j is not",
    async (reason) => {
      const { parts, ids } = await aDeadLetterWorld({ id });
      await expect(discardLetter(parts, id, { ...wish, reason })).rejects.toMatchObject({
        code: "DISCARD_REASON_MISSING",
      });
      expect(await ids("waiting")).toEqual([id]);
    },
  );

  it("takes a reason as one line, and none that is a document", async () => {
    const { parts, statusOf } = await aDeadLetterWorld({ id });
    await expect(discardLetter(parts, id, { ...wish, reason: "x".repeat(501) })).rejects.toMatchObject({
      code: "REQUEST_INVALID",
    });
    await discardLetter(parts, id, { ...wish, reason: " two\r\n lines\u0000 " });
    expect(await statusOf(id)).toMatchObject({ reason: "two lines" });
  });

  it("once more changes nothing, neither reason nor audit trail", async () => {
    const { parts, statusOf, audited, clock } = await aDeadLetterWorld({ id });
    await discardLetter(parts, id, wish);
    clock.advanceMs(1_000);

    expect(await discardLetter(parts, id, { who: "grace", reason: "Another" })).toMatchObject({
      outcome: "already",
    });

    expect(await statusOf(id)).toMatchObject({ reason: wish.reason });
    expect(await audited()).toMatchObject([{ who: "ada", reason: wish.reason }]);
  });

  it("is written down by the next who tries, if the audit trail was away", async () => {
    const { parts, audited } = await aDeadLetterWorld({ id });
    const away = new BridgeError("STORAGE_UNAVAILABLE", "the table is away");
    const cutOff = { ...parts, audit: { add: () => Promise.reject(away) } };
    await expect(discardLetter(cutOff, id, wish)).rejects.toBe(away);

    await discardLetter(parts, id, { who: "grace", reason: "Another" });

    expect(await audited()).toMatchObject([{ reason: wish.reason }]);
  });

  it("can be taken back by replaying it", async () => {
    const { parts, ids } = await aDeadLetterWorld({ id });
    await discardLetter(parts, id, wish);

    expect(await replayLetter(parts, id, { who: "grace" })).toMatchObject({ outcome: "replayed" });

    expect(await ids("discarded")).toEqual([]);
    expect(await ids("replayed")).toEqual([id]);
  });

  it("that was replayed is refused", async () => {
    const { parts } = await aDeadLetterWorld({ id });
    await replayLetter(parts, id, { who: "grace" });
    await expect(discardLetter(parts, id, wish)).rejects.toMatchObject({ code: "DISCARD_NOT_POSSIBLE" });
  });

  it("whose replay was begun is refused: its message may be on its way", async () => {
    const { parts } = await aDeadLetterWorld({ id });
    const away = new BridgeError("STORAGE_UNAVAILABLE", "the queue is away");
    const cutOff = { ...parts, queue: { send: () => Promise.reject(away) } };
    await expect(replayLetter(cutOff, id, wish)).rejects.toBe(away);
    await expect(discardLetter(parts, id, wish)).rejects.toMatchObject({ code: "REPLAY_UNDER_WAY" });
  });

  it("whose replay was cut off goes after a minute, and a later replay still sends the very message begun", async () => {
    const { parts, ids, statusOf, audited, clock } = await aDeadLetterWorld({ id });
    const away = new BridgeError("STORAGE_UNAVAILABLE", "the queue is away");
    const cutOff = { ...parts, queue: { send: () => Promise.reject(away) } };
    await expect(replayLetter(cutOff, id, wish)).rejects.toBe(away);
    const begun = (await statusOf(id))?.sending?.deliveryId;
    clock.advanceMs(60_000);

    expect(await discardLetter(parts, id, wish)).toMatchObject({ outcome: "discarded" });
    expect(await discardLetter(parts, id, wish)).toMatchObject({ outcome: "already" });

    expect(await ids("discarded")).toEqual([id]);
    const [entry] = (await audited(id)).filter(({ action }) => action === "deadLetter.discarded");
    expect(entry?.details).toMatchObject({ mayHaveBeenSentAs: begun });
    expect(await replayLetter(parts, id, wish)).toMatchObject({ outcome: "replayed", deliveryId: begun });
  });
});
