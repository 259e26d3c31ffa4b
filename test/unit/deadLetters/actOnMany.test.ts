import { describe, expect, it } from "vitest";

import { discardMany } from "../../../shared/deadLetters/discardMany.ts";
import { replayMany } from "../../../shared/deadLetters/replayMany.ts";
import { BridgeError } from "../../../shared/failures/bridgeError.ts";
import { aDeadLetterWorld } from "../../support/builders/deadLetterWorld.ts";
import { anEnvelope } from "../../support/contracts/storageBuilders.ts";

const waiting = { status: "waiting" } as const;
const denied = { code: "SERVICENOW_ACL_DENIED" } as const;
const wish = { who: "ada", filter: waiting, limit: 200, ratePerSecond: 5 };

describe("replaying all that a filter finds", () => {
  it("sends them at the rate that is asked for, whoever looks on", async () => {
    const { parts, queue, clock } = await aDeadLetterWorld(...Array.from({ length: 7 }, () => denied));

    await replayMany(parts, { ...wish, ratePerSecond: 2 });

    const bySecond: number[] = [];
    for (let second = 0; queue.count().delayed + queue.count().visible > 0; second += 1) {
      bySecond.push(queue.take().length);
      clock.advanceMs(1_000);
    }
    // Whole seconds: the second of two in a second waits for the next.
    expect(bySecond).toEqual([1, 2, 2, 2]);
  });

  it("goes on page by page, as one act at one rate", async () => {
    const { parts, queue, ids, audited } = await aDeadLetterWorld(...Array.from({ length: 5 }, () => denied));

    const first = await replayMany(parts, { ...wish, ratePerSecond: 1, limit: 3 });
    const second = await replayMany(parts, {
      ...wish,
      ratePerSecond: 1,
      limit: 3,
      continuation: first.continuation ?? undefined,
    });

    expect([first, second].map(({ counts }) => counts)).toEqual([{ replayed: 3 }, { replayed: 2 }]);
    expect(second).toMatchObject({ act: first.act, continuation: null });
    expect(await ids("waiting")).toEqual([]);
    expect(queue.take()).toHaveLength(1);
    expect(queue.nextVisibleAtMs()).toBe(parts.clock.nowMs() + 1_000);
    expect((await audited("waiting")).map(({ details }) => details)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ act: first.act, count: 3, from: 0, replayed: 3, ratePerSecond: 1 }),
        expect.objectContaining({ act: first.act, count: 2, from: 3 }),
      ]) as unknown,
    );
  });

  it("touches nothing that the filter does not name", async () => {
    const { parts, ids } = await aDeadLetterWorld(
      denied,
      { code: "ROUTE_UNKNOWN" },
      { ...denied, envelope: anEnvelope({ connection: "other" }) },
    );

    const { counts } = await replayMany(parts, {
      ...wish,
      filter: { ...waiting, code: "SERVICENOW_ACL_DENIED", connection: "fabrikam" },
    });

    expect(counts).toEqual({ replayed: 1 });
    expect(await ids("waiting")).toHaveLength(2);
  });

  it("goes on where one is refused, and says which and why", async () => {
    const { parts } = await aDeadLetterWorld(
      denied,
      { code: "MESSAGE_UNREADABLE", envelope: undefined, raw: "x" },
      denied,
    );

    const { counts, letters } = await replayMany(parts, wish);

    expect(counts).toEqual({ replayed: 2, refused: 1 });
    expect(letters[1]).toMatchObject({
      code: "MESSAGE_UNREADABLE",
      outcome: "refused",
      because: { code: "REPLAY_NOT_POSSIBLE" },
    });
  });

  it("ends where storage is away, and can be called again", async () => {
    const { parts, queue } = await aDeadLetterWorld(denied, denied);
    const away = new BridgeError("STORAGE_UNAVAILABLE", "the queue is away");

    await expect(replayMany({ ...parts, queue: { send: () => Promise.reject(away) } }, wish)).rejects.toBe(
      away,
    );
    parts.clock.advanceMs(60_000);
    await replayMany(parts, { ...wish, ratePerSecond: 100 });

    expect(queue.count().visible + queue.count().delayed).toBe(2);
  });

  it("does not promise what no queue can hold: a message for in more than a week", async () => {
    const { parts } = await aDeadLetterWorld(...Array.from({ length: 8 }, () => denied));
    const { counts } = await replayMany(parts, { ...wish, ratePerSecond: 1 / (24 * 3_600 * 1.5) });
    expect(counts).toEqual({ replayed: 5, refused: 3 });
  });

  it.each(["nonsense", "", Buffer.from("after {}").toString("base64url")])(
    "refuses the continuation %j",
    async (continuation) => {
      const { parts } = await aDeadLetterWorld(denied);
      await expect(replayMany(parts, { ...wish, continuation })).rejects.toMatchObject({
        code: "REQUEST_INVALID",
      });
    },
  );
});

describe("discarding all that a filter finds", () => {
  it("takes the reason for each, and writes down each and the whole", async () => {
    const { parts, ids, audited } = await aDeadLetterWorld(denied, denied);

    const done = await discardMany(parts, { ...wish, reason: "A load test of ours" });

    expect(done).toMatchObject({ counts: { discarded: 2 }, continuation: null });
    expect(await ids("discarded")).toHaveLength(2);
    const entries = await audited();
    expect(entries).toHaveLength(3);
    expect(new Set(entries.map(({ reason, details }) => `${reason} ${details["act"]}`))).toEqual(
      new Set([`A load test of ours ${done.act}`]),
    );
  });

  it("does nothing at all without a reason", async () => {
    const { parts, ids } = await aDeadLetterWorld(denied);
    await expect(discardMany(parts, { ...wish, reason: " " })).rejects.toMatchObject({
      code: "DISCARD_REASON_MISSING",
    });
    expect(await ids("waiting")).toHaveLength(1);
  });
});
