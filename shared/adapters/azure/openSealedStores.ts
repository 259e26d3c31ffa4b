import type { KeyRing } from "../../secrets/sealingKey.ts";
import type { AzureStorage } from "./azureStorage.ts";
import { azureSecretStore } from "./azureSecretStore.ts";
import { azureTokenStore } from "./azureTokenStore.ts";
import { sealedBlobs } from "./sealedBlobs.ts";

/** Secrets and tokens as blobs that only the bridge can read. */
export function openSealedStores({ sealed }: Pick<AzureStorage, "sealed">, keys: KeyRing) {
  const blobs = sealedBlobs(sealed, keys);
  return { secrets: azureSecretStore(blobs), tokens: azureTokenStore(sealed, blobs) };
}
