import { type Secret, type SecretStore, storedSecretName } from "../../secrets/secretStore.ts";

export function memorySecretStore(secrets = new Map<string, Secret>()): SecretStore {
  return {
    get: async (name) => secrets.get(storedSecretName(name)),
    async set(name, value, endsUtc) {
      secrets.set(storedSecretName(name), { value, endsUtc: endsUtc ?? null });
    },
    async remove(name) {
      secrets.delete(storedSecretName(name));
    },
    names: async (prefix) => [...secrets.keys()].filter((name) => name.startsWith(prefix.toLowerCase())),
  };
}
