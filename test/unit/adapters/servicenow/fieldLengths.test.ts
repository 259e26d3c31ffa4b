import { describe, expect, it } from "vitest";
import { fieldLengths } from "../../../../shared/adapters/servicenow/fieldLengths.ts";
import { aRow } from "./builders.ts";

const long = "y".repeat(5_000);

describe("texts of a record", () => {
  it("are left alone where they fit, and where the field is no text", () => {
    const body = {
      short_description: "x".repeat(160),
      description: "y".repeat(4_000),
      category: "z".repeat(200),
    };
    expect(fieldLengths().fit(body)).toEqual({ body, cut: [] });
  });

  it("are cut to the base system's lengths, with a mark at the end, and said to be cut", () => {
    const { body, cut } = fieldLengths().fit({ short_description: "x".repeat(200), description: long });
    expect(body.short_description).toBe(`${"x".repeat(159)}…`);
    expect(body.description).toHaveLength(4_000);
    expect(body.description?.endsWith("\n… (cut)")).toBe(true);
    expect(cut).toMatchObject([
      { field: "short_description", code: "SERVICENOW_TEXT_CUT" },
      { field: "description", code: "SERVICENOW_TEXT_CUT" },
    ]);
  });

  it("are never cut inside of a surrogate pair", () => {
    const { body } = fieldLengths().fit({ short_description: `${"x".repeat(158)}🔥🔥` });
    expect(body.short_description).toBe(`${"x".repeat(158)}…`);
  });
});

describe("the length of a field", () => {
  const stored = aRow({ description: "y".repeat(1_000) });

  it("is known once two answers show the same", () => {
    const lengths = fieldLengths();
    lengths.learn({ description: long }, stored);
    expect(lengths.fit({ description: "y".repeat(2_000) }).cut).toEqual([]);
    lengths.learn({ description: long }, stored);
    expect(lengths.fit({ description: "y".repeat(2_000) }).body.description).toHaveLength(1_000);
  });

  it.each([
    ["what a rule made of it", aRow({ description: "changed" }), aRow({ description: "changed" })],
    ["different lengths", stored, aRow({ description: "y".repeat(900) })],
    ["a beginning that is too short to tell", aRow({ description: "yyy" }), aRow({ description: "yyy" })],
    ["a text that is whole", aRow({ description: long }), aRow({ description: long })],
    ["a field that cannot be read", aRow(), aRow()],
  ])("is not learned from %s", (_what, first, second) => {
    const lengths = fieldLengths();
    lengths.learn({ description: long }, first);
    lengths.learn({ description: long }, second);
    expect(lengths.fit({ description: "y".repeat(4_000) }).cut).toEqual([]);
  });
});
