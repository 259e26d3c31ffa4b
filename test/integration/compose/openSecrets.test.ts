import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";

import { azureStorage } from "../../../shared/adapters/azure/azureStorage.ts";
import { openSecrets } from "../../../shared/compose/openSecrets.ts";
import type { SecretSettings } from "../../../shared/config/secretSettings.ts";
import type { TokenSet } from "../../../shared/tokens/tokenStore.ts";
import { startTestAzurite, type TestAzurite } from "../../support/azurite.ts";
import { aSealingKey } from "../../support/builders/sealingKeys.ts";
import { settableClock } from "../../support/contracts/storageBuilders.ts";
import { type KeyVaultDouble, startKeyVault } from "../../support/keyVault/startKeyVault.ts";
import { freshNames } from "../../support/testStorage.ts";

let azurite: TestAzurite;
let vault: KeyVaultDouble;

beforeAll(async () => {
  [azurite, vault] = await Promise.all([startTestAzurite(), startKeyVault()]);
});
afterAll(async () => {
  await Promise.all([azurite.remove(), vault.close()]);
});
afterEach(() => void vi.unstubAllEnvs());

const tokens: TokenSet = { v: 1, connection: "contoso", formerRefreshToken: "a-refresh-token" };
const inVault = { from: "store", name: "contoso--password" } as const;
const nowhere: SecretSettings = { keyVault: undefined, sealingKeys: [] };

/** Instances of one bridge, with the same storage. */
async function aBridge() {
  const names = freshNames();
  const { connectionString } = azurite;
  const storage = await azureStorage({ by: "connectionString", connectionString }, names);
  return (settings: SecretSettings, environment: Readonly<Record<string, string>> = {}) =>
    openSecrets(settings, { storage, clock: settableClock(), setting: (name) => environment[name] });
}

/** As in Azure: the app finds its identity by these settings of its environment. */
function signInAsManagedIdentity(): void {
  for (const [name, value] of Object.entries(vault.identity)) vi.stubEnv(name, value);
}

describe("where secrets are kept", () => {
  it("is the vault, as the app's managed identity; tokens are sealed under a key of the vault", async () => {
    signInAsManagedIdentity();
    const open = await aBridge();
    const settings = { keyVault: { url: vault.url, clientId: "contoso-identity" }, sealingKeys: [] };
    const [one, other] = [open(settings), open(settings)];
    expect(one.keepsTokens).toBe(true);

    await one.secrets.set("contoso--password", "s3cret");
    await one.tokens.write(tokens, undefined);

    expect(await other.resolve(inVault)).toBe("s3cret");
    expect((await other.tokens.read("contoso"))?.tokens).toEqual(tokens);
    expect(vault.secrets.versionsOf("contoso--password")).toHaveLength(1);
    expect(vault.secrets.versionsOf("bridge-token-key")).toHaveLength(1);
    expect(new Set(vault.identitiesAsked)).toEqual(new Set(["contoso-identity"]));
  });

  it("is storage where there is a key and no vault", async () => {
    const open = await aBridge();
    const settings = { keyVault: undefined, sealingKeys: [aSealingKey(1)] };

    await open(settings).secrets.set("contoso--password", "s3cret");
    await open(settings).tokens.write(tokens, undefined);

    expect(await open(settings).resolve(inVault)).toBe("s3cret");
    expect((await open(settings).tokens.read("contoso"))?.tokens).toEqual(tokens);
  });

  it("is nowhere without vault and key: whoever wants to keep one is told, and tokens stay in the process", async () => {
    const open = await aBridge();
    const { secrets, tokens: store, resolve, keepsTokens } = open(nowhere, { CONTOSO_PASSWORD: "s3cret" });

    expect(keepsTokens).toBe(false);
    await expect(secrets.set("contoso--password", "s3cret")).rejects.toMatchObject({
      code: "SECRET_STORE_MISSING",
      message: expect.not.stringContaining("s3cret") as string,
    });
    await expect(resolve(inVault)).rejects.toMatchObject({ code: "SECRET_STORE_MISSING" });
    await secrets.remove("contoso--password");
    expect(await resolve({ from: "environment", name: "CONTOSO_PASSWORD" })).toBe("s3cret");

    await store.write(tokens, undefined);
    expect((await store.read("contoso"))?.tokens).toEqual(tokens);
    expect(await open(nowhere).tokens.read("contoso"), "another instance").toBeUndefined();
  });

  it("is asked only when a secret is", async () => {
    const open = await aBridge();
    const { resolve } = open(
      { keyVault: { url: "http://127.0.0.1:9", clientId: undefined }, sealingKeys: [] },
      { CONTOSO_PASSWORD: "s3cret" },
    );

    expect(await resolve({ from: "environment", name: "CONTOSO_PASSWORD" })).toBe("s3cret");
  });
});
