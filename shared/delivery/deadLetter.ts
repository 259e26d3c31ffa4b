import type { ErrorCode } from "../failures/catalogue.ts";
import type { RecordedExchange } from "../failures/recordedExchange.ts";
import type { Envelope } from "./envelope.ts";

/** A message waiting for a person. */
export type DeadLetter = {
  readonly v: 1;
  /** Sorts by time: newer ids are greater. */
  readonly id: string;
  readonly code: ErrorCode;
  readonly detail: string;
  readonly failedAtUtc: string;
  /** Undefined only for a message that was not an envelope. */
  readonly envelope: Envelope | undefined;
  /** Of a message that could not be read as an envelope: as it came, at most 32 KiB. */
  readonly raw?: string;
  /** What was asked of the partner when it failed for the last time, and what came back. */
  readonly exchange?: RecordedExchange;
};
