import type { TokenCredential } from "@azure/identity";
import { SecretClient } from "@azure/keyvault-secrets";

export type VaultSettings = {
  /** `https://<name>.vault.azure.net`, or a stand-in on this machine. */
  readonly url: string;
  /** Of a user-assigned managed identity. */
  readonly clientId?: string | undefined;
};

/** As the app's identity in Azure, as the signed-in developer elsewhere. Asks nothing of the vault yet. */
export async function openVault(settings: VaultSettings): Promise<SecretClient> {
  const { DefaultAzureCredential } = await import("@azure/identity");
  const { clientId } = settings;
  return vaultClient(
    settings,
    new DefaultAzureCredential(clientId === undefined ? {} : { managedIdentityClientId: clientId }),
  );
}

export function vaultClient({ url }: VaultSettings, credential: TokenCredential): SecretClient {
  const isHere = isLoopback(url);
  return new SecretClient(url, credential, {
    // The whole call has a limit of its own: see vaultCall.ts.
    retryOptions: { maxRetries: 2, retryDelayInMs: 200, maxRetryDelayInMs: 2_000 },
    // The client proves that who asks for a token is the vault: its host has to end as the token's audience does. A
    // stand-in on this machine cannot, and plain http to it leaves nobody's wire.
    allowInsecureConnection: isHere,
    disableChallengeResourceVerification: isHere,
  });
}

/** The settings let a vault be on this machine for tests only; elsewhere it is https and Azure's own host. */
function isLoopback(url: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(new URL(url).hostname);
}
