import { expect, it } from "vitest";

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

it("a lease in memory lasts as long as at first from its renewal on", async () => {
  const clock = settableClock();
  const store = memoryTokenStore(clock);
  const lease = await store.lease("contoso", 15_000);
  clock.advanceMs(14_999);
  await lease?.renew();
  clock.advanceMs(14_999);
  expect(await store.lease("contoso", 15_000)).toBeUndefined();
  clock.advanceMs(1);
  expect(await store.lease("contoso", 15_000)).toBeDefined();
});
