import { describe, expect, it } from "vitest";

import { anAlertSeries } from "../support/world/alerts.ts";
import { aPerson } from "../support/world/person.ts";
import { useWorld } from "../support/world/useWorld.ts";

const world = useWorld({
  config: {
    routes: [
      { name: "web", match: { ruleNames: ["vm-web-cpu-high"] }, groupBy: ["rule", "subscription"] },
      {
        name: "payments",
        match: { ruleNames: ["sql-dtu-and-deadlocks"] },
        policy: { whenTaken: "leave" },
        workItem: { assignmentGroup: "Database", callerId: "bridge.integration" },
      },
      {
        name: "shop",
        match: { ruleNames: ["storage-transactions-unusual"] },
        policy: { onResolved: "note" },
      },
    ],
  },
});

const incidents = (correlationId: string | null) => world().incidents(correlationId);

function notesOf(correlationId: string | null): string[] {
  const [incident] = incidents(correlationId);
  return world()
    .sandbox.records("sys_journal_field")
    .filter((row) => row["element_id"] === incident?.["sys_id"] && row["element"] === "work_notes")
    .map((row) => row["value"] ?? "");
}

describe("alerts that a route groups", () => {
  it("share one incident: a note for each that joins or leaves, resolved with the last", async () => {
    const { bridge } = world();
    const series = anAlertSeries();
    const first = await bridge.deliver(series.fired({ sequence: 1 }));
    const second = await bridge.deliver(series.fired({ sequence: 2 }));
    const third = await bridge.deliver(series.fired({ sequence: 3 }));
    const { correlationId } = first;

    expect([second, third]).toMatchObject([
      { correlationId, because: "new member", ticket: first.ticket },
      { correlationId, because: "new member", ticket: first.ticket },
    ]);
    expect(notesOf(correlationId).join("\n")).toMatch(/vm-web-002[^]*vm-web-003/);

    const left = await bridge.deliver(series.resolved({ sequence: 2 }));
    expect(left).toMatchObject({ because: "member resolved" });
    expect((await bridge.ticket(correlationId ?? "")).ticket).toMatchObject({ members: 3, firing: 2 });
    expect(incidents(correlationId)).toMatchObject([{ state: "1" }]);

    await bridge.deliver(series.resolved({ sequence: 1 }));
    const last = await bridge.deliver(series.resolved({ sequence: 3 }));
    expect(last).toMatchObject({ because: "last member resolved" });
    expect(incidents(correlationId)).toMatchObject([{ state: "6" }]);

    const joined = await bridge.deliver(series.fired({ sequence: 4 }));
    expect(joined).toMatchObject({ because: "fires again within the reopen window", ticket: first.ticket });
    expect(incidents(correlationId)).toMatchObject([{ state: "2", reopen_count: "1" }]);
  });

  it("share one incident when they all come at the same moment", async () => {
    const { bridge } = world();
    const series = anAlertSeries();
    const sent = await Promise.all(
      Array.from({ length: 12 }, (_, sequence) => bridge.send(series.fired({ sequence }))),
    );
    const views = await Promise.all(sent.map(([{ id }]) => bridge.settled(id)));
    const correlationIds = new Set(views.map(({ correlationId }) => correlationId));

    expect(correlationIds.size).toBe(1);
    const [correlationId = null] = correlationIds;
    expect(incidents(correlationId)).toHaveLength(1);
    expect((await bridge.ticket(correlationId ?? "")).ticket).toMatchObject({ members: 12, firing: 12 });
    expect(notesOf(correlationId)).toHaveLength(11);
  });
});

describe("a route", () => {
  it("leaves an incident to the person who has taken it, where it says so", async () => {
    const { bridge, sandbox } = world();
    const series = anAlertSeries();
    const sample = "metric-multi-resource";
    const fired = await bridge.deliver(series.fired({ sample }));
    const [incident] = incidents(fired.correlationId);
    await aPerson(sandbox.url).assign(incident?.["sys_id"] ?? "");
    const resolved = await bridge.deliver(series.resolved({ sample }));

    expect(resolved).toMatchObject({ state: "skipped", because: "taken by a person" });
    expect(incidents(fired.correlationId)).toMatchObject([{ state: "2" }]);
  });

  it("gives an incident to the group and in the name of the caller that it names", async () => {
    const { bridge, sandbox } = world();
    const fired = await bridge.deliver(anAlertSeries().fired({ sample: "metric-multi-resource" }));
    const [incident] = incidents(fired.correlationId);
    const group = sandbox.records("sys_user_group").find((row) => row["name"] === "Database");
    const caller = sandbox.records("sys_user").find((row) => row["user_name"] === "bridge.integration");
    expect(incident).toMatchObject({ assignment_group: group?.["sys_id"], caller_id: caller?.["sys_id"] });
  });

  it("only notes that the problem is over, where it says so", async () => {
    const { bridge } = world();
    const series = anAlertSeries();
    const sample = "metric-dynamic";
    const fired = await bridge.deliver(series.fired({ sample }));
    const resolved = await bridge.deliver(series.resolved({ sample }));

    expect(resolved).toMatchObject({ state: "delivered", because: "resolved, left open" });
    expect(incidents(fired.correlationId)).toMatchObject([{ state: "1" }]);
    expect(notesOf(fired.correlationId)).toHaveLength(1);
  });

  it("that nobody has for an alert is an answer, not an error", async () => {
    const { bridge } = world();
    const view = await bridge.deliver(anAlertSeries().fired({ sample: "backup" }));
    expect(view).toMatchObject({ state: "unrouted", correlationId: null, ticket: null, code: null });
    expect((await bridge.deadLetters()).deadLetters).toEqual([]);
  });
});
