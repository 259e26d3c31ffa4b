import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { vaultClient } from "../../../../shared/adapters/keyVault/keyVaultClient.ts";
import { keyVaultKeyRing, tokenKeyName } from "../../../../shared/adapters/keyVault/keyVaultKeyRing.ts";
import { keyVaultSecretStore } from "../../../../shared/adapters/keyVault/keyVaultSecretStore.ts";
import { aKeySetting, aSealingKey } from "../../../support/builders/sealingKeys.ts";
import { secretStoreContract } from "../../../support/contracts/secretStoreContract.ts";
import { settableClock } from "../../../support/contracts/storageBuilders.ts";
import { type KeyVaultDouble, startKeyVault } from "../../../support/keyVault/startKeyVault.ts";
import { failure } from "../../../support/keyVault/vaultSecrets.ts";

const credential = {
  getToken: async () => ({ token: "a-token-for-the-vault", expiresOnTimestamp: Date.now() + 3_600_000 }),
};
const options = { recoveryWaitsMs: [1, 1, 1] };

let vault: KeyVaultDouble;
beforeEach(async () => {
  vault = await startKeyVault();
});
afterEach(async () => await vault.close());

const client = () => vaultClient(vault, credential);
const openStore = () => keyVaultSecretStore(client(), options);

secretStoreContract("Key Vault", async () => openStore);

const password = "Contoso-integration-1";

describe("secrets in Key Vault", () => {
  it("take back a name that was deleted, also where the vault needs a while and says so", async () => {
    vault.secrets.writesUntilRecovered = 2;
    const store = openStore();
    await store.set("contoso--password", "the old one");
    await store.remove("contoso--password");

    await store.set("contoso--password", password, "2027-03-01T12:00:00.000Z");

    expect(await store.get("contoso--password")).toEqual({
      value: password,
      endsUtc: "2027-03-01T12:00:00.000Z",
    });
    expect(vault.requests.filter((line) => line.endsWith("/recover"))).toHaveLength(1);
  });

  it("say so where a name does not come back", async () => {
    vault.secrets.writesUntilRecovered = 100;
    const store = openStore();
    await store.set("contoso--password", "the old one");
    await store.remove("contoso--password");

    await expect(store.set("contoso--password", password)).rejects.toMatchObject({
      code: "SECRET_STORE_UNAVAILABLE",
      detail: "Key Vault, writing contoso--password: 409 ObjectIsBeingRecovered",
    });
  });

  it("keep former values as versions, and say what they are for", async () => {
    const store = openStore();
    await store.set("contoso--password", "the old one");
    await store.set("contoso--password", "the new one");

    const versions = vault.secrets.versionsOf("contoso--password");
    expect(versions.map(({ value }) => value)).toEqual(["the old one", "the new one"]);
    expect(versions[0]?.contentType).toBe("Azure Ticket Bridge");
  });

  const message = `Caller: appid=contoso;oid=somebody. He wanted to write ${password}.`;
  it.each([
    {
      what: "no role",
      status: 403,
      error: failure("Forbidden", message, "ForbiddenByRbac"),
      says: "403 ForbiddenByRbac",
    },
    {
      what: "a firewall",
      status: 403,
      error: failure("Forbidden", message, "ForbiddenByFirewall"),
      says: "403 ForbiddenByFirewall",
    },
    {
      what: "a token that is none",
      status: 401,
      error: failure("Unauthorized", message),
      says: "401 Unauthorized",
    },
    { what: "no JSON", status: 403, error: message, says: "403" },
  ])(
    "are forbidden where there is $what: with the vault's code, and none of its words",
    async ({ status, error, says }) => {
      const store = openStore();
      vault.refuse = () => ({ status, body: error });

      for (const call of [
        () => store.get("contoso--password"),
        () => store.set("contoso--password", password),
        () => store.remove("contoso--password"),
      ]) {
        const failed = await call().then(
          () => undefined,
          (reason: unknown) => reason,
        );
        expect(failed).toMatchObject({ code: "SECRET_STORE_FORBIDDEN" });
        expect(failed).toMatchObject({
          detail: expect.stringMatching(new RegExp(`: ${says}( |$)`)) as string,
        });
        expect(JSON.stringify([failed, String(failed), (failed as Error).cause])).not.toMatch(
          /Contoso-integration|appid/,
        );
      }
    },
  );

  it("are forbidden in lists, too, for which the client hands on less", async () => {
    const store = openStore();
    vault.refuse = () => ({ status: 403, body: failure("Forbidden", message, "ForbiddenByRbac") });

    await expect(store.names("")).rejects.toMatchObject({
      code: "SECRET_STORE_FORBIDDEN",
      detail: "Key Vault, listing secrets: 403 Forbidden",
    });
  });

  it.each([
    {
      what: "breaks the connection",
      refuse: () => "drop" as const,
      says: /reading contoso--password: (ECONNRESET|no usable answer)/,
    },
    {
      what: "answers with an error of its own",
      refuse: () => ({ status: 500, body: failure("InternalServerError", message) }),
      says: /reading contoso--password: 500 InternalServerError/,
    },
  ])("cannot be reached when the vault $what, after it was tried again", async ({ refuse, says }) => {
    const store = openStore();
    vault.refuse = refuse;

    await expect(store.get("contoso--password")).rejects.toMatchObject({
      code: "SECRET_STORE_UNAVAILABLE",
      detail: expect.stringMatching(says) as string,
    });
    expect(vault.requests.length).toBeGreaterThan(1);
  });

  it("are forbidden to whoever cannot sign in", async () => {
    const nobody = {
      getToken: () =>
        Promise.reject(Object.assign(new Error(message), { name: "CredentialUnavailableError" })),
    };

    await expect(
      keyVaultSecretStore(vaultClient(vault, nobody)).get("contoso--password"),
    ).rejects.toMatchObject({
      code: "SECRET_STORE_FORBIDDEN",
      detail: "Key Vault, reading contoso--password: no identity could sign in",
    });
  });
});

