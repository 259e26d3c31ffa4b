import { BridgeError } from "../../failures/bridgeError.ts";
import type { AuthorisationParts } from "./authorisationParts.ts";

/**
 * Nobody is asked to sign in for tokens that the next start of the bridge would lose, and that no other instance would have.
 * Throws BridgeError SECRET_STORE_MISSING.
 */
export function refuseIfNotKept(
  { keepsTokens }: Pick<AuthorisationParts, "keepsTokens">,
  name: string,
): void {
  if (keepsTokens) return;
  throw new BridgeError(
    "SECRET_STORE_MISSING",
    `Signing in for "${name}" would be lost at the next start: neither BRIDGE_KEY_VAULT_URL nor BRIDGE_SECRET_KEY is set`,
  );
}
