import { describe, expect, it } from "vitest";

import { type ReplayAs } from "../../../shared/deadLetters/deadLetterStatus.ts";
import { replayLetter } from "../../../shared/deadLetters/replayLetter.ts";
import type { DeadLetter } from "../../../shared/delivery/deadLetter.ts";
import { parseDeliveryId } from "../../../shared/delivery/deliveryId.ts";
import { parseEnvelope } from "../../../shared/delivery/parseEnvelope.ts";
import { erased } from "../../../shared/erasure/erasedText.ts";
import { BridgeError } from "../../../shared/failures/bridgeError.ts";
import { aDeadLetterWorld } from "../../support/builders/deadLetterWorld.ts";
import { aDeadLetter, anEnvelope } from "../../support/contracts/storageBuilders.ts";

const id = aDeadLetter().id;
const ada = { who: "ada@contoso.example" };
const received = {
  v: 1,
  kind: "received",
  deliveryId: "dlv-contoso-1",
  receivedAtUtc: "2026-03-01T12:00:00.000Z",
  body: "{}",
  attempt: 3,
  route: "ops",
} as const;

describe("replaying a dead letter", () => {
  it("sends the same alert to the same work item, as a first attempt under an id of its own", async () => {
    const envelope = anEnvelope({ attempt: 17, isFanOutPending: true, lane: "critical" });
    const { parts, sent, statusOf } = await aDeadLetterWorld({ id, code: "SERVICENOW_ACL_DENIED", envelope });

    const done = await replayLetter(parts, id, ada);

    const [message, ...more] = sent();
    expect(more).toEqual([]);
    expect(parseEnvelope(message)).toEqual({
      ...envelope,
      attempt: 1,
      deliveryId: done.deliveryId,
      replayOf: id,
    });
    expect(parseDeliveryId(done.deliveryId)).toMatchObject({ correlationId: envelope.correlationId });
    expect(done).toEqual({
      id,
      code: "SERVICENOW_ACL_DENIED",
      outcome: "replayed",
      deliveryId: done.deliveryId,
      as: "delivery",
    });
    expect(await statusOf(id)).toEqual({
      state: "replayed",
      replay: { deliveryId: done.deliveryId, as: "delivery", atUtc: "2026-03-02T12:00:00.000Z" },
    });
  });

  it.each<[string, Partial<DeadLetter>, ReplayAs | undefined, ReplayAs, string | null]>([
    ["an unknown shape", { code: "ALERT_SHAPE_UNKNOWN", envelope: received }, undefined, "received", "ops"],
    ["an unknown route", { code: "ROUTE_UNKNOWN", envelope: received }, undefined, "received", "ops"],
    ["a missing connection", { code: "CONNECTION_MISSING" }, undefined, "received", null],
    [
      "a missing connection of an address",
      { code: "CONNECTION_MISSING", envelope: anEnvelope({ postedTo: "ops" }) },
      undefined,
      "received",
      "ops",
    ],
    [
      "a missing connection, as a delivery",
      { code: "CONNECTION_MISSING" },
      "delivery",
      "delivery",
      "default",
    ],
    ["a refusal", { code: "SERVICENOW_ACL_DENIED" }, undefined, "delivery", "default"],
    ["a refusal, as received", { code: "SERVICENOW_ACL_DENIED" }, "received", "received", null],
    ["a crash", { code: "DELIVERY_CRASHED" }, undefined, "delivery", "default"],
  ])("of %s finds the way that fits", async (_what, letter, as, expected, route) => {
    const { parts, sent } = await aDeadLetterWorld({ id, ...letter });

    const done = await replayLetter(parts, id, { ...ada, as });

    expect(done.as).toBe(expected);
    expect(sent().map(parseEnvelope)).toMatchObject([
      { kind: expected, route, attempt: 1, receivedAtUtc: received.receivedAtUtc, replayOf: id },
    ]);
  });

  it("begins anew: with all its retries, and with a journal that says again what it waits for", async () => {
    const past = { attempt: 9, lostAttempts: 8, waitsFor: "SERVICENOW_UNAVAILABLE", crashes: 2 };
    const { parts, sent } = await aDeadLetterWorld({ id, envelope: anEnvelope(past) });
    const { deliveryId } = await replayLetter(parts, id, { ...ada, as: "delivery" });
    expect(sent()).toEqual([anEnvelope({ deliveryId, attempt: 1, replayOf: id })]);
  });

  it.each<[string, Partial<DeadLetter>, ReplayAs | undefined]>([
    ["nobody could read", { envelope: undefined, raw: "<xml/>" }, undefined],
    ["was never routed, as a delivery", { envelope: received }, "delivery"],
    [
      "holds nothing any more since its alert was erased",
      { envelope: anEnvelope({ body: erased }) },
      undefined,
    ],
  ])("that %s is refused, and changes nothing", async (_what, letter, as) => {
    const { parts, sent, statusOf, audited } = await aDeadLetterWorld({ id, ...letter });

    await expect(replayLetter(parts, id, { ...ada, as })).rejects.toMatchObject({
      code: "REPLAY_NOT_POSSIBLE",
    });

    expect(sent()).toEqual([]);
    expect(await statusOf(id)).toEqual({ state: "waiting" });
    expect(await audited()).toEqual([]);
  });

  it("that does not exist is not found", async () => {
    const { parts } = await aDeadLetterWorld();
    await expect(replayLetter(parts, id, ada)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("by two people at once sends one message, and tells the other who it was", async () => {
    const { parts, sent, audited } = await aDeadLetterWorld({ id });

    const results = await Promise.allSettled([
      replayLetter(parts, id, ada),
      replayLetter(parts, id, { who: "grace" }),
    ]);

    expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(results.find(({ status }) => status === "rejected")).toMatchObject({
      reason: { code: "REPLAY_UNDER_WAY" },
    });
    expect(sent()).toHaveLength(1);
    expect(await audited()).toHaveLength(1);
  });

  it("once more sends nothing and names the delivery, unless it is wished for", async () => {
    const { parts, sent, audited } = await aDeadLetterWorld({ id });
    const first = await replayLetter(parts, id, ada);

    expect(await replayLetter(parts, id, ada)).toEqual({ ...first, outcome: "already" });
    expect(sent()).toHaveLength(1);

    const again = await replayLetter(parts, id, { ...ada, again: true });
    expect(again).toMatchObject({ outcome: "replayed" });
    expect(again.deliveryId).not.toBe(first.deliveryId);
    expect(sent()).toHaveLength(1);
    expect(await audited()).toHaveLength(2);
  });

  it("that was cut off before its message was sent is finished with the very same message by the next", async () => {
    const { parts, sent, statusOf, clock, audited } = await aDeadLetterWorld({ id });
    const away = new BridgeError("STORAGE_UNAVAILABLE", "the queue is away");
    const cutOff = { ...parts, queue: { send: () => Promise.reject(away) } };
    await expect(replayLetter(cutOff, id, ada)).rejects.toBe(away);
    const begun = (await statusOf(id))?.sending?.deliveryId;
    expect(await statusOf(id)).toMatchObject({ state: "waiting" });

    await expect(replayLetter(parts, id, { who: "grace" })).rejects.toMatchObject({
      code: "REPLAY_UNDER_WAY",
    });
    clock.advanceMs(60_000);
    const done = await replayLetter(parts, id, { who: "grace" });

    expect(done).toMatchObject({ outcome: "replayed", deliveryId: begun });
    expect(sent()).toMatchObject([{ deliveryId: begun }]);
    expect(await statusOf(id)).toMatchObject({ state: "replayed", replay: { deliveryId: begun } });
    expect(await audited()).toMatchObject([{ who: ada.who }]);
  });

  it("sends nothing that the audit trail does not hold", async () => {
    const { parts, sent } = await aDeadLetterWorld({ id });
    const away = new BridgeError("STORAGE_UNAVAILABLE", "the table is away");

    await expect(
      replayLetter({ ...parts, audit: { add: () => Promise.reject(away) } }, id, ada),
    ).rejects.toBe(away);

    expect(sent()).toEqual([]);
  });

  it("is written down with who, when and what, and the log names nobody", async () => {
    const { parts, audited, log } = await aDeadLetterWorld({ id, code: "SERVICENOW_ACL_DENIED" });

    const { deliveryId } = await replayLetter(parts, id, ada);

    expect(await audited(id)).toMatchObject([
      {
        atUtc: "2026-03-02T12:00:00.000Z",
        who: "ada@contoso.example",
        action: "deadLetter.replayed",
        details: { code: "SERVICENOW_ACL_DENIED", as: "delivery", deliveryId, act: null },
      },
    ]);
    expect(log).toEqual([
      { event: "deadLetter.replayed", id, code: "SERVICENOW_ACL_DENIED", deliveryId, as: "delivery" },
    ]);
  });
});
