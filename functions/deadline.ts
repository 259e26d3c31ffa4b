import type { BridgeError } from "../shared/failures/bridgeError.ts";

export type Deadline = {
  /** Aborted when the time is over. */
  readonly signal: AbortSignal;
  /** What comes first: the result, or the end of the time, which rejects with `tooLate`. Nobody hears of what comes later. */
  before<T>(work: Promise<T>, tooLate: () => BridgeError): Promise<T>;
  /** To be called when there is an answer. */
  clear(): void;
};

/** One limit for all that is done for one request, counted from now. */
export function deadlineIn(limitMs: number): Deadline {
  const over = new AbortController();
  const timer = setTimeout(() => over.abort(), limitMs);
  return {
    signal: over.signal,
    async before(work, tooLate) {
      work.catch(() => undefined);
      const isOver = Promise.withResolvers<never>();
      const refuse = () => isOver.reject(tooLate());
      if (over.signal.aborted) throw tooLate();
      over.signal.addEventListener("abort", refuse, { once: true });
      try {
        return await Promise.race([work, isOver.promise]);
      } finally {
        over.signal.removeEventListener("abort", refuse);
      }
    },
    clear: () => clearTimeout(timer),
  };
}
