import { describe, expect, it } from "vitest";
import { sysIdFor } from "../../../../../local/servicenow/platform/sysId.ts";
import { anIncident, aSandbox, changed } from "../sandboxBuilder.ts";

const user = (name: string) => sysIdFor("sys_user", name);
const group = (name: string) => sysIdFor("sys_user_group", name);
const me = user("bridge.integration");
const resolution = { close_code: "Solution provided", close_notes: "Disk cleaned" };
const now = "2026-03-04 10:20:30";

const refusalOf = (work: () => unknown): string => {
  try {
    work();
    return "nothing was refused";
  } catch (error) {
    const { error: refused } = JSON.parse((error as Error).message) as { error: { detail: string } };
    return refused.detail;
  }
};
const mandatory = (labels: string) =>
  `Data Policy Exception: \n\tThe following fields are mandatory: ${labels}`;

describe("a new incident", () => {
  it("has the defaults of the base system", () => {
    expect(anIncident(aSandbox())).toMatchObject({
      number: "INC0010001",
      state: "1",
      incident_state: "1",
      impact: "3",
      urgency: "3",
      category: "inquiry",
      severity: "3",
      contact_type: "phone",
      escalation: "0",
      notify: "1",
      made_sla: "true",
      knowledge: "false",
      approval: "not requested",
      upon_approval: "proceed",
      upon_reject: "cancel",
      reopen_count: "0",
      child_incidents: "0",
      reassignment_count: "0",
      sys_mod_count: "0",
      active: "true",
      opened_by: me,
      opened_at: now,
      sys_created_by: "bridge.integration",
      sys_class_name: "incident",
      caller_id: "",
      work_notes: "",
    });
  });

  it("takes company and location from its caller, and the group from its configuration item", () => {
    const incident = anIncident(aSandbox(), {
      caller_id: user("maria.keller"),
      cmdb_ci: sysIdFor("cmdb_ci_vm_instance", "vm-shop-prod-db-11"),
    });
    expect(incident).toMatchObject({
      company: sysIdFor("core_company", "Contoso"),
      location: sysIdFor("cmn_location", "Hamburg"),
      assignment_group: group("Database"),
    });
  });

  it("keeps the group it was given", () => {
    const incident = anIncident(aSandbox(), {
      assignment_group: group("Network"),
      cmdb_ci: sysIdFor("cmdb_ci_vm_instance", "vm-shop-prod-db-11"),
    });
    expect(incident["assignment_group"]).toBe(group("Network"));
  });
});

describe("priority", () => {
  it.each([
    ["1", "1", "1"],
    ["1", "2", "2"],
    ["1", "3", "3"],
    ["2", "1", "2"],
    ["2", "2", "3"],
    ["2", "3", "4"],
    ["3", "1", "3"],
    ["3", "2", "4"],
    ["3", "3", "5"],
  ])("of impact %s and urgency %s is %s, whatever the client says", (impact, urgency, priority) => {
    expect(anIncident(aSandbox(), { impact, urgency, priority: "1" })["priority"]).toBe(priority);
  });
});

describe("resolving and closing", () => {
  it.each([
    ["nothing", {}, "Resolution code, Close notes"],
    ["only notes", { close_notes: "done" }, "Resolution code"],
    ["only a code", { close_code: "User error" }, "Close notes"],
    ["a code that does not exist", { close_code: "Fixed", close_notes: "done" }, "Resolution code"],
    [
      "a code that is retired",
      { close_code: "Solved (Permanently)", close_notes: "done" },
      "Resolution code",
    ],
  ])("with %s is refused and names the labels", (_, fields, labels) => {
    for (const state of ["6", "7"]) {
      const sandbox = aSandbox();
      const { sys_id: sysId } = anIncident(sandbox);
      expect(refusalOf(() => changed(sandbox, sysId, { state, ...fields }))).toBe(mandatory(labels));
      expect(sandbox.instance.store.find("incident", sysId ?? "")?.values["state"]).toBe("1");
    }
  });

  it("stamps who and when", () => {
    const sandbox = aSandbox();
    const { sys_id: sysId } = anIncident(sandbox);
    expect(changed(sandbox, sysId, { state: "6", ...resolution })).toMatchObject({
      state: "6",
      incident_state: "6",
      active: "true",
      resolved_at: now,
      resolved_by: me,
      closed_at: "",
    });
    expect(changed(sandbox, sysId, { incident_state: "7" })).toMatchObject({
      state: "7",
      active: "false",
      resolved_at: now,
      closed_at: now,
      closed_by: me,
    });
  });

  it("can be taken back while only resolved, and counts that", () => {
    const sandbox = aSandbox();
    const { sys_id: sysId } = anIncident(sandbox);
    changed(sandbox, sysId, { state: "6", ...resolution });
    expect(changed(sandbox, sysId, { state: "2" })).toMatchObject({
      state: "2",
      reopen_count: "1",
      reopened_by: me,
      reopened_time: now,
      resolved_at: "",
      active: "true",
    });
  });

  it.each(["7", "8"])("is final in state %s, but notes can still be written", (state) => {
    const sandbox = aSandbox();
    const { sys_id: sysId } = anIncident(sandbox);
    changed(sandbox, sysId, { state, ...resolution });
    expect(refusalOf(() => changed(sandbox, sysId, { state: "2" }))).toMatch(
      /^Operation against file 'incident' was aborted by Business Rule '([^^]+)\^[0-9a-f]{32}'\. Business Rule Stack:\1$/,
    );
    expect(changed(sandbox, sysId, { work_notes: "a late word" })["state"]).toBe(state);
  });
});

describe("assignment", () => {
  it("is cleared when the group changes, and the change counted", () => {
    const sandbox = aSandbox();
    const { sys_id: sysId } = anIncident(sandbox, {
      assignment_group: group("Network"),
      assigned_to: user("lars.nygaard"),
    });
    const moved = changed(sandbox, sysId, { assignment_group: group("Database") });
    expect(moved).toMatchObject({ assigned_to: "", reassignment_count: "1" });
    const named = { assignment_group: group("Network"), assigned_to: user("lars.nygaard") };
    expect(changed(sandbox, sysId, named)).toMatchObject({ ...named, reassignment_count: "2" });
  });
});

describe("waiting for the caller", () => {
  it("needs a comment, and ends when the caller answers", () => {
    const sandbox = aSandbox();
    const { sys_id: sysId } = anIncident(sandbox, { caller_id: user("maria.keller") });
    const hold = { state: "3", hold_reason: "1" };
    expect(refusalOf(() => changed(sandbox, sysId, hold))).toBe(mandatory("Additional comments"));
    changed(sandbox, sysId, { ...hold, comments: "Which disk?" });
    changed(sandbox, sysId, { comments: "Still waiting" });
    expect(sandbox.instance.store.find("incident", sysId ?? "")?.values["state"]).toBe("3");
    const path = `/api/now/table/incident/${sysId ?? ""}`;
    sandbox.as("maria.keller").call("PATCH", path, { comments: "The second" });
    const { values } = sandbox.instance.store.find("incident", sysId ?? "")!;
    expect(values).toMatchObject({ state: "2", incident_state: "2" });
    expect(values).not.toHaveProperty("hold_reason");
  });
});
