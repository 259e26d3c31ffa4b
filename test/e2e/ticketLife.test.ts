import { describe, expect, it } from "vitest";

import type { DeliveryView } from "../../shared/tickets/deliveryView.ts";
import { anAlertSeries } from "../support/world/alerts.ts";
import { aPerson } from "../support/world/person.ts";
import { useWorld } from "../support/world/useWorld.ts";

const world = useWorld();
const person = () => aPerson(world().sandbox.url);

/** Of an alert whose moments decide: it fires, is over, and fires again. */
const moments = {
  first: "2026-03-15T07:20:00.000Z",
  second: "2026-03-15T07:50:00.000Z",
  over: "2026-03-15T08:40:00.000Z",
  again: "2026-03-15T09:10:00.000Z",
};

function incidentOf({ correlationId, ticket }: DeliveryView): Record<string, string> & { sys_id: string } {
  const incident = world()
    .sandbox.records("incident")
    .find((row) => row["number"] === ticket?.number);
  if (incident === undefined)
    throw new Error(`No incident ${ticket?.number ?? ""} of ${correlationId ?? ""}`);
  return { sys_id: "", ...incident };
}

/** Work notes as stored, oldest first. */
function notesOf(view: DeliveryView): string[] {
  const { sys_id: sysId } = incidentOf(view);
  return world()
    .sandbox.records("sys_journal_field")
    .filter((row) => row["element_id"] === sysId && row["element"] === "work_notes")
    .map((row) => row["value"] ?? "");
}

describe("the story of a service health issue", () => {
  it.each([
    ["in the common schema", ["service-health", "service-health", "service-health"]],
    ["in the legacy schema", ["legacy-service-health", "legacy-service-health", "legacy-service-health"]],
    ["in both", ["service-health", "legacy-service-health", "legacy-service-health"]],
  ] as const)("is one ticket from Active over an update to Resolved: %s", async (_which, shapes) => {
    const { bridge } = world();
    const series = anAlertSeries();
    const active = await bridge.deliver(series.fired({ sample: shapes[0], atUtc: moments.first }));
    const update = await bridge.deliver(series.fired({ sample: shapes[1], atUtc: moments.second }));
    expect(incidentOf(active)).toMatchObject({ state: "1" });
    const resolved = await bridge.deliver(series.resolved({ sample: shapes[2], atUtc: moments.over }));

    expect([active, update, resolved].map(({ correlationId }) => correlationId)).toEqual(
      Array.from({ length: 3 }, () => active.correlationId),
    );
    expect(update).toMatchObject({ state: "skipped", because: "still firing", ticket: active.ticket });
    expect(world().incidents(active.correlationId)).toMatchObject([{ state: "6" }]);
  });
});

describe("the portal's test of an action group", () => {
  it("makes a ticket each time, although its ids never change", async () => {
    const { bridge } = world();
    const series = anAlertSeries();
    const first = await bridge.deliver(
      series.fired({ sample: "test-notification", atUtc: moments.first, sequence: 11 }),
    );
    const second = await bridge.deliver(
      series.fired({ sample: "test-notification", atUtc: moments.second, sequence: 12 }),
    );
    expect([first.state, second.state]).toEqual(["delivered", "delivered"]);
    expect(second.ticket?.number).not.toBe(first.ticket?.number);
  });
});

describe("an alert that fires again", () => {
  it("reopens its incident within the window", async () => {
    const { bridge } = world();
    const series = anAlertSeries();
    const sample = "resource-health";
    const fired = await bridge.deliver(series.fired({ sample, atUtc: moments.first }));
    await bridge.deliver(series.resolved({ sample, atUtc: moments.over }));
    expect(incidentOf(fired)).toMatchObject({ state: "6" });
    const again = await bridge.deliver(series.fired({ sample, atUtc: moments.again }));

    expect(again).toMatchObject({ state: "delivered", because: "fires again within the reopen window" });
    expect(again.ticket).toEqual(fired.ticket);
    expect(incidentOf(fired)).toMatchObject({ state: "2", reopen_count: "1" });
    expect(world().incidents(fired.correlationId)).toHaveLength(1);
  });

  it("opens the next incident, linked to the former, once a person has closed that", async () => {
    const { bridge } = world();
    const series = anAlertSeries();
    const sample = "resource-health";
    const fired = await bridge.deliver(series.fired({ sample, atUtc: moments.first }));
    const former = incidentOf(fired);
    await person().resolve(former.sys_id);
    await person().close(former.sys_id);
    await bridge.deliver(series.resolved({ sample, atUtc: moments.over }));
    const again = await bridge.deliver(series.fired({ sample, atUtc: moments.again }));

    expect(again).toMatchObject({ state: "delivered", because: "the former is closed" });
    expect(incidentOf(again)).toMatchObject({ correlation_id: `${fired.correlationId}-2`, state: "1" });
    expect(notesOf(again).join()).toContain(former["number"] ?? "?");
    expect(incidentOf(fired)).toMatchObject({ state: "7", correlation_id: fired.correlationId });
    const { ticket } = await bridge.ticket(fired.correlationId ?? "");
    expect(ticket).toMatchObject({ generation: 2, number: again.ticket?.number });
  });

  it("opens the next incident when the former was deleted", async () => {
    const { bridge } = world();
    const series = anAlertSeries();
    const sample = "resource-health";
    const fired = await bridge.deliver(series.fired({ sample, atUtc: moments.first }));
    await person().delete(incidentOf(fired).sys_id);
    await bridge.deliver(series.resolved({ sample, atUtc: moments.over }));
    const again = await bridge.deliver(series.fired({ sample, atUtc: moments.again }));

    expect(again).toMatchObject({ state: "delivered", because: "the former is gone" });
    expect(incidentOf(again)).toMatchObject({ correlation_id: `${fired.correlationId}-2` });
  });
});

describe("what people do in ServiceNow", () => {
  it("stays: an incident that a person has resolved keeps the person's words", async () => {
    const { bridge } = world();
    const series = anAlertSeries();
    const fired = await bridge.deliver(series.fired());
    await person().resolve(incidentOf(fired).sys_id);
    const resolved = await bridge.deliver(series.resolved());

    expect(resolved).toMatchObject({ state: "skipped", because: "already resolved", ticket: fired.ticket });
    expect(incidentOf(fired)).toMatchObject({ state: "6", close_notes: "Restarted the service" });
  });

  it("does not keep an incident open that a person has taken, unless the route says so", async () => {
    const { bridge } = world();
    const series = anAlertSeries();
    const fired = await bridge.deliver(series.fired());
    const { sys_id: sysId } = incidentOf(fired);
    await person().assign(sysId);
    await person().note(sysId, "Looking into it");
    await bridge.deliver(series.resolved());

    expect(incidentOf(fired)).toMatchObject({ state: "6" });
    expect(notesOf(fired)).toContain("Looking into it");
  });
});
