import { describe, expect, it } from "vitest";
import type { FaultKind } from "../../../local/servicenow/faults/faultKinds.ts";
import type { ServiceNowSandbox } from "../../../local/servicenow/startServiceNowSandbox.ts";
import { send, startSandbox } from "./sandboxClient.ts";

const staging = "/api/now/import/x_mioms_microsoft_oms_incident";
const json = { short_description: "Disk full", correlation_id: "atb-1", impact: "1", urgency: "2" };
const user = "bridge.integration";

type Reply = {
  readonly import_set: string;
  readonly staging_table: string;
  readonly result: readonly Record<string, string>[];
};

async function post(sandbox: ServiceNowSandbox, row: object, path = staging): Promise<Reply> {
  const response = await send(sandbox, { path, json: row });
  expect(response.status).toBe(201);
  return (await response.json()) as Reply;
}

describe("a row of an import set", () => {
  it("becomes an incident; the answer has no envelope", async () => {
    const sandbox = await startSandbox();
    const reply = await post(sandbox, { ...json, priority: "1", nonsense: "x" });
    const [incident] = sandbox.records("incident");
    expect(incident).toMatchObject({
      ...json,
      priority: "2",
      state: "1",
      opened_by: expect.any(String) as string,
    });
    expect(reply).toEqual({
      import_set: "ISET0010001",
      staging_table: "x_mioms_microsoft_oms_incident",
      result: [
        {
          transform_map: "OMS Incident",
          table: "incident",
          display_name: "number",
          display_value: "INC0010001",
          record_link: `${sandbox.url}/api/now/table/incident/${incident?.["sys_id"] ?? ""}`,
          status: "inserted",
          sys_id: incident?.["sys_id"],
        },
      ],
    });
  });

  it("changes the incident that has its correlation id, and leaves what it does not name", async () => {
    const sandbox = await startSandbox();
    const first = await post(sandbox, json);
    const second = await post(sandbox, { correlation_id: "atb-1", urgency: "1", work_notes: "Fired again" });
    expect(second.result).toMatchObject([{ status: "updated", sys_id: first.result[0]?.["sys_id"] }]);
    expect(sandbox.records("incident")).toMatchObject([{ short_description: "Disk full", urgency: "1" }]);
    expect(sandbox.records("sys_journal_field")).toMatchObject([
      { element: "work_notes", value: "Fired again" },
    ]);
    const again = await post(sandbox, { correlation_id: "atb-1", urgency: "1" });
    expect(again.result).toMatchObject([{ status: "ignored", status_message: "No field values changed" }]);
  });

  it("that has no correlation id is another incident each time", async () => {
    const sandbox = await startSandbox();
    await post(sandbox, { short_description: "one" });
    await post(sandbox, { short_description: "one" });
    expect(sandbox.records("incident")).toHaveLength(2);
  });

  it("knows people and groups by name, and loses the form of what is no text", async () => {
    const sandbox = await startSandbox();
    await post(sandbox, { ...json, caller_id: "Maria Keller", description: { rule: "cpu", level: 3 } });
    const [incident] = sandbox.records("incident");
    const maria = sandbox.records("sys_user").find(({ name }) => name === "Maria Keller");
    expect(incident).toMatchObject({ caller_id: maria?.["sys_id"], description: "{rule=cpu, level=3}" });
  });

  it("can be read afterwards", async () => {
    const sandbox = await startSandbox();
    const { result } = await post(sandbox, json);
    const [row] = sandbox.records("x_mioms_microsoft_oms_incident");
    expect(row).toMatchObject({ short_description: "Disk full", sys_import_state: "inserted" });
    const read = await send(sandbox, { path: `${staging}/${row?.["sys_id"] ?? ""}` });
    expect(read.status).toBe(200);
    expect(await read.json()).toEqual({
      import_set: "ISET0010001",
      staging_table: "x_mioms_microsoft_oms_incident",
      result,
    });
    expect((await send(sandbox, { path: `${staging}/0123456789abcdef0123456789abcdef` })).status).toBe(404);
  });

  it("may come with others, columns named by label, without a word about what became of it", async () => {
    const sandbox = await startSandbox();
    const records = [{ "Short description": "one" }, { "Short description": "two", short_description: "x" }];
    const reply = await post(sandbox, { records }, `${staging}/insertMultiple`);
    expect(Object.keys(reply)).toEqual(["import_set_id", "multi_import_set_id"]);
    expect(sandbox.records("incident").map((row) => row["short_description"])).toEqual(["one", "two"]);
  });
});

