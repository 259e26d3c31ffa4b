import type { Clock } from "../../delivery/ports.ts";
import type { KeyRing } from "../../secrets/sealingKey.ts";
import type { SecretStore } from "../../secrets/secretStore.ts";
import { openVault, type VaultSettings } from "./keyVaultClient.ts";
import { keyVaultKeyRing } from "./keyVaultKeyRing.ts";
import { keyVaultSecretStore } from "./keyVaultSecretStore.ts";

/** Secrets in a vault, and the key that it keeps for what is sealed elsewhere. */
export async function openKeyVault(
  settings: VaultSettings,
  clock: Clock,
): Promise<{ readonly secrets: SecretStore; readonly keys: KeyRing }> {
  const vault = await openVault(settings);
  return { secrets: keyVaultSecretStore(vault), keys: keyVaultKeyRing(vault, clock) };
}
