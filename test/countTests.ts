/** The part of vitest's JSON report that is counted. */
export type VitestReport = {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly {
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string }[];
  }[];
};

/**
 * Tests that passed and failed. A file that failed without a failed test (it could not be loaded, or a hook failed)
 * counts as one, and so does whatever else made vitest end badly: "0 failed" is said only if all is well.
 */
export function countTests(
  report: VitestReport | undefined,
  hasEndedWell: boolean,
): { readonly passed: number; readonly failed: number } {
  const failedFiles = (report?.testResults ?? []).filter(
    ({ status, assertionResults }) =>
      status === "failed" && assertionResults.every((test) => test.status !== "failed"),
  );
  const failed = (report?.numFailedTests ?? 0) + failedFiles.length;
  return { passed: report?.numPassedTests ?? 0, failed: failed === 0 && !hasEndedWell ? 1 : failed };
}
