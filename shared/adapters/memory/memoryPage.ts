export type MemoryPage<T> = { readonly items: readonly T[]; readonly continuation: string | undefined };

/** A page of items that are sorted by key. It goes on behind a key, so that items added meanwhile do no harm. */
export function memoryPage<T>(
  sorted: readonly T[],
  keyOf: (item: T) => string,
  limit: number,
  continuation: string | undefined,
): MemoryPage<T> {
  const rest = sorted.filter((item) => continuation === undefined || keyOf(item) > continuation);
  const items = rest.slice(0, limit);
  const last = items.at(-1);
  return { items, continuation: rest.length > limit && last !== undefined ? keyOf(last) : undefined };
}
