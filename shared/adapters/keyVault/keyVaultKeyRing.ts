import { randomBytes } from "node:crypto";

import type { SecretClient } from "@azure/keyvault-secrets";

import type { Clock } from "../../delivery/ports.ts";
import { BridgeError } from "../../failures/bridgeError.ts";
import { type KeyRing, parseSealingKey, type SealingKey } from "../../secrets/sealingKey.ts";
import { setRecovering, type VaultOptions } from "./keyVaultSecretStore.ts";
import { vaultCall } from "./vaultCall.ts";

/** The vault's secret under which tokens in storage are sealed. */
export const tokenKeyName = "bridge-token-key";

/** A key that somebody adds in the vault seals from then on at the latest. */
const rereadMs = 60 * 60_000;
/** How soon an unknown key is looked for again: what nobody's key opens must not cost a call each time. */
const lookAgainMs = 60_000;

/**
 * The key for tokens, kept in the vault, made when it is missing. Every version of that secret opens; the newest one
 * seals. Two processes that find none at the same moment each make a version, and read all of them afterwards: what one
 * of them has sealed meanwhile the other opens, because an unknown key makes it read the versions anew. To rotate, add a
 * version of 32 bytes in base64; disable an old one when nothing is sealed under it any more.
 */
export function keyVaultKeyRing(vault: SecretClient, clock: Clock, options: VaultOptions = {}): KeyRing {
  let keys: readonly SealingKey[] = [];
  let readAtMs = -Infinity;
  let reading: Promise<void> | undefined;

  /** Whoever comes while it is being read waits for that. */
  const read = () => (reading ??= readAll().finally(() => (reading = undefined)));

  /** A key that is known goes on sealing while the vault is away. */
  async function readIfPossible(): Promise<void> {
    try {
      await read();
    } catch (error) {
      if (keys.length === 0) throw error;
      readAtMs = clock.nowMs() - rereadMs + lookAgainMs;
    }
  }

  async function readAll(): Promise<void> {
    const found = await readVersions(vault);
    if (found.length === 0) await makeKey(vault, options);
    keys = found.length === 0 ? await readVersions(vault) : found;
    readAtMs = clock.nowMs();
  }

  return {
    async newest() {
      if (clock.nowMs() - readAtMs >= rereadMs) await readIfPossible();
      const [newest] = keys;
      if (newest === undefined) {
        throw new BridgeError(
          "SECRET_STORE_UNAVAILABLE",
          `Key Vault: ${tokenKeyName} has no version that is a key`,
        );
      }
      return newest;
    },
    async find(wanted) {
      const known = keys.find(({ id }) => id === wanted);
      if (known !== undefined) return known;
      if (clock.nowMs() - readAtMs >= lookAgainMs) await read();
      return keys.find(({ id }) => id === wanted);
    },
  };
}

/** Newest first; of the same second the greater version first, so that all processes agree. */
async function readVersions(vault: SecretClient): Promise<readonly SealingKey[]> {
  return vaultCall(`reading ${tokenKeyName}`, async (abortSignal) => {
    const versions: { readonly version: string; readonly createdMs: number }[] = [];
    for await (const properties of vault.listPropertiesOfSecretVersions(tokenKeyName, { abortSignal })) {
      const { version, createdOn, enabled } = properties;
      if (version !== undefined && enabled !== false) {
        versions.push({ version, createdMs: createdOn?.getTime() ?? 0 });
      }
    }
    versions.sort((a, b) => b.createdMs - a.createdMs || (a.version < b.version ? 1 : -1));
    const values = await Promise.all(
      versions.map(({ version }) => vault.getSecret(tokenKeyName, { version, abortSignal })),
    );
    // Somebody may have put something else there; it seals and opens nothing.
    return values.map(({ value }) => parseSealingKey(value ?? "")).filter((key) => key !== undefined);
  });
}

async function makeKey(vault: SecretClient, options: VaultOptions): Promise<void> {
  const value = randomBytes(32).toString("base64");
  await vaultCall(`making ${tokenKeyName}`, (abortSignal) =>
    setRecovering(vault, { name: tokenKeyName, value, expiresOn: undefined }, { ...options, abortSignal }),
  );
}