describe("a row that does not get through", () => {
  it.each([
    [
      "sandbox.business_rule.aborts",
      "incident: No alerts",
      /^Target record not found\. Operation .* 'No alerts\^/,
    ],
    ["sandbox.data_policy.mandatory", "incident.caller_id", /Data Policy Exception: \n\t.*: Caller$/],
  ])("is in error, and the call is well: %s", async (name, value, message) => {
    const sandbox = await startSandbox();
    sandbox.setProperty(name, value);
    const { result } = await post(sandbox, json);
    expect(result).toEqual([
      {
        transform_map: "OMS Incident",
        table: "incident",
        status: "error",
        error_message: expect.stringMatching(message) as string,
      },
    ]);
    expect(sandbox.records("incident")).toEqual([]);
    expect(sandbox.records("x_mioms_microsoft_oms_incident")).toMatchObject([{ sys_import_state: "error" }]);
  });

  it("is in error for an incident that this user may not write", async () => {
    const sandbox = await startSandbox();
    sandbox.changeUser(user, { roles: ["import_transformer"] });
    const { result } = await post(sandbox, json);
    expect(result).toMatchObject([
      { status: "error", error_message: expect.stringContaining("ACL Exception Insert Failed") as string },
    ]);
  });

  it.each<[FaultKind, object, number]>([
    ["rowTargetMissing", { status: "error", error_message: "Target record not found" }, 0],
    ["rowIgnored", { status: "ignored", status_message: "Row transform ignored by onBefore script" }, 0],
    [
      "rowRefusedByScript",
      { status: "error", status_message: "Row transform ignored by onBefore script" },
      0,
    ],
    ["rowSkipped", { status: "skipped" }, 0],
    ["rowTableInvalid", { status: "error", error_message: "Invalid table" }, 0],
    ["rowStagingInvalid", { status: "error", error_message: "Invalid staging table" }, 0],
    ["rowFailed", { status: "error" }, 0],
    ["rowOdd", { status: "quarantined" }, 0],
    ["secondMapFails", { status: "error", table: "x_mioms_audit" }, 1],
    ["businessRuleAbort", { status: "error" }, 0],
    ["aclDenied", { status: "error" }, 0],
  ])("can be made: %s", async (kind, entry, stored) => {
    const sandbox = await startSandbox();
    sandbox.faults.set({ kind, times: 1 });
    const { result } = await post(sandbox, json);
    expect(result.at(-1)).toMatchObject(entry);
    expect(sandbox.records("incident")).toHaveLength(stored);
    expect((await post(sandbox, { ...json, urgency: "3" })).result).toMatchObject([{ table: "incident" }]);
  });

  it("by its text, once", async () => {
    const sandbox = await startSandbox();
    const marked = { ...json, short_description: "[row-skipped] Disk full" };
    expect((await post(sandbox, marked)).result).toMatchObject([{ status: "skipped" }]);
    expect((await post(sandbox, marked)).result).toMatchObject([{ status: "inserted" }]);
  });

  it("leaves the Table API alone", async () => {
    const sandbox = await startSandbox();
    sandbox.faults.set({ kind: "rowSkipped" });
    expect((await send(sandbox, { json })).status).toBe(201);
    expect(sandbox.records("incident")).toHaveLength(1);
  });
});

describe("a table that takes no rows", () => {
  it("is an error of the row if it is no staging table", async () => {
    const sandbox = await startSandbox();
    const { result } = await post(sandbox, json, "/api/now/import/incident");
    expect(result).toMatchObject([{ status: "error", error_message: "Invalid staging table" }]);
    expect(sandbox.records("incident")).toEqual([]);
  });

  it("is refused if it is not there, or this user may not write it", async () => {
    const sandbox = await startSandbox();
    const missing = await send(sandbox, { path: "/api/now/import/x_contoso_rows", json });
    expect(missing.status).toBe(400);
    expect(await missing.text()).toContain("Invalid table x_contoso_rows");
    sandbox.changeUser(user, { roles: ["itil"] });
    const denied = await send(sandbox, { path: staging, json });
    expect(denied.status).toBe(403);
    expect(await denied.text()).toContain("ACL Exception Insert Failed");
  });
});
