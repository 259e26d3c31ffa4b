import { describe, expect, it } from "vitest";
import { dynamicMe, dynamicMyGroups } from "../../../../../local/servicenow/query/compareColumn.ts";
import { runQuery } from "../../../../../local/servicenow/query/runQuery.ts";
import { sysIdFor } from "../../../../../local/servicenow/platform/sysId.ts";
import { setProperty } from "../../../../../local/servicenow/seed/properties.ts";
import { aSandbox, type TestSandbox } from "../sandboxBuilder.ts";

const maria = sysIdFor("sys_user", "maria.keller");
const network = sysIdFor("sys_user_group", "Network");
const serviceDesk = sysIdFor("sys_user_group", "Service Desk");

/** Five incidents that differ in what the queries below ask for. */
function fiveIncidents(): TestSandbox {
  const sandbox = aSandbox();
  const rows = [
    { number: "INC1", short_description: "Disk full on vm-7", impact: "1", urgency: "1", state: "1" },
    {
      number: "INC2",
      short_description: "disk slow",
      impact: "3",
      urgency: "3",
      state: "2",
      caller_id: maria,
    },
    { number: "INC3", short_description: "Gateway down", state: "1", assignment_group: network },
    {
      number: "INC4",
      short_description: "a^b, c",
      state: "2",
      assignment_group: serviceDesk,
      assigned_to: maria,
      opened_by: maria,
    },
    { number: "INC5", correlation_id: "ATB-5", state: "8", opened_at: "2026-03-01 00:00:00" },
  ];
  for (const row of rows) sandbox.as("bridge.integration").call("POST", "/api/now/table/incident", row);
  return sandbox;
}

function numbers(sandbox: TestSandbox, query: string, userName = "maria.keller"): string {
  const table = sandbox.instance.dictionary.tableOf("incident");
  return runQuery({ instance: sandbox.instance, actor: sandbox.actor(userName) }, table, query)
    .map(({ values }) => values["number"]?.slice(3))
    .join("");
}

describe("an encoded query", () => {
  const sandbox = fiveIncidents();

  it.each([
    ["", "12345"],
    ["state=1", "13"],
    ["state!=1", "245"],
    ["short_description=DISK SLOW", "2"],
    ["assigned_to!=" + maria, "1235"],
    ["state=1^impact=1", "1"],
    ["state=1^ORstate=8", "135"],
    ["impact=1^ORimpact=3^state=2", "24"],
    ["state=8^NQstate=1^impact=1", "15"],
    ["stateIN1,8", "135"],
    ["stateNOT IN1,8", "24"],
    ["priority<3", "1"],
    ["priority<=1", "1"],
    ["priority>=5", "2345"],
    ["priority>1", "2345"],
    ["stateBETWEEN2@8", "245"],
    ["short_descriptionLIKEDISK", "12"],
    ["short_description*disk", "12"],
    ["short_descriptionNOT LIKEdisk", "345"],
    ["short_description!*disk", "345"],
    ["short_descriptionSTARTSWITHdisk", "12"],
    ["short_descriptionENDSWITHvm-7", "1"],
    ["short_description%vm-7", "1"],
    ["short_descriptionISEMPTY", "5"],
    ["short_descriptionEMPTYSTRING", "5"],
    ["short_descriptionISNOTEMPTY", "1234"],
    ["short_descriptionANYTHING", "12345"],
    ["correlation_id=NULL", "1234"],
    ["correlation_id=atb-5", "5"],
    ["correlation_id!=NULL", "5"],
    ["assigned_toSAMEASopened_by", "4"],
    ["assigned_toNSAMEASopened_by", "1235"],
    [`assigned_toDYNAMIC${dynamicMe}`, "4"],
    [`assignment_groupDYNAMIC${dynamicMyGroups}`, "4"],
    [`assignment_groupIN_HIERARCHY${network}`, "3"],
    ["caller_id.name=Maria Keller", "2"],
    ["caller_id.company.name=contoso", "2"],
    ["caller_idLIKEkell", "2"],
    ["short_description=a^^b, c", "4"],
    ["123TEXTQUERY321=down gateway", "3"],
    ["opened_at<2026-03-02", "5"],
    ["opened_at>=2026-03-04 10:20:30", "1234"],
    ["opened_atONToday@javascript:gs.beginningOfToday()@javascript:gs.endOfToday()", "1234"],
    ["opened_atBETWEENjavascript:gs.daysAgoStart(5)@javascript:gs.daysAgoEnd(2)", "5"],
    ["caller_id=javascript:gs.getUserID()", "2"],
    ["state=1^EQ", "13"],
    ["state=1^GROUPBYpriority", "13"],
    ["ORDERBYDESCnumber", "54321"],
    ["state=1^ORDERBYDESCnumber", "31"],
    ["ORDERBYDESCstate^ORDERBYnumber", "52413"],
    ["ORDERBYstate^ORDERBYDESCnumber", "31425"],
    ["ORDERBYassignment_group^ORDERBYnumber", "12534"],
  ])("%s finds %s", (query, found) => {
    expect(numbers(sandbox, query)).toBe(found);
  });

  it.each([
    ["a column that does not exist", "no_such_column=1"],
    ["a label for a column name", "Short description=Gateway down"],
    ["a column name in capitals", "STATE=1"],
    ["no operator", "state"],
    ["a script nobody knows", "state=javascript:new Evil()"],
    ["a filter nobody knows", "assigned_toDYNAMIC00000000000000000000000000000000"],
  ])("drops a term with %s and runs the rest", (_, term) => {
    expect(numbers(sandbox, term)).toBe("12345");
    expect(numbers(sandbox, `${term}^state=8`)).toBe("5");
    expect(numbers(sandbox, `state=8^OR${term}`)).toBe("5");
  });

  it("finds nothing for an invalid term once the property says so", () => {
    const strict = fiveIncidents();
    setProperty(strict.instance, "glide.invalid_query.returns_no_rows", "true");
    expect(numbers(strict, "no_such_column=1")).toBe("");
    expect(numbers(strict, "state=8")).toBe("5");
  });

  it("follows related lists", () => {
    const { instance } = sandbox;
    const users = instance.dictionary.tableOf("sys_user");
    const find = (query: string) =>
      runQuery({ instance, actor: sandbox.actor("admin") }, users, query).map(
        ({ values }) => values["user_name"],
      );
    expect(find("RLQUERYincident.caller_id,>=1^state=2^ENDRLQUERY")).toEqual(["maria.keller"]);
    expect(find("RLQUERYincident.caller_id,>=1^state=1^ENDRLQUERY^active=true")).toEqual([]);
  });

  it("has no object_id on the base class, so that asking there is dropped", () => {
    const { instance } = sandbox;
    const count = (table: string, query: string) =>
      runQuery({ instance, actor: sandbox.actor("admin") }, instance.dictionary.tableOf(table), query).length;
    const objectId =
      "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg-shop-prod/providers/Microsoft.Compute/virtualMachines/vm-shop-prod-web-01";
    expect(count("cmdb_ci_vm_instance", `object_id=${objectId}`)).toBe(1);
    expect(count("cmdb_ci", `object_id=${objectId}`)).toBe(200);
    expect(count("cmdb_ci", "sys_class_name=cmdb_ci_kubernetes_cluster")).toBe(20);
  });
});
