import { describe, expect, it } from "vitest";

import { anAlert, recogniseBody } from "../../support/builders/alerts.ts";
import { aDeliveryWorld, correlationIdOf } from "../../support/builders/deliveryWorld.ts";

const fault = () => {
  throw new TypeError("x.toLowerCase is not a function");
};

describe("a fault of ours in dealing with an alert", () => {
  it("ends as a dead letter at once, with the error's text and the body", async () => {
    const { parts, accept, deliverVisible, deadLetters, entries, partner } = aDeliveryWorld();
    const accepted = await accept();
    Object.assign(parts, { recognise: fault });
    expect(await deliverVisible()).toMatchObject([{ kind: "deadLettered", code: "ALERT_PROCESSING_FAILED" }]);
    expect(deadLetters()).toMatchObject([
      {
        code: "ALERT_PROCESSING_FAILED",
        detail: "TypeError: x.toLowerCase is not a function",
        envelope: { kind: "delivery", deliveryId: accepted[0]?.id },
      },
    ]);
    expect(await entries(correlationIdOf(accepted))).toMatchObject([
      { steps: [{ step: "received" }, { step: "ended", code: "ALERT_PROCESSING_FAILED" }] },
    ]);
    expect(partner.calls).toEqual([]);
  });

  it("ends so, too, when the webhook could only take it in", async () => {
    const { parts, accept, deliverVisible, deadLetters, entries } = aDeliveryWorld();
    Object.assign(parts, { recognise: fault });
    const [delivery] = await accept();
    expect(await deliverVisible()).toMatchObject([{ kind: "deadLettered", code: "ALERT_PROCESSING_FAILED" }]);
    expect(deadLetters()).toMatchObject([{ envelope: { kind: "received" } }]);
    expect(await entries(delivery?.id ?? "")).toHaveLength(1);
  });

  it("ends so in describing it, and the ticket is free for the next", async () => {
    const { parts, accept, deliverVisible, record, bring } = aDeliveryWorld();
    const recognise = () => ({ kind: "recognised", alert: anAlert(), describe: fault });
    const accepted = await accept();
    Object.assign(parts, { recognise });
    expect(await deliverVisible()).toMatchObject([{ kind: "deadLettered", code: "ALERT_PROCESSING_FAILED" }]);
    Object.assign(parts, { recognise: recogniseBody });
    expect(await bring()).toMatchObject({ kind: "delivered", action: "created" });
    expect(await record(correlationIdOf(accepted))).not.toHaveProperty("claim");
  });
});
