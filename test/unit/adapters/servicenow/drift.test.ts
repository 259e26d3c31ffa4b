import { describe, expect, it } from "vitest";
import { driftOf } from "../../../../shared/adapters/servicenow/drift.ts";
import { aRow } from "./builders.ts";

describe("what was stored otherwise than sent", () => {
  it.each([
    ["nothing, when all is as sent", { impact: "2" }, { impact: "2" }, []],
    [
      "a choice that was dropped",
      { category: "clouds" },
      { category: "" },
      [{ field: "category", sent: "clouds", stored: "", code: "SERVICENOW_VALUE_DROPPED" }],
    ],
    [
      "a text that was cut",
      { short_description: "A long title" },
      { short_description: "A long" },
      [{ field: "short_description", sent: "A long title", stored: "A long", code: "SERVICENOW_TEXT_CUT" }],
    ],
    [
      "a field that a rule changed",
      { short_description: "Disk full" },
      { short_description: "P1: Disk full" },
      [
        {
          field: "short_description",
          sent: "Disk full",
          stored: "P1: Disk full",
          code: "SERVICENOW_VALUE_CHANGED",
        },
      ],
    ],
    ["not other line ends or trimmed blanks", { description: "a\nb " }, { description: "a\r\nb" }, []],
    ["not a field that cannot be read", { category: "network" }, {}, []],
    ["not the journal, which comes back empty", { work_notes: "note" }, {}, []],
    ["not what was not sent", {}, { category: "inquiry" }, []],
  ])("is %s", (_what, sent, stored, expected) => {
    expect(driftOf(sent, aRow(stored))).toEqual(expected);
  });

  it("is shown shortened, with its length", () => {
    const [drift] = driftOf({ description: "x".repeat(5_000) }, aRow({ description: "x".repeat(4_000) }));
    expect(drift?.sent).toMatch(/^x{270}… \(5000 characters\)$/);
    expect(drift?.stored).toMatch(/^x{270}… \(4000 characters\)$/);
  });
});
