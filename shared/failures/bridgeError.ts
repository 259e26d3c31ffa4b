import { catalogue, type ErrorCode, type FailureEntry } from "./catalogue.ts";

type BridgeErrorOptions = {
  readonly cause?: unknown;
  /** How long the other side asked us to wait, when it said so. */
  readonly retryAfterMs?: number | undefined;
  /** Of a write: the other side may have carried it out although we got no good answer. Look before repeating. */
  readonly mayHaveHappened?: boolean;
  /** The partner's answer, secrets removed and cut, for the journal and the dead letter. */
  readonly answer?: { readonly status: number; readonly body: string } | undefined;
};

/** The one error for every failure that the catalogue knows. Anything else that is thrown is a bug. */
export class BridgeError extends Error {
  override readonly name = "BridgeError";
  readonly code: ErrorCode;
  readonly detail: string;
  readonly retryAfterMs: number | undefined;
  readonly mayHaveHappened: boolean;
  readonly answer: { readonly status: number; readonly body: string } | undefined;

  constructor(code: ErrorCode, detail: string, options: BridgeErrorOptions = {}) {
    super(`${catalogue[code].title}: ${detail}`, { cause: options.cause });
    this.code = code;
    this.detail = detail;
    this.retryAfterMs = options.retryAfterMs;
    this.mayHaveHappened = options.mayHaveHappened ?? false;
    this.answer = options.answer;
  }

  get entry(): FailureEntry {
    return catalogue[this.code];
  }
}
