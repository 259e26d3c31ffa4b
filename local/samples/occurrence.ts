import { createHash } from "node:crypto";
import type { SampleInput } from "./sample.ts";

/** One alert of the made-up company at one moment. Everything in it follows from the sample's input alone. */
export type Occurrence = {
  readonly isResolved: boolean;
  readonly atUtc: string;
  /** When the alert fired: now, or half an hour before it resolves. */
  readonly firedAtUtc: string;
  /** "007": stands in names, another one for each sequence. */
  readonly serial: string;
  readonly sequence: number;
  /** The same for a whole run. */
  readonly subscriptionId: string;
  readonly tenantId: string;
  /** An id of the alert: the same fired and resolved. */
  uuid(purpose: string): string;
  /** An id of the event: another one once the alert resolves. */
  eventUuid(purpose: string): string;
  /** Hexadecimal digits of the alert, at most 64. */
  hex(purpose: string, length: number): string;
  /** A whole number from `low` to `high`. */
  between(low: number, high: number, purpose: string): number;
};

const firesForMs = 30 * 60_000;

export function occurrenceOf({ sequence, seed, atUtc, condition }: SampleInput): Occurrence {
  const isResolved = condition === "resolved";
  // A line break cannot be typed into a seed, so that "a" 11 and "a1" 1 stay different.
  const digest = (...parts: readonly (string | number)[]) =>
    createHash("sha256").update(parts.join("\n")).digest("hex");
  const hex = (purpose: string, length: number) => digest(seed, sequence, purpose).slice(0, length);
  return {
    isResolved,
    atUtc,
    firedAtUtc: isResolved ? shiftUtc(atUtc, -firesForMs) : atUtc,
    serial: String(sequence).padStart(3, "0"),
    sequence,
    subscriptionId: asUuid(digest(seed, "subscription")),
    tenantId: asUuid(digest("contoso", "tenant")),
    uuid: (purpose) => asUuid(hex(purpose, 32)),
    eventUuid: (purpose) => asUuid(hex(`${purpose} ${condition}`, 32)),
    hex,
    between: (low, high, purpose) => low + (Number.parseInt(hex(purpose, 8), 16) % (high - low + 1)),
  };
}

export function shiftUtc(momentUtc: string, byMs: number): string {
  return new Date(Date.parse(momentUtc) + byMs).toISOString();
}

/** Azure writes most moments with seven digits after the point: "2026-03-01T11:58:00.1234567Z". */
export function sevenDigitsUtc(momentUtc: string): string {
  return new Date(momentUtc).toISOString().replace(/Z$/u, "4917Z");
}

/** A UUID that looks random (version 4). */
function asUuid(hex: string): string {
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `a${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join("-");
}
