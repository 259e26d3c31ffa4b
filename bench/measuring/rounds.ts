const fewestRounds = 2;
const longestMs = 50_000;

/** Measures one contender once; the unit is the caller's. */
export type Measurement = () => Promise<number>;

/**
 * Runs all contenders in turn, in the opposite order every other round, so that what the machine does meanwhile meets
 * them all. The first round warms up and is thrown away; after 50 s no new round begins, once there are two.
 */
export async function alternate<Name extends string>(
  contenders: Readonly<Record<Name, Measurement>>,
  rounds: number,
): Promise<Record<Name, readonly number[]>> {
  const names = Object.keys(contenders) as Name[];
  const measured = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  const startedMs = performance.now();
  for (let round = 0; round <= rounds; round += 1) {
    // On a machine that is busy otherwise, fewer rounds rather than a report that never comes.
    if (round > fewestRounds && performance.now() - startedMs > longestMs) break;
    const order = round % 2 === 0 ? names : names.toReversed();
    for (const name of order) {
      const value = await contenders[name]();
      if (round > 0) measured[name].push(value);
    }
  }
  return measured;
}

/** Of an even number the lower of the two in the middle; NaN of nothing. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? Number.NaN;
}

/** The median of what each round says: noise that lasts longer than a round does not count. */
export function medianRatio(above: readonly number[], below: readonly number[]): number {
  return median(above.map((value, round) => value / (below[round] ?? Number.NaN)));
}
