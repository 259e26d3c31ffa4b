import * as z from "zod";

import { parseSealingKey, type SealingKey } from "../secrets/sealingKey.ts";

/** Where the bridge keeps secrets and tokens. Without a vault and without keys there is no such place. */
export type SecretSettings = {
  readonly keyVault:
    | {
        /** `https://<name>.vault.azure.net`, without a path. */
        readonly url: string;
        /** Of a user-assigned managed identity. */
        readonly clientId: string | undefined;
      }
    | undefined;
  /** What is kept in storage is sealed under the first, and opened with any. */
  readonly sealingKeys: readonly SealingKey[];
};

/** https://learn.microsoft.com/azure/key-vault/general/about-keys-secrets-certificates#dns-suffixes-for-object-identifiers */
const vaultSuffixes = [".vault.azure.net", ".vault.azure.cn", ".vault.usgovcloudapi.net"];

const howToMakeAKey =
  "must be 32 random bytes in base64 (several, separated by commas: the first seals, all open); make one with " +
  "node -p \"crypto.randomBytes(32).toString('base64')\"";

const text = z.string().trim().min(1);

/** The settings as they stand in the environment. A complaint never repeats a value. */
export const Secrets = z.object({
  BRIDGE_KEY_VAULT_URL: text
    .transform((url, context) => {
      const origin = vaultOrigin(url);
      if (origin !== undefined) return origin;
      context.addIssue({ code: "custom", message: "must be https://<name>.vault.azure.net, without a path" });
      return z.NEVER;
    })
    .exactOptional(),
  BRIDGE_KEY_VAULT_CLIENT_ID: text.exactOptional(),
  BRIDGE_SECRET_KEY: text
    .transform((list, context) => {
      const keys = list.split(",").map(parseSealingKey);
      const valid = keys.filter((key) => key !== undefined);
      if (valid.length === keys.length) return valid;
      context.addIssue({ code: "custom", message: howToMakeAKey });
      return z.NEVER;
    })
    .exactOptional(),
});

/** `storageClientId`: the identity that is used for storage, unless another one is set. */
export function toSecrets(
  parsed: z.infer<typeof Secrets>,
  storageClientId: string | undefined,
): SecretSettings {
  const url = parsed.BRIDGE_KEY_VAULT_URL;
  return {
    keyVault:
      url === undefined ? undefined : { url, clientId: parsed.BRIDGE_KEY_VAULT_CLIENT_ID ?? storageClientId },
    sealingKeys: parsed.BRIDGE_SECRET_KEY ?? [],
  };
}

/** Without the trailing slash, which the portal shows. Undefined where secrets must not be sent. */
function vaultOrigin(text: string): string | undefined {
  const url = URL.parse(text);
  if (url === null || url.username !== "" || url.password !== "") return undefined;
  if (url.pathname !== "/" || url.search !== "" || url.hash !== "") return undefined;
  const { hostname } = url;
  if (url.protocol === "https:" && url.port === "" && isVault(hostname)) return url.origin;
  // A stand-in on this machine, for tests.
  const isLoopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(hostname);
  return isLoopback && /^https?:$/.test(url.protocol) ? url.origin : undefined;
}

function isVault(hostname: string): boolean {
  return vaultSuffixes.some(
    (suffix) => hostname.endsWith(suffix) && /^[a-z0-9-]+$/.test(hostname.slice(0, -suffix.length)),
  );
}
