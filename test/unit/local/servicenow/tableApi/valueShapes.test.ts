import { describe, expect, it } from "vitest";
import { sysIdFor } from "../../../../../local/servicenow/platform/sysId.ts";
import { anIncident, aSandbox, instanceUrl } from "../sandboxBuilder.ts";

const maria = sysIdFor("sys_user", "maria.keller");
const link = `${instanceUrl}/api/now/table/sys_user/${maria}`;
const fields =
  "priority,active,assigned_to,caller_id,opened_at,sys_class_name,assigned_to.name,caller_id.name";

describe("the shape of values", () => {
  const sandbox = aSandbox();
  const { sys_id: sysId } = anIncident(sandbox, { assigned_to: maria });
  const read = (parameters: string, userName = "bridge.integration") => {
    const path = `/api/now/table/incident/${sysId ?? ""}?sysparm_fields=${fields}${parameters}`;
    return (sandbox.as(userName).call("GET", path).body as { result: object }).result;
  };

  it.each([
    [
      "",
      {
        priority: "5",
        active: "true",
        assigned_to: { link, value: maria },
        caller_id: "",
        opened_at: "2026-03-04 10:20:30",
        sys_class_name: "incident",
        "assigned_to.name": "Maria Keller",
        "caller_id.name": "",
      },
    ],
    ["&sysparm_exclude_reference_link=true", { assigned_to: maria, caller_id: "" }],
    [
      "&sysparm_display_value=true",
      {
        priority: "5 - Planning",
        active: "true",
        assigned_to: { display_value: "Maria Keller", link },
        caller_id: "",
        sys_class_name: "Incident",
      },
    ],
    [
      "&sysparm_display_value=true&sysparm_exclude_reference_link=true",
      { priority: "5 - Planning", assigned_to: "Maria Keller", caller_id: "" },
    ],
    [
      "&sysparm_display_value=all",
      {
        priority: { display_value: "5 - Planning", value: "5" },
        assigned_to: { display_value: "Maria Keller", link, value: maria },
        caller_id: { display_value: "", value: "" },
        "assigned_to.name": { display_value: "Maria Keller", value: "Maria Keller" },
        "caller_id.name": { display_value: "", value: "" },
      },
    ],
    [
      "&sysparm_display_value=all&sysparm_exclude_reference_link=true",
      { assigned_to: { display_value: "Maria Keller", value: maria } },
    ],
  ])("with %s", (parameters, expected) => {
    const result = read(parameters);
    expect(result).toMatchObject(expected);
    expect(Object.keys(result)).toEqual(fields.split(","));
  });

  it("shows moments in the reader's time zone, and their value in UTC", () => {
    expect(read("&sysparm_display_value=all", "maria.keller")).toMatchObject({
      opened_at: { display_value: "2026-03-04 11:20:30", value: "2026-03-04 10:20:30" },
    });
  });

  it("leaves names out that do not exist, and answers every column if none is asked for", () => {
    const call = (query: string) =>
      (
        sandbox.as("bridge.integration").call("GET", `/api/now/table/incident/${sysId ?? ""}${query}`)
          .body as {
          result: Record<string, unknown>;
        }
      ).result;
    expect(Object.keys(call("?sysparm_fields=number,no_such,caller_id.no_such,number.name"))).toEqual([
      "number",
    ]);
    const all = call("");
    expect(Object.keys(all).length).toBeGreaterThan(75);
    expect(all["sys_domain"]).toEqual({
      link: `${instanceUrl}/api/now/table/sys_user_group/global`,
      value: "global",
    });
    expect(Object.values(all).every((value) => typeof value === "string" || typeof value === "object")).toBe(
      true,
    );
  });
});
