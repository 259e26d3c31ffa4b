/** Lets so many in at once, the others in the order in which they came. */
export type Limiter = {
  enter(): Promise<void>;
  /** Once for each `enter`. */
  leave(): void;
};

export function fairLimiter(places: number): Limiter {
  let free = places;
  const waiting: (() => void)[] = [];
  return {
    async enter() {
      if (free > 0) free -= 1;
      else await new Promise<void>((admit) => waiting.push(admit));
    },
    leave() {
      // The place goes straight to the next in line: nobody who comes just now can take it.
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next();
    },
  };
}