describe("the key for tokens in Key Vault", () => {
  const ring = (clock = settableClock()) => keyVaultKeyRing(client(), clock, options);

  it("is made when it is missing, once for all who ask", async () => {
    const keys = ring();
    const [first, second] = await Promise.all([keys.newest(), keys.newest()]);

    expect(first).toEqual(second);
    expect(first.bytes).toHaveLength(32);
    expect(vault.secrets.versionsOf(tokenKeyName)).toHaveLength(1);
    expect(await ring().newest(), "another instance").toEqual(first);
  });

  it("is agreed on by instances that made one at the same moment: each opens what the others seal", async () => {
    // Both look before either has made one.
    let looks = 0;
    let bothHaveLooked: () => void = () => {};
    const gate = new Promise<void>((resolve) => (bothHaveLooked = resolve));
    const slow = () => {
      const real = client();
      let isFirst = true;
      const list = real.listPropertiesOfSecretVersions.bind(real);
      real.listPropertiesOfSecretVersions = ((...args: Parameters<typeof list>) => {
        const pages = list(...args);
        const wasFirst = isFirst;
        isFirst = false;
        return (async function* () {
          for await (const one of pages) yield one;
          if (!wasFirst) return;
          if (++looks === 2) bothHaveLooked();
          await gate;
        })();
      }) as unknown as typeof list;
      return keyVaultKeyRing(real, settableClock(), options);
    };
    const [one, other] = [slow(), slow()];

    const sealing = await Promise.all([one.newest(), other.newest()]);

    expect(vault.secrets.versionsOf(tokenKeyName)).toHaveLength(2);
    for (const { id } of sealing) {
      for (const keys of [one, other, ring()]) expect(await keys.find(id)).toMatchObject({ id });
    }
  });

  it("changes when somebody adds a version: at once for what it sealed, within an hour for sealing", async () => {
    const clock = settableClock();
    const keys = ring(clock);
    await openStore().set(tokenKeyName, aKeySetting(1));
    expect((await keys.newest()).id).toBe(aSealingKey(1).id);
    vault.secrets.nowSeconds += 60;
    await openStore().set(tokenKeyName, aKeySetting(2));

    clock.advanceMs(60_000);
    expect(await keys.find(aSealingKey(2).id)).toEqual(aSealingKey(2));
    expect((await keys.newest()).id).toBe(aSealingKey(2).id);
    expect(await keys.find(aSealingKey(1).id), "what the old one sealed").toEqual(aSealingKey(1));
  });

  it("no longer opens with a version that was disabled", async () => {
    await openStore().set(tokenKeyName, aKeySetting(1));
    const [old] = vault.secrets.versionsOf(tokenKeyName);
    if (old !== undefined) old.isEnabled = false;
    vault.secrets.nowSeconds += 60;
    await openStore().set(tokenKeyName, aKeySetting(2));

    expect(await ring().find(aSealingKey(1).id)).toBeUndefined();
    expect((await ring().newest()).id).toBe(aSealingKey(2).id);
  });

  it("goes on sealing and opening while the vault is away", async () => {
    const clock = settableClock();
    const keys = ring(clock);
    const { id } = await keys.newest();
    vault.refuse = () => ({ status: 403, body: failure("Forbidden", "no", "ForbiddenByRbac") });
    clock.advanceMs(2 * 60 * 60_000);

    expect((await keys.newest()).id).toBe(id);
    expect(await keys.find(id)).toMatchObject({ id });
    // It could be a new one: that nobody has it is known only when the vault has said so.
    await expect(keys.find("0123456789abcdef")).rejects.toMatchObject({ code: "SECRET_STORE_FORBIDDEN" });
  });

  it("is looked for once a minute at most, if nobody has it", async () => {
    const clock = settableClock();
    const keys = ring(clock);
    await keys.newest();
    const asked = vault.requests.length;

    expect(await keys.find("0123456789abcdef")).toBeUndefined();
    expect(vault.requests).toHaveLength(asked);
    clock.advanceMs(60_000);
    expect(await keys.find("0123456789abcdef")).toBeUndefined();
    expect(vault.requests.length).toBeGreaterThan(asked);
  });

  it("is said to be missing where somebody has put something else there", async () => {
    await openStore().set(tokenKeyName, "no key");
    vault.refuse = (line) =>
      line.startsWith("PUT")
        ? { status: 403, body: failure("Forbidden", "no", "ForbiddenByRbac") }
        : undefined;

    await expect(ring().newest()).rejects.toMatchObject({ code: "SECRET_STORE_FORBIDDEN" });
  });
});
