import type { DriftCode } from "../failures/driftFailures.ts";

/** A field that the partner stored otherwise than it was sent. */
export type FieldDrift = {
  /** As the partner names it. */
  readonly field: string;
  readonly sent: string;
  /** Empty: not stored at all. */
  readonly stored: string;
  /** What kind of drift it is. Journals of earlier releases do not have it. */
  readonly code?: DriftCode;
  /** The fallback that was written in its place. */
  readonly instead?: string;
};
