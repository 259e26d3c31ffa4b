import type { CheckStatus, ConnectionCheck } from "./connectionCheck.ts";

/** A whole checklist, as the API shows it. */
export type CheckReport = {
  readonly connection: string;
  readonly url: string;
  readonly checkedAtUtc: string;
  readonly durationMs: number;
  /** How many calls it made to the partner. */
  readonly calls: number;
  /** The worst that was found; what is unknown or skipped is no fault. */
  readonly status: "ok" | "warning" | "failed";
  readonly summary: string;
  readonly counts: Readonly<Record<CheckStatus, number>>;
  readonly checks: readonly ConnectionCheck[];
};

type Run = Pick<CheckReport, "connection" | "url" | "checkedAtUtc" | "durationMs" | "calls" | "checks">;

export function checkReport(run: Run): CheckReport {
  const counts = countsOf(run.checks);
  const status = counts.failed > 0 ? "failed" : counts.warning > 0 ? "warning" : "ok";
  const { connection, url, checkedAtUtc, durationMs, calls, checks } = run;
  return {
    connection,
    url,
    checkedAtUtc,
    durationMs,
    calls,
    status,
    summary: summaryOf(counts),
    counts,
    checks,
  };
}

function countsOf(checks: readonly ConnectionCheck[]): Record<CheckStatus, number> {
  const counts = { ok: 0, warning: 0, failed: 0, skipped: 0, unknown: 0 };
  for (const { status } of checks) counts[status] += 1;
  return counts;
}

/** "2 failed, 1 warning, 38 ok, 4 cannot be told, 3 skipped." */
function summaryOf({ ok, warning, failed, skipped, unknown }: Record<CheckStatus, number>): string {
  const parts = [
    `${failed === 0 ? "nothing" : failed} failed`,
    ...(warning === 0 ? [] : [`${warning} ${warning === 1 ? "warning" : "warnings"}`]),
    `${ok} ok`,
    ...(unknown === 0 ? [] : [`${unknown} cannot be told`]),
    ...(skipped === 0 ? [] : [`${skipped} skipped`]),
  ];
  const [first = "", ...rest] = parts;
  return `${[first.charAt(0).toUpperCase() + first.slice(1), ...rest].join(", ")}.`;
}
