import { describe, expect, it } from "vitest";

import { acceptAlert } from "../../../shared/delivery/acceptAlert.ts";
import { parseDeliveryId } from "../../../shared/delivery/deliveryId.ts";
import { bodyOf } from "../../support/builders/alerts.ts";
import { aDeliveryWorld, correlationIdOf } from "../../support/builders/deliveryWorld.ts";
import { aRoute } from "../../support/builders/routes.ts";

const receivedAtUtc = "2026-03-01T12:00:00.000Z";

describe("an alert that is taken in", () => {
  it("is in the queue with its body unchanged before the sender hears of it", async () => {
    const { accept, waiting } = aDeliveryWorld();
    const accepted = await accept();
    expect(waiting()).toEqual([
      {
        v: 1,
        kind: "delivery",
        deliveryId: accepted[0]?.id,
        receivedAtUtc,
        body: bodyOf(),
        attempt: 1,
        route: "default",
        connection: "servicenow",
        workItemKind: "incident",
        correlationId: correlationIdOf(accepted),
      },
    ]);
    expect(parseDeliveryId(accepted[0]?.id ?? "")).toMatchObject({
      correlationId: correlationIdOf(accepted),
    });
  });

  it.each([
    { severity: 0, lane: "critical" } as const,
    { severity: 1, lane: "critical" } as const,
    { severity: 2, lane: undefined } as const,
    { severity: 4, lane: undefined } as const,
    { severity: null, lane: undefined } as const,
  ])("of severity $severity travels in the lane $lane, and so does its resolved", async (alert) => {
    const { accept, waiting } = aDeliveryWorld();
    await accept({ severity: alert.severity });
    await accept({ severity: alert.severity, condition: "resolved" });
    expect(waiting().map(({ lane }) => lane)).toEqual([alert.lane, alert.lane]);
  });

  it("costs one queue message and nothing else", async () => {
    const { accept, storage, partner } = aDeliveryWorld();
    await accept();
    expect(storage.calls).toEqual(["queue.send"]);
    expect(partner.calls).toEqual([]);
  });

  it("becomes one message for each work item", async () => {
    const routes = [aRoute(), aRoute({ name: "audit", target: "audit" })];
    const { accept, waiting } = aDeliveryWorld({ routes });
    const accepted = await accept();
    expect(waiting()).toMatchObject([{ route: "default" }, { route: "audit" }]);
    expect(new Set(accepted.map(({ id }) => id)).size).toBe(2);
    expect(new Set(accepted.map(({ correlationId }) => correlationId)).size).toBe(2);
  });

  it("asks once, for all its routes, to be brought to tickets that they do not name, if it is resolved", async () => {
    const routes = [aRoute(), aRoute({ name: "audit", target: "audit" })];
    const { accept, waiting } = aDeliveryWorld({ routes });
    await accept({ condition: "resolved" });
    const messages = waiting();
    expect(messages[0]).toHaveProperty("isFanOutPending", true);
    expect(messages[1]).not.toHaveProperty("isFanOutPending");
  });

  it.each([
    ["nobody recognises", "{}", null],
    ["names a route that nobody knows", bodyOf(), "misspelt"],
    ["no route wants", bodyOf({ family: "budget" }), null],
  ])("waits as it came, for the worker to say why, if it %s", async (_what, body, route) => {
    const routes = [aRoute({ match: { families: ["metric"] } })];
    const { parts, waiting } = aDeliveryWorld({ routes });
    const accepted = await acceptAlert(parts, body, route);
    expect(accepted).toMatchObject([{ correlationId: null }]);
    expect(waiting()).toEqual([
      { v: 1, kind: "received", deliveryId: accepted[0]?.id, receivedAtUtc, body, attempt: 1, route },
    ]);
  });

  it("is refused if it is not JSON, and nothing is stored", async () => {
    const { parts, storage } = aDeliveryWorld();
    await expect(acceptAlert(parts, "<xml/>", null)).rejects.toMatchObject({ code: "ALERT_NOT_JSON" });
    expect(storage.calls).toEqual([]);
  });

  it("is not accepted if any of its messages could not be stored", async () => {
    const { accept, storage } = aDeliveryWorld();
    storage.failing.add("queue.send");
    await expect(accept()).rejects.toMatchObject({ code: "STORAGE_UNAVAILABLE" });
  });

  it("is taken in as it came if a fault of ours keeps it from being sorted: a repeat would not mend that", async () => {
    const { parts, waiting, log } = aDeliveryWorld();
    const recognise = () => {
      throw new RangeError("stack of a secret alert");
    };
    const accepted = await acceptAlert({ ...parts, recognise }, bodyOf(), "databases");
    expect(accepted).toMatchObject([{ correlationId: null }]);
    expect(waiting()).toMatchObject([{ kind: "received", route: "databases", body: bodyOf() }]);
    expect(log).toEqual([{ event: "alert.unsorted", error: "RangeError" }]);
  });
});
