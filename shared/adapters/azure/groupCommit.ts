type GroupCommitParts<Item> = {
  /** Carries out at most `limit` items at once. Called again only after it has settled. */
  readonly write: (items: readonly Item[]) => Promise<void>;
  /** Items with the same key are the same item. */
  readonly keyOf: (item: Item) => string;
  readonly limit: number;
  /** Whether a failed write says something about its items, so that they are worth trying one caller at a time. */
  readonly isRefusal: (error: unknown) => boolean;
};

type Caller<Item> = {
  readonly items: readonly Item[];
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
};

/**
 * While one write is under way, callers gather, and the next write carries the items of all of them: under load many
 * callers cost one write, and a single one waits for nobody. Every caller learns the fate of its own items.
 */
export function groupCommit<Item>(parts: GroupCommitParts<Item>): (items: readonly Item[]) => Promise<void> {
  const { write, keyOf, limit, isRefusal } = parts;
  const waiting: Caller<Item>[] = [];
  let isWriting = false;

  async function writeAll(items: readonly Item[]): Promise<void> {
    for (let from = 0; from < items.length; from += limit) await write(items.slice(from, from + limit));
  }

  /** As many callers as fit into one write, at least one. */
  function takeGroup(): { readonly callers: readonly Caller<Item>[]; readonly items: readonly Item[] } {
    const items = new Map<string, Item>();
    let size = 0;
    for (const caller of waiting) {
      const fresh = caller.items.filter((item) => !items.has(keyOf(item)));
      if (size > 0 && items.size + fresh.length > limit) break;
      for (const item of fresh) items.set(keyOf(item), item);
      size += 1;
    }
    return { callers: waiting.splice(0, size), items: [...items.values()] };
  }

  async function commit(callers: readonly Caller<Item>[], items: readonly Item[]): Promise<void> {
    try {
      await writeAll(items);
    } catch (error) {
      if (callers.length > 1 && isRefusal(error)) {
        for (const caller of callers) await commit([caller], caller.items);
        return;
      }
      for (const { reject } of callers) reject(error);
      return;
    }
    for (const { resolve } of callers) resolve();
  }

  async function drain(): Promise<void> {
    isWriting = true;
    while (waiting.length > 0) {
      const { callers, items } = takeGroup();
      await commit(callers, items);
    }
    isWriting = false;
  }

  return (items) =>
    new Promise((resolve, reject) => {
      waiting.push({ items, resolve, reject });
      if (!isWriting) void drain();
    });
}
