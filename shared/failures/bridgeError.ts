import { catalogue, type ErrorCode, type FailureEntry } from "./catalogue.ts";
import type { RecordedExchange } from "./recordedExchange.ts";

type BridgeErrorOptions = {
  readonly cause?: unknown;
  /** How long the other side asked us to wait, when it said so. */
  readonly retryAfterMs?: number | undefined;
  /** Of a write: the other side may have carried it out although we got no good answer. Look before repeating. */
  readonly mayHaveHappened?: boolean | undefined;
  /** What was asked of the partner and what it answered. */
  readonly exchange?: RecordedExchange | undefined;
  /** Where several things are wrong at once: each of them, `field: what is wrong`. */
  readonly problems?: readonly string[] | undefined;
};

/** The one error for every failure that the catalogue knows. Anything else that is thrown is a bug. */
export class BridgeError extends Error {
  override readonly name = "BridgeError";
  readonly code: ErrorCode;
  readonly detail: string;
  readonly retryAfterMs: number | undefined;
  readonly mayHaveHappened: boolean;
  readonly exchange: RecordedExchange | undefined;
  readonly problems: readonly string[] | undefined;

  constructor(code: ErrorCode, detail: string, options: BridgeErrorOptions = {}) {
    super(`${catalogue[code].title}: ${detail}`, { cause: options.cause });
    this.code = code;
    this.detail = detail;
    this.retryAfterMs = options.retryAfterMs;
    this.mayHaveHappened = options.mayHaveHappened ?? false;
    this.exchange = options.exchange;
    this.problems = options.problems;
  }

  get entry(): FailureEntry {
    return catalogue[this.code];
  }

  /** The same failure, of which more is known now. */
  with(known: {
    readonly code?: ErrorCode;
    readonly detail?: string;
    readonly exchange?: RecordedExchange;
  }): BridgeError {
    return new BridgeError(known.code ?? this.code, known.detail ?? this.detail, {
      cause: this.cause,
      retryAfterMs: this.retryAfterMs,
      mayHaveHappened: this.mayHaveHappened,
      exchange: known.exchange ?? this.exchange,
      problems: this.problems,
    });
  }
}
