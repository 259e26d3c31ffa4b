/**
 * One HTTP exchange with a partner as it may be kept and shown: secrets and personal data are removed and long texts
 * cut before it is made. JSON-safe.
 */
export type RecordedExchange = {
  readonly startedAtUtc: string;
  readonly durationMs: number;
  readonly request: {
    readonly method: string;
    /** Path and query. */
    readonly path: string;
    /** Those that matter, by lower-case name. */
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string | null;
  };
  /** Null if no whole answer came. */
  readonly answer: {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
  } | null;
};
