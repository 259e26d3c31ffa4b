import { describe, expect, it } from "vitest";

import { catalogue } from "../../../shared/failures/catalogue.ts";
import { allCases, pending } from "../../e2e/failures/allCases.ts";

const provoked = new Set<string>([...allCases.values()].flat().map(({ code }) => code));

describe("the catalogue of failures", () => {
  it("has an end-to-end case for each of its codes", () => {
    const waiting = new Set<string>(pending);
    const missing = Object.keys(catalogue).filter((code) => !provoked.has(code) && !waiting.has(code));
    // A code that nobody can provoke from the webhook or the command line does not count: write its case in
    // test/e2e/failures/cases, or take the code out of the catalogue.
    expect(missing).toEqual([]);
  });

  it("knows every code that a case is for", () => {
    expect([...provoked, ...pending].filter((code) => !Object.hasOwn(catalogue, code))).toEqual([]);
  });

  it("does not call a code pending that has a case", () => {
    expect(pending.filter((code) => provoked.has(code))).toEqual([]);
  });
});
