import { hash } from "node:crypto";
import type { AlertIdentity } from "./alert.ts";

/**
 * 32 hex digits for an identity's key: short enough for an index, and nothing of the sender's text is left in it.
 * The parts are hashed as JSON, so that `["ab", "c"]` and `["a", "bc"]` stay different, whatever characters are in them.
 */
export function identityHash(identity: AlertIdentity): string {
  return hash("sha256", JSON.stringify(identity.key)).slice(0, 32);
}
