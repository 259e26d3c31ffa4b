/** What stands in the place of what had to be forgotten. */
export const erased = "[erased]";

/** Of a journal's steps these are the bridge's own words and ids, which stay. */
const ownKeys = new Set([
  ...["step", "atUtc", "deliveryId", "attempt", "outcome", "code", "plan", "action", "ticketNumber"],
  ...["nextAttemptAtUtc", "shape", "family", "condition", "method", "route", "connection", "workItemKind"],
]);

/** Finds a text whatever its case; in JSON within a text also where it is written with escapes. */
export function contains(text: string, wanted: string): boolean {
  const needle = wanted.toLowerCase();
  if (text.toLowerCase().includes(needle)) return true;
  try {
    return JSON.stringify(JSON.parse(text)).toLowerCase().includes(JSON.stringify(needle).slice(1, -1));
  } catch {
    return false;
  }
}

/** Every occurrence in a text, whatever its case. */
export function withoutText(text: string, wanted: string): string {
  return text.replace(new RegExp(wanted.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"), "giu"), erased);
}

/** The same in all texts of a value, except in the bridge's own words. */
export function withoutTextIn<T>(value: T, change: (text: string) => string): T {
  return JSON.parse(
    JSON.stringify(value, (key, inner: unknown) => {
      return typeof inner === "string" && !ownKeys.has(key) ? change(inner) : inner;
    }),
  ) as T;
}
