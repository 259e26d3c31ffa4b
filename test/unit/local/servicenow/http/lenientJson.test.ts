import { describe, expect, it } from "vitest";
import { parseLenientJson } from "../../../../../local/servicenow/http/lenientJson.ts";

describe("lenient JSON", () => {
  it.each([
    [`{"a":"it's"}`, { a: "it's" }],
    [`{'a':'b'}`, { a: "b" }],
    [`{'a':'say "hi"', "b": 'it\\'s'}`, { a: 'say "hi"', b: "it's" }],
    [`{'a':'tab\\tline\\n'}`, { a: "tab\tline\n" }],
    [`{'a':'quoted \\"already\\"'}`, { a: 'quoted "already"' }],
    [`{'n':1,'t':true,'z':null}`, { n: 1, t: true, z: null }],
  ])("%s", (text, value) => {
    expect(parseLenientJson(text)).toEqual(value);
  });

  it.each(["{", "{'a':}", "{'a':'b}", "a=b"])("is not %s", (text) => {
    expect(() => parseLenientJson(text)).toThrow(SyntaxError);
  });
});
