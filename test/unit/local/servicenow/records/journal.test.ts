import { describe, expect, it } from "vitest";
import { setProperty } from "../../../../../local/servicenow/seed/properties.ts";
import { anIncident, aSandbox, changed } from "../sandboxBuilder.ts";

describe("work notes and comments", () => {
  const sandbox = aSandbox();
  const written = anIncident(sandbox, { work_notes: "CPU 97 %" });
  sandbox.clock.advanceMs(60_000);
  const patched = changed(sandbox, written["sys_id"], { comments: "We are looking", work_notes: "" });
  const read = (userName: string, mode: string) =>
    (
      sandbox
        .as(userName)
        .call(
          "GET",
          `/api/now/table/incident/${written["sys_id"] ?? ""}?sysparm_display_value=${mode}&sysparm_fields=work_notes,comments,comments_and_work_notes`,
        ).body as { result: Record<string, unknown> }
    ).result;

  const note = "2026-03-04 10:20:30 - Bridge Integration (Work notes)\nCPU 97 %\n\n";
  const comment = "2026-03-04 10:21:30 - Bridge Integration (Additional comments)\nWe are looking\n\n";

  it("come back blank from a write and from a plain read", () => {
    expect(written).toMatchObject({ work_notes: "", comments: "" });
    expect(patched).toMatchObject({ work_notes: "", comments: "" });
    expect(read("maria.keller", "false")).toEqual({
      work_notes: "",
      comments: "",
      comments_and_work_notes: "",
    });
  });

  it("appear as text with display values, newest first", () => {
    expect(read("bridge.integration", "true")).toEqual({
      work_notes: note,
      comments: comment,
      comments_and_work_notes: comment + note,
    });
    expect(read("bridge.integration", "all")["work_notes"]).toEqual({ display_value: note, value: "" });
  });

  it("carry the reader's local time", () => {
    expect(read("maria.keller", "true")["work_notes"]).toBe(note.replace("10:20:30", "11:20:30"));
  });

  it("are single entries of sys_journal_field, which an integration user does not see unless allowed", () => {
    const entries = (userName: string) =>
      (
        sandbox
          .as(userName)
          .call(
            "GET",
            `/api/now/table/sys_journal_field?sysparm_query=element_id=${written["sys_id"] ?? ""}&sysparm_fields=name,element,value,sys_created_by`,
          ).body as { result: unknown[] }
      ).result;
    expect(entries("admin")).toEqual([
      { name: "incident", element: "work_notes", value: "CPU 97 %", sys_created_by: "bridge.integration" },
      {
        name: "incident",
        element: "comments",
        value: "We are looking",
        sys_created_by: "bridge.integration",
      },
    ]);
    expect(entries("bridge.integration")).toEqual([]);
    setProperty(sandbox.instance, "sandbox.acl.sys_journal_field.read_roles", "admin,itil");
    expect(entries("bridge.integration")).toHaveLength(2);
  });
});
