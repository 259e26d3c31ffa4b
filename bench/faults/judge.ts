import type { PlannedAlert } from "./plannedAlerts.ts";

export type Incident = Readonly<Record<string, string>>;

export type Verdict = {
  /** Alerts that ought to have a ticket. */
  readonly alerts: number;
  /** Exactly one ticket, open or resolved as it ought to be. */
  readonly right: number;
  readonly missing: number;
  /** Of the missing ones: those of which at least one message had been answered with 2xx. */
  readonly acknowledgedMissing: number;
  readonly twice: number;
  /** One ticket, but open although the alert has resolved, or the other way round. */
  readonly wrongState: number;
};

/** By its alert's id, which every contender writes into its tickets. */
const uuidPattern = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi;
const overStates = new Set(["6", "7", "8"]);

/** Compares the incidents that are there with the alerts that were sent. */
export function judge(
  alerts: readonly PlannedAlert[],
  acknowledged: ReadonlySet<PlannedAlert>,
  incidents: readonly Incident[],
): Verdict {
  const expected = new Map<string, "fired" | "resolved">();
  for (const { alertId, condition } of alerts) {
    if (expected.get(alertId) !== "resolved") expected.set(alertId, condition);
  }
  const acknowledgedIds = new Set([...acknowledged].map(({ alertId }) => alertId));
  const found = new Map<string, Incident[]>();
  for (const row of incidents) {
    for (const alertId of alertIdsIn(row)) {
      if (!expected.has(alertId)) continue;
      const rows = found.get(alertId) ?? [];
      rows.push(row);
      found.set(alertId, rows);
    }
  }

  const verdict = {
    alerts: expected.size,
    right: 0,
    missing: 0,
    acknowledgedMissing: 0,
    twice: 0,
    wrongState: 0,
  };
  for (const [alertId, condition] of expected) {
    const rows = found.get(alertId) ?? [];
    const [only] = rows;
    if (only === undefined) {
      verdict.missing += 1;
      if (acknowledgedIds.has(alertId)) verdict.acknowledgedMissing += 1;
    } else if (rows.length > 1) verdict.twice += 1;
    else if (overStates.has(only["state"] ?? "") === (condition === "resolved")) verdict.right += 1;
    else verdict.wrongState += 1;
  }
  return verdict;
}

function alertIdsIn({
  correlation_id = "",
  description = "",
  short_description = "",
}: Incident): ReadonlySet<string> {
  const text = `${correlation_id}\n${short_description}\n${description}`;
  return new Set([...text.matchAll(uuidPattern)].map(([id]) => id.toLowerCase()));
}
