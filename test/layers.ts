import { spawnSync } from "node:child_process";

/** Runs dependency-cruiser over the product and fails if it looked at nothing: a silent pass is no pass. */
const run = spawnSync(
  "node_modules/.bin/depcruise",
  ["--config", ".dependency-cruiser.cjs", "--output-type", "json", "functions", "shared", "local", "cli"],
  { encoding: "utf8", maxBuffer: 256 * 1024 * 1024 },
);
if (run.stdout === "") {
  console.error(run.stderr);
  process.exit(1);
}
type Violation = { rule: { name: string; severity: string }; from: string; to: string };
const { summary, modules } = JSON.parse(run.stdout) as {
  summary: { violations: Violation[] };
  modules: { source: string }[];
};
const own = modules.filter(({ source }) => /^(functions|shared|local|cli)\//.test(source));
for (const { rule, from, to } of summary.violations) console.error(`${rule.name}: ${from} -> ${to}`);
if (own.length < 20) {
  console.error(`only ${own.length} files were looked at: the layer rules are not being checked`);
  process.exit(1);
}
if (summary.violations.length > 0) process.exit(1);
console.log(`layers: ${own.length} files, no violations`);
