/** How long things are kept, in milliseconds. What is open, pending or claimed is kept for ever. */
export type RetentionPolicy = {
  readonly journalMs: number;
  readonly bodiesMs: number;
  /** Dead letters that were replayed or discarded. */
  readonly deadLettersMs: number;
  /** Dead letters that still wait for a person. */
  readonly waitingDeadLettersMs: number;
  readonly closedTicketsMs: number;
  /** Counts of calls, trials of messages that killed their process, and what a rule with a cap did. */
  readonly leftoversMs: number;
};

export type RetentionCounts = {
  readonly journalEntries: number;
  readonly bodies: number;
  readonly deadLetters: number;
  readonly tickets: number;
  readonly indexRows: number;
  readonly leftovers: number;
  readonly signInLinks: number;
  /** False if the time was over before everything had been looked at: the next run goes on. */
  readonly isComplete: boolean;
};
