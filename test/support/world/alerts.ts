import { randomUUID } from "node:crypto";

import { samples } from "../../../local/samples/samples.ts";

export type AlertOptions = {
  readonly sample?: string;
  /** Counts the alerts of one series. */
  readonly sequence?: number;
  readonly atUtc?: string;
};

export type AlertSeries = {
  fired(options?: AlertOptions): Record<string, unknown>;
  resolved(options?: AlertOptions): Record<string, unknown>;
};

/** Alerts that no other series has: sample and sequence say which alert of it, fired and resolved alike. */
export function anAlertSeries(): AlertSeries {
  const seed = randomUUID();
  const make = (
    condition: "fired" | "resolved",
    { sample = "metric", sequence = 1, atUtc }: AlertOptions = {},
  ) => {
    const found = samples.get(sample);
    if (found === undefined) throw new Error(`There is no sample "${sample}"`);
    return found.make({
      sequence,
      seed,
      condition,
      atUtc: atUtc ?? (condition === "fired" ? "2026-03-15T07:20:00.000Z" : "2026-03-15T07:50:00.000Z"),
    });
  };
  return {
    fired: (options) => make("fired", options),
    resolved: (options) => make("resolved", options),
  };
}
