import { randomUUID } from "node:crypto";
import { samples } from "../../local/samples/samples.ts";

export type PlannedAlert = {
  /** Of the alert, the same in its fired and its resolved body; nothing else has it. */
  readonly alertId: string;
  readonly condition: "fired" | "resolved";
  readonly body: string;
  /** When it is sent, counted from the start. */
  readonly atMs: number;
};

export type AlertPlan = {
  readonly count: number;
  readonly overMs: number;
  /** Which share of them resolves. */
  readonly resolvedShare?: number;
  /** How long after it fired an alert resolves. */
  readonly resolvedAfterMs?: number;
  /** Which share is sent twice, as two action groups of one rule do. */
  readonly repeatedShare?: number;
  /** When the first one fired. */
  readonly startUtc: string;
};

/** Metric alerts at an even rate, some of which resolve later; in the order in which they are sent. */
export function plannedAlerts(plan: AlertPlan): readonly PlannedAlert[] {
  const { count, overMs, resolvedShare = 0, resolvedAfterMs = 10_000, repeatedShare = 0 } = plan;
  const make = alertMaker(plan.startUtc);
  const alerts = Array.from({ length: count }, (_, index) => {
    const atMs = Math.round((index * overMs) / count);
    const fired = make(index + 1, "fired", atMs);
    return [
      fired,
      ...(isChosen(index, repeatedShare) ? [{ ...fired, atMs: atMs + 150 }] : []),
      ...(isChosen(index + 3, resolvedShare) ? [make(index + 1, "resolved", atMs + resolvedAfterMs)] : []),
    ];
  });
  return alerts.flat().sort((one, other) => one.atMs - other.atMs);
}

/** The same alert so many times. */
export function identicalAlerts(count: number, overMs: number, startUtc: string): readonly PlannedAlert[] {
  const alert = alertMaker(startUtc)(1, "fired", 0);
  return Array.from({ length: count }, (_, index) => ({
    ...alert,
    atMs: Math.round((index * overMs) / count),
  }));
}

function alertMaker(startUtc: string) {
  const seed = randomUUID();
  const sample = samples.get("metric");
  if (sample === undefined) throw new Error('There is no sample "metric"');
  return (sequence: number, condition: PlannedAlert["condition"], atMs: number): PlannedAlert => {
    const atUtc = new Date(Date.parse(startUtc) + atMs).toISOString();
    const body = sample.make({ sequence, seed, condition, atUtc });
    return { alertId: alertIdOf(body), condition, body: JSON.stringify(body), atMs };
  };
}

/** Evenly spread: of 100, a share of 0.2 chooses every fifth. */
function isChosen(index: number, share: number): boolean {
  return Math.floor((index + 1) * share) > Math.floor(index * share);
}

function alertIdOf(body: Readonly<Record<string, unknown>>): string {
  const { essentials } = body["data"] as { readonly essentials: { readonly alertId: string } };
  return essentials.alertId.split("/").at(-1) ?? "";
}
