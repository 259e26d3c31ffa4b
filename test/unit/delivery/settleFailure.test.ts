import { describe, expect, it } from "vitest";

import { newDeadLetterId } from "../../../shared/delivery/deadLetterId.ts";
import { newDeliveryId } from "../../../shared/delivery/deliveryId.ts";
import type { Envelope } from "../../../shared/delivery/envelope.ts";
import { settleFailure } from "../../../shared/delivery/settleFailure.ts";
import { BridgeError } from "../../../shared/failures/bridgeError.ts";
import { aDeliveryWorld } from "../../support/builders/deliveryWorld.ts";
import { anEnvelope, anExchange } from "../../support/contracts/storageBuilders.ts";

const minuteMs = 60_000;
const refused = (mayHaveHappened: boolean) =>
  new BridgeError("SERVICENOW_ACL_DENIED", "no create on incident", { mayHaveHappened });
const broken = (retryAfterMs?: number) => new BridgeError("SERVICENOW_SERVER_ERROR", "500", { retryAfterMs });
const busy = (retryAfterMs?: number) => new BridgeError("SERVICENOW_BUSY", "429", { retryAfterMs });

describe("what becomes of a message after a failure", () => {
  it("keeps what was asked and answered with the dead letter, and with nothing else", async () => {
    const { parts, deadLetters, waiting, clock } = aDeliveryWorld();
    const exchange = anExchange();

    await settleFailure(parts, anEnvelope(), new BridgeError("SERVICENOW_DATA_POLICY", "x", { exchange }));
    await settleFailure(parts, anEnvelope(), new BridgeError("SERVICENOW_BUSY", "x", { exchange }));

    clock.advanceMs(5_000);
    expect(deadLetters()).toMatchObject([{ exchange }]);
    expect(waiting()).toEqual([anEnvelope({ attempt: 2, lostAttempts: 1 })]);
  });

  it("does not count for the next attempt who died of this one", async () => {
    const { parts, waiting, clock } = aDeliveryWorld();
    await settleFailure(parts, anEnvelope({ crashes: 4, crashesWaiting: 13 }), broken());
    clock.advanceMs(5_000);
    expect(waiting()).toEqual([anEnvelope({ attempt: 2 })]);
  });

  it.each([
    { when: "may pass", error: broken(), attempt: 1, becomes: { attempt: 2, delayMs: 5_000 } },
    {
      when: "may pass, the second time",
      error: broken(),
      attempt: 2,
      becomes: { attempt: 3, delayMs: 15_000 },
    },
    {
      when: "asks for a longer wait",
      error: broken(60_000),
      attempt: 1,
      becomes: { attempt: 2, delayMs: 60_000 },
    },
    {
      when: "asks for a shorter wait",
      error: broken(1),
      attempt: 2,
      becomes: { attempt: 3, delayMs: 15_000 },
    },
    { when: "may pass, after the last attempt", error: broken(), attempt: 4, becomes: "deadLetter" },
    { when: "will not pass", error: refused(false), attempt: 1, becomes: "deadLetter" },
    {
      when: "will not pass, but may have been carried out",
      error: refused(true),
      attempt: 1,
      becomes: { attempt: 2, delayMs: 5_000 },
    },
    {
      when: "may have been carried out, after the last attempt",
      error: refused(true),
      attempt: 4,
      becomes: "deadLetter",
    },
  ])("one that $when: $becomes", async ({ error, attempt, becomes }) => {
    const { parts, queue, clock, deadLetters, waiting } = aDeliveryWorld();
    const envelope = anEnvelope({ attempt });

    const outcome = await settleFailure(parts, envelope, error);

    if (becomes === "deadLetter") {
      expect(outcome).toEqual({ kind: "deadLettered", code: error.code, detail: error.detail });
      expect(queue.count()).toEqual({ visible: 0, delayed: 0 });
      expect(deadLetters()).toMatchObject([{ code: error.code, detail: error.detail, envelope }]);
    } else if (typeof becomes === "object") {
      const { delayMs } = becomes;
      expect(outcome).toEqual({ kind: "retrying", code: error.code, detail: error.detail, delayMs });
      clock.advanceMs(delayMs - 1);
      expect(queue.count().visible).toBe(0);
      clock.advanceMs(1);
      expect(waiting()).toEqual([{ ...envelope, attempt: becomes.attempt }]);
      expect(deadLetters()).toEqual([]);
    }
  });

  it("keeps what a later release added to the message", async () => {
    const { parts, clock, waiting } = aDeliveryWorld();
    const envelope = { ...anEnvelope(), priority: { lane: "urgent" } };
    await settleFailure(parts, envelope, broken());
    clock.advanceMs(5_000);
    expect(waiting()).toEqual([{ ...envelope, attempt: 2 }]);
  });
});

