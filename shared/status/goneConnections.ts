import { connectionOf } from "../deadLetters/deadLetterFilter.ts";
import type { DeadLetterStore } from "../deadLetters/deadLetterStore.ts";

/** A connection that there is no more, of which dead letters wait. */
export type GoneConnection = {
  readonly name: string;
  /** `hasMore`: there may be older ones that were not looked at. */
  readonly deadLetters: { readonly count: number; readonly hasMore: boolean };
};

/**
 * Connections that are gone and of which dead letters wait, by name: nothing else tells of them any more. Looks at the newest
 * letters, and at the newest that became such for want of their connection. Throws BridgeError STORAGE_UNAVAILABLE.
 */
export async function goneConnections(
  deadLetters: Pick<DeadLetterStore, "list">,
  known: readonly { readonly name: string }[],
  mostCounted: number,
): Promise<readonly GoneConnection[]> {
  const pages = await Promise.all([
    deadLetters.list({ status: "waiting" }, mostCounted),
    deadLetters.list({ status: "waiting", code: "CONNECTION_MISSING" }, mostCounted),
  ]);
  const there = new Set(known.map(({ name }) => name));
  const lettersOf = new Map<string, Set<string>>();
  for (const { letter } of pages.flatMap(({ letters }) => letters)) {
    const name = connectionOf(letter);
    if (name === null || there.has(name)) continue;
    lettersOf.set(name, (lettersOf.get(name) ?? new Set()).add(letter.id));
  }
  const hasMore = pages.some(({ continuation }) => continuation !== undefined);
  return [...lettersOf]
    .map(([name, { size }]) => ({ name, deadLetters: { count: size, hasMore } }))
    .toSorted((one, other) => (one.name < other.name ? -1 : 1));
}
