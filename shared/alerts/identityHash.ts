import { hash } from "node:crypto";
import type { AlertIdentity } from "./alert.ts";

/**
 * 32 hex digits for an identity's key: short enough for an index, and nothing of the sender's text is left in it.
 * NUL stands between the parts, so that `["ab", "c"]` and `["a", "bc"]` stay different.
 */
export function identityHash(identity: AlertIdentity): string {
  return hash("sha256", identity.key.join("\0")).slice(0, 32);
}
