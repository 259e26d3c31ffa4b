import { setTimeout as wait } from "node:timers/promises";

import type { SecretClient } from "@azure/keyvault-secrets";

import { type SecretStore, storedSecretName } from "../../secrets/secretStore.ts";
import { isMissing, vaultCall, vaultCode } from "./vaultCall.ts";

/** While a name comes back from among the deleted ones, which takes the vault some seconds. */
const recoveryWaitsMs = [200, 500, 1_000, 2_000, 2_000, 3_000, 3_000];

/** Says what the secret is for to whoever looks at the vault. */
const contentType = "Azure Ticket Bridge";

export type VaultOptions = {
  /** Waits between tries while a name is being recovered. */
  readonly recoveryWaitsMs?: readonly number[];
};

/**
 * Secrets in Key Vault. A new value is a new version; a secret that was removed stays among the vault's deleted ones for
 * as long as the vault keeps them. Needs the role “Key Vault Secrets Officer”.
 */
export function keyVaultSecretStore(vault: SecretClient, options: VaultOptions = {}): SecretStore {
  return {
    get: (name) =>
      vaultCall(`reading ${storedSecretName(name)}`, async (abortSignal) => {
        try {
          const { value, properties } = await vault.getSecret(storedSecretName(name), { abortSignal });
          if (value === undefined) return undefined;
          return { value, endsUtc: properties.expiresOn?.toISOString() ?? null };
        } catch (error) {
          if (isMissing(error)) return undefined;
          throw error;
        }
      }),

    set: (name, value, endsUtc) =>
      vaultCall(`writing ${storedSecretName(name)}`, (abortSignal) =>
        setRecovering(
          vault,
          {
            name: storedSecretName(name),
            value,
            expiresOn: endsUtc === undefined ? undefined : new Date(endsUtc),
          },
          { ...options, abortSignal },
        ),
      ),

    remove: (name) =>
      vaultCall(`removing ${storedSecretName(name)}`, async (abortSignal) => {
        try {
          await vault.beginDeleteSecret(storedSecretName(name), { abortSignal });
        } catch (error) {
          if (!isMissing(error) && !isOnItsWayOut(error)) throw error;
        }
      }),

    names: (prefix) =>
      vaultCall("listing secrets", async (abortSignal) => {
        const names: string[] = [];
        for await (const { name } of vault.listPropertiesOfSecrets({ abortSignal })) {
          if (name.toLowerCase().startsWith(prefix.toLowerCase())) names.push(name.toLowerCase());
        }
        return names;
      }),
  };
}

type NewVersion = { readonly name: string; readonly value: string; readonly expiresOn: Date | undefined };

/**
 * Writes a new version. A name that was deleted cannot be used before it is recovered, and cannot be written while that
 * goes on: the vault answers 409 to both, also for a moment after it has said that the recovery is done.
 */
export async function setRecovering(
  vault: SecretClient,
  { name, value, expiresOn }: NewVersion,
  options: VaultOptions & { readonly abortSignal: AbortSignal },
): Promise<void> {
  const { abortSignal } = options;
  const waitsMs = options.recoveryWaitsMs ?? recoveryWaitsMs;
  for (let n = 0; ; n += 1) {
    try {
      await vault.setSecret(name, value, {
        abortSignal,
        contentType,
        ...(expiresOn === undefined ? {} : { expiresOn }),
      });
      return;
    } catch (error) {
      const waitMs = waitsMs[n];
      const code = vaultCode(error);
      if (waitMs === undefined || !nameIsTaken.has(code)) throw error;
      if (code === "ObjectIsDeletedButRecoverable") await recover(vault, name, abortSignal);
      await wait(waitMs, undefined, { signal: abortSignal });
    }
  }
}

async function recover(vault: SecretClient, name: string, abortSignal: AbortSignal): Promise<void> {
  try {
    await vault.beginRecoverDeletedSecret(name, { abortSignal });
  } catch (error) {
    // Somebody else is at it already, or it has just been purged: writing tells.
    if (!isMissing(error) && !nameIsTaken.has(vaultCode(error))) throw error;
  }
}

const nameIsTaken: ReadonlySet<string> = new Set([
  "ObjectIsDeletedButRecoverable",
  "ObjectIsBeingRecovered",
  "ObjectIsBeingDeleted",
]);

function isOnItsWayOut(error: unknown): boolean {
  return ["ObjectIsDeletedButRecoverable", "ObjectIsBeingDeleted"].includes(vaultCode(error));
}
