import { describe, expect, it } from "vitest";
import { fieldOf, listOf, recordOf, textOf, textsIn } from "../../../../shared/alerts/reading/json.ts";

describe("a field", () => {
  it.each([
    ["as it is written", { allOf: 1 }, 1],
    ["in another case", { AllOf: 2 }, 2],
    ["as it is written before another case", { AllOf: 2, allOf: 1 }, 1],
    ["null as null", { allOf: null, AllOf: 2 }, null],
    ["not at all", { all: 1 }, undefined],
  ])("is found %s", (_, record, value) => {
    expect(fieldOf(record, "allOf")).toBe(value);
  });

  it("is found in another case among very many, again and again", () => {
    const record: Record<string, unknown> = {
      ...Object.fromEntries(Array.from({ length: 500 }, (_, n) => [`k${n}`, n])),
      AllOf: "x",
    };
    expect([fieldOf(record, "allOf"), fieldOf(record, "ALLOF"), fieldOf(record, "none")]).toEqual([
      "x",
      "x",
      undefined,
    ]);
  });

  it.each([
    ["  x ", "x"],
    ["", null],
    ["\u00a0", null],
    [0, "0"],
    [false, "false"],
    [null, null],
    [{}, null],
    [["x"], null],
  ])("%o as text is %o", (value, text) => {
    expect(textOf({ field: value }, "field")).toBe(text);
  });

  it.each([[{ a: 1 }], ['{"a":1}'], [' {"a":1}']])("%o as an object", (value) => {
    expect(recordOf({ field: value }, "field")).toEqual({ a: 1 });
  });

  it.each(["{", "[1]", [1], null, "x"].map((value) => ({ value })))(
    "$value as an object is empty",
    ({ value }) => {
      expect(recordOf({ field: value }, "field")).toEqual({});
    },
  );

  it.each([[1, 2], "[1,2]"].map((value) => ({ value })))("$value as a list", ({ value }) => {
    expect(listOf({ field: value }, "field")).toEqual([1, 2]);
  });

  it.each([
    [
      ["a", " b ", "", null, 3, {}],
      ["a", "b", "3"],
    ],
    ["a", ["a"]],
    ['["a"]', ["a"]],
    ["[a", ["[a"]],
    [{ a: 1 }, []],
    [undefined, []],
    [" ", []],
  ])("%o as texts is %o", (value, texts) => {
    expect(textsIn(value)).toEqual(texts);
  });
});
