import { describe, expect, it } from "vitest";

import { newDeadLetterId } from "../../../shared/delivery/deadLetterId.ts";
import { settleFailure } from "../../../shared/delivery/settleFailure.ts";
import { BridgeError } from "../../../shared/failures/bridgeError.ts";
import { aDeliveryWorld } from "../../support/builders/deliveryWorld.ts";
import { anEnvelope, anExchange } from "../../support/contracts/storageBuilders.ts";

const refused = (mayHaveHappened: boolean) =>
  new BridgeError("SERVICENOW_ACL_DENIED", "no create on incident", { mayHaveHappened });
const busy = (retryAfterMs?: number) => new BridgeError("SERVICENOW_BUSY", "429", { retryAfterMs });

describe("what becomes of a message after a failure", () => {
  it("keeps what was asked and answered with the dead letter, and with nothing else", async () => {
    const { parts, deadLetters, waiting, clock } = aDeliveryWorld();
    const exchange = anExchange();

    await settleFailure(parts, anEnvelope(), new BridgeError("SERVICENOW_DATA_POLICY", "x", { exchange }));
    await settleFailure(parts, anEnvelope(), new BridgeError("SERVICENOW_BUSY", "x", { exchange }));

    clock.advanceMs(5_000);
    expect(deadLetters()).toMatchObject([{ exchange }]);
    expect(waiting()).toEqual([anEnvelope({ attempt: 2 })]);
  });

  it.each([
    { when: "may pass", error: busy(), attempt: 1, becomes: { attempt: 2, delayMs: 5_000 } },
    {
      when: "may pass, the second time",
      error: busy(),
      attempt: 2,
      becomes: { attempt: 3, delayMs: 15_000 },
    },
    {
      when: "asks for a longer wait",
      error: busy(60_000),
      attempt: 1,
      becomes: { attempt: 2, delayMs: 60_000 },
    },
    { when: "asks for a shorter wait", error: busy(1), attempt: 2, becomes: { attempt: 3, delayMs: 15_000 } },
    { when: "may pass, after the last attempt", error: busy(), attempt: 4, becomes: "deadLetter" },
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
    await settleFailure(parts, envelope, busy());
    clock.advanceMs(5_000);
    expect(waiting()).toEqual([{ ...envelope, attempt: 2 }]);
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
