import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { findJsonError } from "../../../../local/settings/findJsonError.ts";

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe("findJsonError", () => {
  it.each([
    { what: "a comma too many", text: '{\n  "a": 1,\n}', at: "3:1", says: "no comma" },
    { what: "a comma too few", text: '{\n  "a": 1\n  "b": 2\n}', at: "3:3", says: "a comma or }" },
    { what: "a name without quotes", text: "{ a: 1 }", at: "1:3", says: "name in double quotes" },
    { what: "a text without quotes", text: '{ "a": yes }', at: "1:8", says: "value is missing" },
    { what: "an open text", text: '{ "a": "b }', at: "1:12", says: "closing double quote" },
    { what: "a Windows path", text: '{ "a": "C:\\data" }', at: "1:11", says: "backslash" },
    { what: "a comment", text: '{\n  // hello\n  "a": 1 }', at: "2:3", says: "comments" },
    { what: "a missing end", text: '{ "a": 1', at: "1:9", says: "ends too early" },
    { what: "nothing at all", text: "", at: "1:1", says: "ends too early" },
    { what: "something after the end", text: "{} x", at: "1:4", says: "nothing may follow" },
    { what: "a missing colon", text: '{ "a" 1 }', at: "1:7", says: "colon" },
  ])("names the place of $what", ({ text, at, says }) => {
    const error = findJsonError(text);

    expect(`${String(error?.line)}:${String(error?.column)}`).toBe(at);
    expect(error?.message).toContain(says);
  });

  it("accepts every JSON text", () => {
    fc.assert(
      fc.property(fc.json(), fc.nat(3), (text, indent) => {
        expect(findJsonError(text)).toBeUndefined();
        expect(findJsonError(JSON.stringify(JSON.parse(text), undefined, indent))).toBeUndefined();
      }),
    );
  });

  it("agrees with JSON.parse about every damaged text", () => {
    const damage = fc.tuple(
      fc.json(),
      fc.nat(),
      fc.constantFrom("", ",", '"', "}", "]", ":", "\\", "0", "\n", "e"),
    );
    fc.assert(
      fc.property(damage, ([text, where, put]) => {
        const at = where % (text.length + 1);
        const damaged = text.slice(0, at) + put + text.slice(at + 1);

        expect(findJsonError(damaged) === undefined).toBe(isJson(damaged));
      }),
      { numRuns: 500 },
    );
  });
});
