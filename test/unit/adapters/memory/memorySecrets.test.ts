import { memoryTokenStore } from "../../../../shared/adapters/memory/memoryTokenStore.ts";
import { memorySecretStore } from "../../../../shared/adapters/memory/memorySecretStore.ts";
import type { Secret } from "../../../../shared/secrets/secretStore.ts";
import { secretStoreContract } from "../../../support/contracts/secretStoreContract.ts";
import { settableClock } from "../../../support/contracts/storageBuilders.ts";
import { tokenStoreContract } from "../../../support/contracts/tokenStoreContract.ts";

secretStoreContract("memory", async () => {
  const secrets = new Map<string, Secret>();
  return () => memorySecretStore(secrets);
});

tokenStoreContract("memory", async () => {
  const clock = settableClock();
  const store = memoryTokenStore(clock);
  return {
    open: () => store,
    passLeases: async () => clock.advanceMs(15_000),
  };
});
