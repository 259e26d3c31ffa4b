import { describe, expect, it } from "vitest";

import { anAlertSeries } from "../support/world/alerts.ts";
import { stepsOf } from "../support/world/bridgeApi.ts";
import { aPerson } from "../support/world/person.ts";
import { useWorld } from "../support/world/useWorld.ts";

const stagingTable = "x_mioms_microsoft_oms_incident";
const world = useWorld({
  settings: {
    SERVICENOW_IMPORT_SET_TABLE: stagingTable,
    SERVICENOW_TIMEOUT_SECONDS: "2",
    BRIDGE_CLAIM_SECONDS: "4",
    BRIDGE_PARTNER_WORKING_SECONDS: "1",
  },
});

const importing = { method: "POST", pathContains: "/import/" };
const rowsOf = (correlationId: string | null) =>
  world()
    .sandbox.records(stagingTable)
    .filter((row) => row["correlation_id"] === correlationId);
const notesOf = (sysId: string | undefined) =>
  world()
    .sandbox.records("sys_journal_field")
    .filter((row) => row["element_id"] === sysId && row["element"] === "work_notes");

describe("a ticket's life through import sets", () => {
  it("is one incident that is opened, resolved with a close code, and reopened by rows alone", async () => {
    const { bridge, sandbox } = world();
    const series = anAlertSeries();
    const sample = "resource-health";
    const fired = await bridge.deliver(series.fired({ sample, atUtc: "2026-03-15T07:20:00.000Z" }));
    expect(fired).toMatchObject({ state: "delivered", because: "first of its kind" });
    await bridge.deliver(series.resolved({ sample, atUtc: "2026-03-15T08:40:00.000Z" }));
    expect(world().incidents(fired.correlationId)).toMatchObject([
      { state: "6", close_code: "Solution provided" },
    ]);
    const again = await bridge.deliver(series.fired({ sample, atUtc: "2026-03-15T09:10:00.000Z" }));

    expect(again).toMatchObject({ state: "delivered", ticket: fired.ticket });
    const [incident, ...others] = world().incidents(fired.correlationId);
    expect(incident).toMatchObject({ state: "2", reopen_count: "1" });
    expect(others).toEqual([]);
    expect(notesOf(incident?.["sys_id"])).toHaveLength(2);
    expect(rowsOf(fired.correlationId).map((row) => row["sys_import_state"])).toEqual([
      "inserted",
      "updated",
      "updated",
    ]);
    const written = Object.keys(sandbox.stats().calls).filter((call) => /^(POST|PATCH) incident /.test(call));
    expect(written).toEqual([]);
  });

  it("goes on with the next incident once a person has closed the former", async () => {
    const { bridge, sandbox } = world();
    const series = anAlertSeries();
    const sample = "resource-health";
    const fired = await bridge.deliver(series.fired({ sample, atUtc: "2026-03-15T07:20:00.000Z" }));
    const sysId = world().incidents(fired.correlationId)[0]?.["sys_id"] ?? "";
    const person = aPerson(sandbox.url);
    await person.resolve(sysId);
    await person.close(sysId);
    await bridge.deliver(series.resolved({ sample, atUtc: "2026-03-15T08:40:00.000Z" }));
    await bridge.deliver(series.fired({ sample, atUtc: "2026-03-15T09:10:00.000Z" }));

    expect(world().incidents(fired.correlationId)).toMatchObject([{ state: "7" }]);
    expect(world().incidents(`${fired.correlationId ?? ""}-2`)).toMatchObject([{ state: "1" }]);
  });
});

describe("a row that ServiceNow carries out without saying so", () => {
  it.each([
    ["commitThenDrop", "SERVICENOW_CONNECTION_LOST"],
    ["truncatedReply", "SERVICENOW_REPLY_CUT"],
    ["secondMapFails", "SERVICENOW_IMPORT_TABLE_INVALID"],
  ] as const)("makes one incident, which is found again: %s", async (kind, code) => {
    const { bridge, sandbox } = world();
    sandbox.faults.set({ id: kind, kind, times: 1, match: importing });
    const view = await bridge.deliver(anAlertSeries().fired());

    expect(view).toMatchObject({ state: "delivered", because: "an earlier attempt had done it" });
    expect(stepsOf(view, "ended")[0]).toMatchObject({ outcome: "retrying", code });
    expect(world().incidents(view.correlationId)).toHaveLength(1);
    expect(rowsOf(view.correlationId)).toHaveLength(1);
  });

  it("writes the resolve's note once", async () => {
    const { bridge, sandbox } = world();
    const series = anAlertSeries();
    const fired = await bridge.deliver(series.fired());
    sandbox.faults.set({ id: "drop", kind: "commitThenDrop", times: 1, match: importing });
    const resolved = await bridge.deliver(series.resolved());

    expect(resolved).toMatchObject({ state: "delivered", because: "an earlier attempt had done it" });
    const [incident] = world().incidents(fired.correlationId);
    expect(incident).toMatchObject({ state: "6" });
    expect(notesOf(incident?.["sys_id"])).toHaveLength(1);
  });
});

describe("a row that ServiceNow does not carry out", () => {
  it.each([
    ["rowTargetMissing", "SERVICENOW_IMPORT_TARGET_NOT_FOUND"],
    ["rowIgnored", "SERVICENOW_IMPORT_ROW_IGNORED"],
    ["rowSkipped", "SERVICENOW_IMPORT_ROW_SKIPPED"],
    ["rowTableInvalid", "SERVICENOW_IMPORT_TABLE_INVALID"],
    ["rowStagingInvalid", "SERVICENOW_IMPORT_STAGING_INVALID"],
    ["businessRuleAbort", "SERVICENOW_IMPORT_RULE_ABORTED"],
  ] as const)("is a dead letter at once, although the answer was 201: %s", async (kind, code) => {
    const { bridge, sandbox } = world();
    sandbox.faults.set({ id: kind, kind, times: 1, match: importing });
    const view = await bridge.deliver(anAlertSeries().fired());

    expect(view).toMatchObject({ state: "deadLettered", code, ticket: null });
    expect(stepsOf(view, "called").at(-1)).toMatchObject({ status: 201, code });
    expect(await bridge.deadLetterOf(view.id)).toMatchObject({ code });
    expect(world().incidents(view.correlationId)).toEqual([]);
  });

  it.each([
    ["rowFailed", "SERVICENOW_IMPORT_ROW_FAILED"],
    ["rowOdd", "SERVICENOW_IMPORT_STATUS_UNKNOWN"],
  ] as const)("is looked for before it is repeated where nobody can tell: %s", async (kind, code) => {
    const { bridge, sandbox } = world();
    sandbox.faults.set({ id: kind, kind, times: 1, match: importing });
    const view = await bridge.deliver(anAlertSeries().fired());

    expect(view).toMatchObject({ state: "delivered" });
    expect(stepsOf(view, "ended")[0]).toMatchObject({ outcome: "retrying", code });
    expect(stepsOf(view, "recovered").at(-1)).toMatchObject({ found: "not done" });
    expect(world().incidents(view.correlationId)).toHaveLength(1);
  });
});
