import { describe, expect, it } from "vitest";
import {
  isTakenByPerson,
  needsIntegrationUser,
  oldestOf,
  parseIncidentRow,
  seenOf,
  stateOf,
} from "../../../../shared/adapters/servicenow/incidentRow.ts";
import { aRow, correlationId, otherSysId, sysId, userSysId } from "./builders.ts";

const person = "46d44a23a9fe19810012d100cca80666";

describe("the state of an incident", () => {
  it.each([
    ["1", "open"],
    ["2", "open"],
    ["3", "open"],
    ["6", "resolved"],
    ["7", "closed"],
    ["8", "closed"],
    ["42", "open"],
    ["", "open"],
    ["Resolved", "open"],
  ])("%j is %s", (state, expected) => {
    expect(stateOf(aRow({ state }))).toBe(expected);
  });
});

describe("a person has taken the incident", () => {
  it.each`
    when                                        | row                                       | user         | taken
    ${"nobody touched it"}                      | ${{}}                                     | ${userSysId} | ${false}
    ${"it is assigned"}                         | ${{ assigned_to: person }}                | ${userSysId} | ${true}
    ${"it is assigned to the bridge"}           | ${{ assigned_to: userSysId }}             | ${userSysId} | ${false}
    ${"it is assigned and we are unknown"}      | ${{ assigned_to: userSysId }}             | ${undefined} | ${true}
    ${"it is in progress"}                      | ${{ state: "2" }}                         | ${userSysId} | ${true}
    ${"it is in progress, reopened by us"}      | ${{ state: "2", reopened_by: userSysId }} | ${userSysId} | ${false}
    ${"it is in progress, reopened by another"} | ${{ state: "2", reopened_by: person }}    | ${userSysId} | ${true}
    ${"it was reopened and we are unknown"}     | ${{ state: "2", reopened_by: userSysId }} | ${undefined} | ${true}
    ${"it is on hold, reopened by us before"}   | ${{ state: "3", reopened_by: userSysId }} | ${userSysId} | ${true}
    ${"it is resolved and was never assigned"}  | ${{ state: "6" }}                         | ${userSysId} | ${false}
  `(
    "$taken when $when",
    ({ row, user, taken }: { row: object; user: string | undefined; taken: boolean }) => {
      expect(isTakenByPerson(aRow(row), user)).toBe(taken);
    },
  );

  it("asks who we are only where it decides something", () => {
    expect(needsIntegrationUser(aRow())).toBe(false);
    expect(needsIntegrationUser(aRow({ state: "2" }))).toBe(false);
    expect(needsIntegrationUser(aRow({ assigned_to: person }))).toBe(true);
    expect(needsIntegrationUser(aRow({ state: "2", reopened_by: person }))).toBe(true);
  });
});

describe("a row", () => {
  it("is read with or without links", () => {
    const linked = { ...aRow(), assigned_to: { link: "https://x/api", value: person } };
    expect(parseIncidentRow(linked)).toEqual(aRow({ assigned_to: person }));
  });

  it.each([undefined, null, "text", [], {}, { sys_id: "" }, { sys_id: "x^y" }, { sys_id: 7 }])(
    "is none: %j",
    (value) => {
      expect(parseIncidentRow(value)).toBeUndefined();
    },
  );

  it("without a readable number is called by its id", () => {
    expect(seenOf({ sys_id: sysId }, undefined)).toEqual({
      ref: { id: sysId, number: sysId },
      correlationId: "",
      state: "open",
      isTakenByPerson: false,
    });
  });

  it("is the oldest one by its creation", () => {
    const older = aRow({ sys_id: otherSysId, sys_created_on: "2026-03-01 11:59:59" });
    expect(oldestOf([aRow(), older])).toBe(older);
    expect(oldestOf([older, aRow()])).toBe(older);
    expect(seenOf(older, undefined).correlationId).toBe(correlationId);
    expect(oldestOf([])).toBeUndefined();
  });
});
