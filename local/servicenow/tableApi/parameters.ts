import type { Shape } from "../records/renderRecord.ts";

/** `sysparm_*` that shape the answer. */
export function shapeOf(query: URLSearchParams): Shape {
  const mode = query.get("sysparm_display_value");
  const fields = query
    .get("sysparm_fields")
    ?.split(",")
    .map((name) => name.trim())
    .filter(Boolean);
  return {
    displayValue: mode === "true" || mode === "all" ? mode : "false",
    excludeReferenceLink: query.get("sysparm_exclude_reference_link") === "true",
    fields: fields?.length === 0 ? undefined : fields,
  };
}

export const defaultLimit = 10_000;

/** A number as the platform reads it: what is none counts as not given. */
export function numberOf(query: URLSearchParams, name: string, fallback: number): number {
  const text = query.get(name)?.trim() ?? "";
  return /^-?\d+$/.test(text) ? Number(text) : fallback;
}
