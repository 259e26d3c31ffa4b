import type { Clock } from "../../delivery/ports.ts";

type Kept<T> = { readonly value: Promise<T>; readonly untilMs: number };

/**
 * Remembers answers by key. Whoever asks while the answer is on its way waits for the same one. An answer is kept as
 * long as `keepMs` says of it; a failure is not kept.
 */
export function cached<T>(clock: Clock, keepMs: (value: T) => number) {
  const kept = new Map<string, Kept<T>>();
  return (key: string, ask: () => Promise<T>): Promise<T> => {
    const known = kept.get(key);
    if (known !== undefined && clock.nowMs() < known.untilMs) return known.value;
    const value = ask();
    kept.set(key, { value, untilMs: Infinity });
    value.then(
      (answer) => kept.set(key, { value, untilMs: clock.nowMs() + keepMs(answer) }),
      () => kept.delete(key),
    );
    return value;
  };
}
