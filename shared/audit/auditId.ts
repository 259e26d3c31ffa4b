import { hash } from "node:crypto";

/** Sorts by time; the same act at the same moment has the same id. */
export function auditIdFor(atUtc: string, ...act: readonly string[]): string {
  const time = Date.parse(atUtc).toString(36).padStart(9, "0");
  return `aud-${time}${hash("sha256", JSON.stringify(act), "hex").slice(0, 12)}`;
}
