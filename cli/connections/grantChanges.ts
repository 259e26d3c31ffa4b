import type { Draft } from "./definitionOptions.ts";

/** A grant with what is said of it anew; of what it holds within itself (`application`, `user`), the rest stays as well. */
export function mergeGrant(before: Draft, said: Draft): Draft {
  const entries = Object.entries(said).map(([field, value]) => {
    const former = before[field];
    return [field, isDraft(value) && isDraft(former) ? { ...former, ...value } : value];
  });
  return { ...before, ...(Object.fromEntries(entries) as Draft) };
}

/** Without the places of its secrets in the bridge's store: where they are is the bridge's to say. */
export function withoutPlaces(grant: Draft): Draft {
  const entries = Object.entries(grant)
    .filter(([, value]) => typeof value !== "string" || !value.startsWith("store:"))
    .map(([field, value]) => [field, isDraft(value) ? withoutPlaces(value) : value]);
  return Object.fromEntries(entries) as Draft;
}

function isDraft(value: unknown): value is Draft {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
