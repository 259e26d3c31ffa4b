import { describe, expect, it } from "vitest";

import { judgeRole } from "../../../../shared/adapters/servicenow/check/roleChecks.ts";
import {
  guideRoles,
  type Needs,
  withContained,
} from "../../../../shared/adapters/servicenow/check/roleNeeds.ts";

const nothing: Needs = { incidents: false, changes: false, importSetTable: null, createMissingCi: false };

function judged(role: string, needs: Partial<Needs>, held: readonly string[]) {
  const need = guideRoles.find((one) => one.role === role);
  if (need === undefined) throw new Error(`${role} is not judged`);
  return judgeRole(need, { ...nothing, ...needs }, withContained(held));
}

describe("what does in place of itil", () => {
  it.each([
    ["incidents", { incidents: true }, ["sn_incident_write"]],
    ["change requests", { changes: true }, ["sn_change_write"]],
    ["both", { incidents: true, changes: true }, ["sn_incident_write", "sn_change_write"]],
    [
      "incidents and missing configuration items",
      { incidents: true, createMissingCi: true },
      ["sn_incident_write", "asset"],
    ],
  ])("is the right to write %s, and no less", (_, needs, enough) => {
    expect(judged("itil", needs, enough)).toMatchObject({
      status: "ok",
      detail: expect.stringContaining(enough.join(" and ")) as string,
    });
    for (const one of enough) {
      const rest = enough.filter((role) => role !== one);
      expect(judged("itil", needs, rest)).toMatchObject({
        status: "failed",
        code: "SERVICENOW_ROLE_MISSING",
        fix: `Give the integration user the role itil, or ${enough.join(" and ")}.`,
      });
    }
  });

  it("is not the right to write the other kind", () => {
    expect(judged("itil", { incidents: true }, ["sn_change_write"]).status).toBe("failed");
    expect(judged("itil", { changes: true }, ["sn_incident_write"]).status).toBe("failed");
  });
});

it("a role of the instance's own that bears the name of something else is a role like any other", () => {
  expect([...withContained(["constructor", "toString"])]).toEqual(["constructor", "toString"]);
});
