import { describe, expect, it } from "vitest";

import { countTests } from "../countTests.ts";

const file = (status: string, ...tests: string[]) => ({
  status,
  assertionResults: tests.map((one) => ({ status: one })),
});

describe("the closing line of the tests", () => {
  it.each([
    ["all passed", [file("passed", "passed", "passed")], 2, 0, true, "2 passed, 0 failed"],
    ["one failed", [file("failed", "passed", "failed")], 1, 1, false, "1 passed, 1 failed"],
    ["a file did not load", [file("failed"), file("passed", "passed")], 1, 0, false, "1 passed, 1 failed"],
    ["a hook failed at the end", [file("failed", "passed")], 1, 0, false, "1 passed, 1 failed"],
    ["vitest itself ended badly", [file("passed", "passed")], 1, 0, false, "1 passed, 1 failed"],
  ])("when %s", (_when, testResults, numPassedTests, numFailedTests, hasEndedWell, line) => {
    const counted = countTests({ numPassedTests, numFailedTests, testResults }, hasEndedWell);
    expect(`${counted.passed} passed, ${counted.failed} failed`).toBe(line);
  });

  it("counts no report as a failure", () => {
    expect(countTests(undefined, false)).toEqual({ passed: 0, failed: 1 });
  });
});
