import type { CheckedWorld } from "./checkedWorld.ts";

/** One check, and what breaks exactly that. */
export type CheckCase = {
  readonly id: string;
  readonly becomes: "failed" | "warning" | "unknown";
  /** What is told of it. */
  readonly told: RegExp;
  readonly breaks: (world: CheckedWorld) => unknown;
  /** How the connection is from the start. */
  readonly where?: (world: CheckedWorld) => unknown;
  /** Whether credentials are shown anew after it broke. */
  readonly isFresh?: true;
  /** What says the same in other words. */
  readonly also?: RegExp;
};
