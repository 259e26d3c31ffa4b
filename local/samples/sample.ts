export type SampleInput = {
  /** Counts the alerts of one run, from 0 or 1. */
  readonly sequence: number;
  /** One run. Seed and sequence together give the alert's ids: the same two speak of the same alert. */
  readonly seed: string;
  /** When it fires, or when it resolves. ISO 8601, ends in Z. */
  readonly atUtc: string;
  readonly condition: "fired" | "resolved";
};

/** One kind of alert body as Azure would post it. */
export type Sample = {
  /** What one types: `bridge send metric`. */
  readonly name: string;
  /** What it is, for a list. */
  readonly title: string;
  /** Whether Azure ever says that such an alert is over. */
  readonly canResolve: boolean;
  /** A new JSON object each time. Throws RangeError for `resolved` where `canResolve` is false. */
  make(input: SampleInput): Record<string, unknown>;
};
