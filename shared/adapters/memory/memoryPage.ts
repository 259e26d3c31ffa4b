import { continuationAfter, keyOfContinuation } from "../../paging/continuation.ts";

export type MemoryPage<T> = { readonly items: readonly T[]; readonly continuation: string | undefined };

/** A page of items that are sorted by key. It goes on behind a key, so that items added meanwhile do no harm. */
export function memoryPage<T>(
  sorted: readonly T[],
  keyOf: (item: T) => string,
  limit: number,
  continuation: string | undefined,
  order: "ascending" | "descending" = "ascending",
): MemoryPage<T> {
  const after = continuation === undefined ? undefined : keyOfContinuation(continuation);
  const isBehind = (key: string) =>
    after === undefined || (order === "ascending" ? key > after : key < after);
  const rest = sorted.filter((item) => isBehind(keyOf(item)));
  const items = rest.slice(0, limit);
  const last = items.at(-1);
  return {
    items,
    continuation: rest.length > limit && last !== undefined ? continuationAfter(keyOf(last)) : undefined,
  };
}
