/**
 * What `npm test` runs: vitest with the arguments that are passed on (`npm test -- --project unit`), and at the end one
 * plain line that says how many tests passed and failed.
 */
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { countTests, type VitestReport } from "./countTests.ts";

const vitest = join(import.meta.dirname, "..", "node_modules", "vitest", "vitest.mjs");
const folder = mkdtempSync(join(tmpdir(), "bridge-test-report-"));
const reportFile = join(folder, "report.json");

const child = spawn(
  process.execPath,
  [
    ...[vitest, "run", "--reporter=default", "--reporter=json", `--outputFile.json=${reportFile}`],
    ...process.argv.slice(2),
  ],
  // Some hundred processes are started and load the same files: they share what one of them has compiled.
  { stdio: "inherit", env: { NODE_COMPILE_CACHE: join(folder, "compiled"), ...process.env } },
);
// Ctrl-C reaches vitest by itself; we wait for what it still has to say.
process.on("SIGINT", () => undefined);
process.on("SIGTERM", () => child.kill("SIGTERM"));

child.once("close", (code) => {
  const { passed, failed } = countTests(readReport(), code === 0);
  rmSync(folder, { recursive: true, force: true });
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed > 0 ? 1 : 0;
});

function readReport(): VitestReport | undefined {
  try {
    return JSON.parse(readFileSync(reportFile, "utf8")) as VitestReport;
  } catch {
    return undefined;
  }
}
