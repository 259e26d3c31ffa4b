import type { AzureStorage } from "../adapters/azure/azureStorage.ts";
import { memoryTokenStore } from "../adapters/memory/memoryTokenStore.ts";
import type { SecretSettings } from "../config/secretSettings.ts";
import type { Clock } from "../delivery/ports.ts";
import { BridgeError } from "../failures/bridgeError.ts";
import {
  type LookAtSecret,
  makeLookAtSecret,
  makeResolveSecret,
  type ResolveSecret,
} from "../secrets/resolveSecret.ts";
import type { SecretStore } from "../secrets/secretStore.ts";
import { fixedKeyRing, type KeyRing } from "../secrets/sealingKey.ts";
import type { TokenStore } from "../tokens/tokenStore.ts";

export type OpenSecrets = {
  readonly secrets: SecretStore;
  readonly tokens: TokenStore;
  /** Whether tokens outlive this process and are shared by all instances. Where they are not, a sign-in would be lost at the next start. */
  readonly keepsTokens: boolean;
  readonly resolve: ResolveSecret;
  readonly lookAt: LookAtSecret;
};

type SecretParts = {
  readonly storage: Pick<AzureStorage, "sealed">;
  readonly clock: Clock;
  /** A setting of this app. */
  readonly setting: (name: string) => string | undefined;
};

/**
 * Where secrets and tokens are kept, as the settings say. With a vault secrets are in it; without one, and with a key,
 * they are sealed blobs; with neither, whoever keeps something is told SECRET_STORE_MISSING. Tokens are sealed blobs
 * wherever there is a key or a vault to keep one in, and otherwise stay in this process.
 *
 * Asks nothing of anybody: Key Vault, blobs and ciphers are loaded when the first secret is asked for.
 */
export function openSecrets(settings: SecretSettings, parts: SecretParts): OpenSecrets {
  const stores = lazily(() => openStores(settings, parts));
  const keepsTokens = settings.keyVault !== undefined || settings.sealingKeys.length > 0;
  const secrets: SecretStore = keepsTokens
    ? {
        get: async (name) => (await stores()).secrets.get(name),
        set: async (name, value, endsUtc) => (await stores()).secrets.set(name, value, endsUtc),
        remove: async (name) => (await stores()).secrets.remove(name),
        names: async (prefix) => (await stores()).secrets.names(prefix),
      }
    : noSecretStore;
  const tokens: TokenStore = keepsTokens
    ? {
        read: async (connection) => (await stores()).tokens.read(connection),
        write: async (set, expectedVersion) => (await stores()).tokens.write(set, expectedVersion),
        remove: async (connection) => (await stores()).tokens.remove(connection),
        lease: async (connection, holdMs) => (await stores()).tokens.lease(connection, holdMs),
      }
    : memoryTokenStore(parts.clock);
  const places = { secrets, setting: parts.setting };
  return {
    secrets,
    tokens,
    keepsTokens,
    resolve: makeResolveSecret(places),
    lookAt: makeLookAtSecret(places),
  };
}

async function openStores({ keyVault, sealingKeys }: SecretSettings, { storage, clock }: SecretParts) {
  const [first] = sealingKeys;
  const keys = first === undefined ? undefined : fixedKeyRing(sealingKeys);
  if (keyVault !== undefined) {
    const { openKeyVault } = await import("../adapters/keyVault/openKeyVault.ts");
    const vault = await openKeyVault(keyVault, clock);
    const { tokens } = await openSealed(storage, keys ?? vault.keys);
    return { secrets: vault.secrets, tokens };
  }
  if (keys === undefined) throw new Error("Without a key nothing is sealed.");
  return openSealed(storage, keys);
}

async function openSealed(storage: Pick<AzureStorage, "sealed">, keys: KeyRing) {
  const { openSealedStores } = await import("../adapters/azure/openSealedStores.ts");
  return openSealedStores(storage, keys);
}

/** Once; again only if it failed. */
function lazily<T>(open: () => Promise<T>): () => Promise<T> {
  let opened: Promise<T> | undefined;
  return () =>
    (opened ??= open().catch((error: unknown) => {
      opened = undefined;
      throw error;
    }));
}

const refuse = (what: string) => () =>
  Promise.reject(
    new BridgeError(
      "SECRET_STORE_MISSING",
      `${what}: neither BRIDGE_KEY_VAULT_URL nor BRIDGE_SECRET_KEY is set`,
    ),
  );

const noSecretStore: SecretStore = {
  get: refuse("A secret cannot be read"),
  set: refuse("A secret cannot be kept"),
  // A connection of which nothing could be kept can still be removed.
  remove: () => Promise.resolve(),
  names: () => Promise.resolve([]),
};
