import fc from "fast-check";
import { expect, it } from "vitest";

import { matchesPattern } from "../../../shared/routing/matchesRoute.ts";

/** Says it in two lines, and takes its time. */
function matchesSlowly(text: string, pattern: string): boolean {
  if (pattern === "" || text === "") return text === "" && /^\**$/.test(pattern);
  const [first = ""] = pattern;
  if (first === "*") return matchesSlowly(text, pattern.slice(1)) || matchesSlowly(text.slice(1), pattern);
  return text.startsWith(first) && matchesSlowly(text.slice(1), pattern.slice(1));
}

it("a pattern matches what a simple oracle says it matches", () => {
  const text = fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 8 });
  const pattern = fc.string({ unit: fc.constantFrom("a", "b", "*"), maxLength: 6 });
  fc.assert(
    fc.property(text, pattern, (someText, somePattern) => {
      expect(matchesPattern(someText, somePattern)).toBe(matchesSlowly(someText, somePattern));
    }),
    { numRuns: 3_000 },
  );
});

it("a pattern made of a text with stars in place of some of it matches that text", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.string(), fc.boolean())), (parts) => {
      const text = parts.map(([part]) => part).join("");
      const pattern = parts.map(([part, isStar]) => (isStar ? "*" : part)).join("");
      expect(matchesPattern(text, pattern)).toBe(true);
    }),
  );
});

it("characters that mean something in a regular expression mean themselves", () => {
  expect(matchesPattern("cpu (high) [vm.1]+$", "cpu (high) [vm.1]+$")).toBe(true);
  expect(matchesPattern("vmx1", "vm.1")).toBe(false);
});
