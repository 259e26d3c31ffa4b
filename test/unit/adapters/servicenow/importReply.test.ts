import { describe, expect, it } from "vitest";
import { readImportReply } from "../../../../shared/adapters/servicenow/importReply.ts";
import { sysId } from "./builders.ts";

const made = {
  transform_map: "OMS Incident",
  table: "incident",
  display_name: "number",
  display_value: "INC0010002",
  status: "inserted",
  sys_id: sysId,
};
const other = { transform_map: "Audit", table: "x_contoso_audit", status: "inserted", sys_id: sysId };

describe("the answer to a row of an import set", () => {
  it.each([
    ["inserted", [made]],
    ["updated", [{ ...made, status: "Updated" }]],
    ["inserted, beside another map's record", [other, made]],
  ])("names the incident that was %s", (_how, result) => {
    expect(readImportReply(result)).toEqual({ sysId, number: "INC0010002" });
  });

  it("does not take any display value for a number", () => {
    const titled = { ...made, display_name: "short_description", display_value: "Disk full" };
    expect(readImportReply([titled])).toEqual({ sysId, number: undefined });
  });

  it.each([
    ["no list", {}, "SERVICENOW_IMPORT_STATUS_UNKNOWN", true],
    ["an empty list", [], "SERVICENOW_IMPORT_ROW_SKIPPED", false],
    ["no status", [{ ...made, status: undefined }], "SERVICENOW_IMPORT_STATUS_UNKNOWN", true],
    ["another table's record alone", [other], "SERVICENOW_IMPORT_WRONG_RECORD", false],
    ["an incident without an id", [{ ...made, sys_id: "" }], "SERVICENOW_IMPORT_WRONG_RECORD", false],
    [
      "an incident, and a second map in error",
      [made, { table: "x_contoso_audit", status: "error", error_message: "Invalid table" }],
      "SERVICENOW_IMPORT_TABLE_INVALID",
      true,
    ],
    [
      "a second map that skipped the row, first",
      [{ table: "x_contoso_audit", status: "skipped" }, made],
      "SERVICENOW_IMPORT_ROW_SKIPPED",
      true,
    ],
    [
      "nothing changed",
      [{ ...made, status: "ignored", status_message: "No field values changed" }],
      "SERVICENOW_IMPORT_ROW_IGNORED",
      false,
    ],
  ])("with %s is no success", (_what, result, code, mayHaveHappened) => {
    let error: unknown;
    try {
      readImportReply(result);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toMatchObject({ code, mayHaveHappened });
  });
});