describe("what becomes of a message after a failure of the connection", () => {
  it("uses up none of its retries, however often it happens", async () => {
    const { parts, waiting, clock } = aDeliveryWorld();
    let envelope: Envelope = anEnvelope({ attempt: 2 });
    for (let count = 0; count < 20; count += 1) {
      expect(await settleFailure(parts, envelope, busy())).toMatchObject({ kind: "retrying" });
      clock.advanceMs(30 * minuteMs);
      envelope = waiting()[0] ?? envelope;
    }
    expect(envelope).toMatchObject({ attempt: 22, lostAttempts: 20 });

    // One of its own had failed before; its schedule goes on with the second.
    expect(await settleFailure(parts, envelope, broken())).toMatchObject({ delayMs: 15_000 });
  });

  it("waits longer and longer where no pause says how long, at most half an hour", async () => {
    const { parts } = aDeliveryWorld({ timing: { retryDelaysMs: [5_000, 15_000, 7_200_000] } });
    const waitAfter = async (lostAttempts: number) => {
      const envelope = anEnvelope({
        attempt: lostAttempts,
        ...(lostAttempts > 1 && { lostAttempts: lostAttempts - 1 }),
      });
      const outcome = await settleFailure(parts, envelope, busy());
      return "delayMs" in outcome ? outcome.delayMs : undefined;
    };
    expect(await Promise.all([1, 2, 3, 4, 99].map(waitAfter))).toEqual([
      5_000,
      15_000,
      ...[30 * minuteMs, 30 * minuteMs, 30 * minuteMs],
    ]);
  });

  it("becomes a dead letter once it is older than anybody would wait", async () => {
    const { parts, clock, deadLetters } = aDeliveryWorld();
    const envelope = anEnvelope({ attempt: 200, lostAttempts: 199 });
    clock.advanceMs(72 * 60 * minuteMs);
    expect(await settleFailure(parts, envelope, busy())).toMatchObject({ kind: "retrying" });
    clock.advanceMs(1);
    expect(await settleFailure(parts, envelope, busy())).toMatchObject({ kind: "deadLettered" });
    expect(deadLetters()).toMatchObject([{ code: "SERVICENOW_BUSY", envelope: { attempt: 200 } }]);
  });

  it("counts a replayed message's age from its replay", async () => {
    const { parts, clock } = aDeliveryWorld();
    clock.advanceMs(100 * 60 * minuteMs);
    const deliveryId = newDeliveryId({
      correlationId: null,
      nowMs: clock.nowMs(),
      randomHex: "0".repeat(20),
    });
    expect(await settleFailure(parts, anEnvelope({ deliveryId }), busy())).toMatchObject({
      kind: "retrying",
    });
  });

  it("of a time-out is its own as long as it did not pause the connection", async () => {
    const { parts } = aDeliveryWorld();
    const timeout = new BridgeError("SERVICENOW_TIMEOUT", "no answer");
    expect(await settleFailure(parts, anEnvelope({ attempt: 4 }), timeout)).toMatchObject({
      kind: "deadLettered",
    });
  });
});

it("a dead letter's id sorts by time and tells letters of one moment apart", () => {
  const atMs = Date.UTC(2026, 2, 1);
  const ids = [
    newDeadLetterId(atMs, "ffffffffffffffffffff"),
    newDeadLetterId(atMs + 1, "00000000000000000000"),
    newDeadLetterId(atMs + 1, "00000000000100000000"),
  ];
  expect([...ids].sort()).toEqual(ids);
  expect(new Set(ids).size).toBe(3);
});
