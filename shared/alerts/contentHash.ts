import { createHash, type Hash } from "node:crypto";
import { isRecord } from "./reading/json.ts";

const deepest = 60;

/**
 * 32 hex digits that are the same for the same content, in whatever order the keys came. What lies deeper than
 * Azure ever nests is left out.
 */
export function contentHash(value: unknown): string {
  const hash = createHash("sha256");
  feed(hash, value, 0);
  return hash.digest("hex").slice(0, 32);
}

function feed(hash: Hash, value: unknown, depth: number): void {
  if (depth > deepest) return;
  if (Array.isArray(value)) {
    hash.update("[");
    for (const entry of value) {
      feed(hash, entry, depth + 1);
      hash.update(",");
    }
    hash.update("]");
  } else if (isRecord(value)) {
    hash.update("{");
    for (const key of Object.keys(value).sort()) {
      hash.update(`${JSON.stringify(key)}:`);
      feed(hash, value[key], depth + 1);
      hash.update(",");
    }
    hash.update("}");
  } else {
    hash.update(typeof value === "string" ? JSON.stringify(value) : String(value));
  }
}
