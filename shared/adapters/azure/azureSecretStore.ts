import { BridgeError } from "../../failures/bridgeError.ts";
import { type SecretStore, storedSecretName } from "../../secrets/secretStore.ts";
import { anyVersion, type SealedBlobs } from "./sealedBlobs.ts";
import { statusOf } from "./storageCall.ts";

const folder = "secrets/";

type StoredSecret = { readonly value: string; readonly endsUtc: string | null };

/** For where there is no Key Vault: each secret a sealed blob. */
export function azureSecretStore(blobs: SealedBlobs): SecretStore {
  return {
    get: (name) =>
      asSecretStore(async () => {
        const found = await blobs.read(folder + storedSecretName(name));
        return found === undefined ? undefined : (JSON.parse(found.text) as StoredSecret);
      }),
    set: (name, value, endsUtc) =>
      asSecretStore(async () => {
        const secret: StoredSecret = { value, endsUtc: endsUtc ?? null };
        await blobs.write(folder + storedSecretName(name), JSON.stringify(secret), anyVersion);
      }),
    remove: (name) => asSecretStore(() => blobs.remove(folder + storedSecretName(name))),
    names: (prefix) =>
      asSecretStore(async () => {
        const names = await blobs.names(folder + prefix.toLowerCase());
        return names.map((name) => name.slice(folder.length));
      }),
  };
}

/** Storage that fails is, to whoever asks for a secret, a secret store that does. */
async function asSecretStore<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof BridgeError) || error.code !== "STORAGE_UNAVAILABLE") throw error;
    const isForbidden = [401, 403].includes(statusOf(error.cause) ?? 0);
    throw error.with({ code: isForbidden ? "SECRET_STORE_FORBIDDEN" : "SECRET_STORE_UNAVAILABLE" });
  }
}
