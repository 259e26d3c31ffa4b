/** What a figure has to reach. `of` says whether it is the ratio or our own number that is looked at. */
export type Goal = {
  readonly of: "ratio" | "ours";
  readonly atLeast?: number;
  readonly atMost?: number;
};

/** One line of the report. */
export type Row = {
  readonly name: string;
  readonly ours: number;
  /** Undefined where the goal is a number of its own, such as a size. */
  readonly reference?: number;
  /** Of `ours` and `reference`. */
  readonly unit: string;
  /** Median of the rounds' ratios. Undefined without a reference. */
  readonly ratio?: number;
  /** Undefined: told for information. */
  readonly goal?: Goal;
};

export type FigureReport = {
  readonly rows: readonly Row[];
  /** What was run, exactly enough to doubt it. */
  readonly ran: string;
};

/** What a figure is given. It runs in a process of its own and may leave its children to the end of that process. */
export type FigureContext = {
  /** Shorter, for a first look: fewer rounds, smaller loads. */
  readonly isQuick: boolean;
  /** A folder of this figure's own, removed after the run. */
  readonly folder: string;
  /** Closes it at the end, the last one first, however the figure ends. */
  readonly closeAtEnd: (close: () => Promise<unknown>) => void;
};

export type Figure = {
  /** What `--only` takes. */
  readonly name: string;
  /** One line for `--help`. */
  readonly title: string;
  readonly measure: (context: FigureContext) => Promise<FigureReport>;
};

/** Whether a row reaches its goal; undefined if it has none. */
export function isMet({ goal, ratio, ours }: Row): boolean | undefined {
  if (goal === undefined) return undefined;
  const value = goal.of === "ratio" ? ratio : ours;
  if (value === undefined) return false;
  // As it is shown: 0.596 is 0.60 to a reader.
  const shown = Math.round(value * 100) / 100;
  return shown >= (goal.atLeast ?? -Infinity) && shown <= (goal.atMost ?? Infinity);
}
