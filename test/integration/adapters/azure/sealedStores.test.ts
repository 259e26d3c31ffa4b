import { BlobServiceClient, type ContainerClient } from "@azure/storage-blob";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { azureStorage } from "../../../../shared/adapters/azure/azureStorage.ts";
import { openSealedStores } from "../../../../shared/adapters/azure/openSealedStores.ts";
import { fixedKeyRing } from "../../../../shared/secrets/sealingKey.ts";
import type { TokenSet } from "../../../../shared/tokens/tokenStore.ts";
import { startTestAzurite, type TestAzurite } from "../../../support/azurite.ts";
import { aSealingKey } from "../../../support/builders/sealingKeys.ts";
import { secretStoreContract } from "../../../support/contracts/secretStoreContract.ts";
import { tokenStoreContract } from "../../../support/contracts/tokenStoreContract.ts";
import { startStorageProxy } from "../../../support/storageProxy.ts";
import { freshNames } from "../../../support/testStorage.ts";

let azurite: TestAzurite;

beforeAll(async () => {
  azurite = await startTestAzurite();
});
afterAll(async () => await azurite.remove());

/** A container of its own that nobody has created yet, and clients of it with any keys. */
async function freshContainer() {
  const { connectionString } = azurite;
  const names = freshNames();
  const container = BlobServiceClient.fromConnectionString(connectionString).getContainerClient(
    names.secretContainer,
  );
  return {
    container,
    open: async (keys = [aSealingKey(1)], through = connectionString) =>
      openSealedStores(
        await azureStorage({ by: "connectionString", connectionString: through }, names),
        fixedKeyRing(keys),
      ),
  };
}

async function textOf(container: ContainerClient, name: string): Promise<string> {
  return (await container.getBlobClient(name).downloadToBuffer()).toString();
}

async function put(container: ContainerClient, name: string, text: string): Promise<void> {
  await container.getBlockBlobClient(name).upload(text, Buffer.byteLength(text));
}

secretStoreContract("sealed blobs", async () => {
  const { open } = await freshContainer();
  const stores = [await open(), await open()];
  let opened = 0;
  return () => {
    const store = stores[opened++ % stores.length];
    if (store === undefined) throw new Error("There are two clients.");
    return store.secrets;
  };
});

tokenStoreContract("sealed blobs", async () => {
  const { open, container } = await freshContainer();
  const stores = await Promise.all(Array.from({ length: 5 }, () => open()));
  let opened = 0;
  return {
    open: () => {
      const store = stores[opened++ % stores.length];
      if (store === undefined) throw new Error("There are five clients.");
      return store.tokens;
    },
    // As their time would; Azure's shortest one is too long for a test.
    passLeases: async () => {
      for await (const { name } of container.listBlobsFlat({ prefix: "locks/" })) {
        await container.getBlobClient(name).getBlobLeaseClient().breakLease(0);
      }
    },
  };
});

const secretBlob = "secrets/contoso--password";
const password = "Contoso-integration-1";

describe("sealed secrets", () => {
  it("are not in what is stored, and no two of the same value look the same", async () => {
    const { open, container } = await freshContainer();
    const { secrets } = await open();
    await secrets.set("contoso--password", password);
    const first = await textOf(container, secretBlob);
    await secrets.set("contoso--password", password);

    expect(await textOf(container, secretBlob)).not.toBe(first);
    for (const shape of [password, Buffer.from(password).toString("base64"), "integration"]) {
      expect(first).not.toContain(shape);
    }
    expect(JSON.parse(first)).toMatchObject({ v: 1, alg: "A256GCM", keyId: aSealingKey(1).id });
  });

  it("are opened with any of several keys, and sealed under the first", async () => {
    const { open, container } = await freshContainer();
    await (await open([aSealingKey(1)])).secrets.set("contoso--password", password);

    const rotated = (await open([aSealingKey(2), aSealingKey(1)])).secrets;
    expect(await rotated.get("contoso--password")).toMatchObject({ value: password });
    await rotated.set("contoso--password", "the next one");

    expect(JSON.parse(await textOf(container, secretBlob))).toMatchObject({ keyId: aSealingKey(2).id });
    expect(await (await open([aSealingKey(2)])).secrets.get("contoso--password")).toMatchObject({
      value: "the next one",
    });
  });

  it("are unreadable without their key, and the complaint names key and place", async () => {
    const { open } = await freshContainer();
    await (await open([aSealingKey(1)])).secrets.set("contoso--password", password);
    const { secrets } = await open([aSealingKey(2)]);

    await expect(secrets.get("contoso--password")).rejects.toMatchObject({
      code: "SECRET_UNREADABLE",
      detail: expect.stringMatching(
        new RegExp(`secrets/contoso--password: it was sealed under the key ${aSealingKey(1).id}`),
      ) as string,
    });
    // Whoever has lost the key puts new secrets in place of the old ones, or removes them.
    await secrets.set("contoso--password", "the new one");
    expect(await secrets.get("contoso--password")).toMatchObject({ value: "the new one" });
    await secrets.remove("contoso--password");
  });

  it("cannot be moved to another name", async () => {
    const { open, container } = await freshContainer();
    const { secrets } = await open();
    await secrets.set("contoso--password", password);
    await put(container, "secrets/fabrikam--password", await textOf(container, secretBlob));

    await expect(secrets.get("fabrikam--password")).rejects.toMatchObject({ code: "SECRET_UNREADABLE" });
    expect(await secrets.get("contoso--password"), "where it belongs").toMatchObject({ value: password });
  });

  const flipped = (base64: string) => {
    const bytes = Buffer.from(base64, "base64");
    bytes[0] = (bytes[0] ?? 0) ^ 1;
    return bytes.toString("base64");
  };
  type Sealed = Record<"keyId" | "nonce" | "tag" | "data", string>;
  it.each<{ what: string; meddle: (sealed: Sealed) => unknown }>([
    { what: "a bit of the text", meddle: (sealed) => ({ ...sealed, data: flipped(sealed.data) }) },
    { what: "a bit of the tag", meddle: (sealed) => ({ ...sealed, tag: flipped(sealed.tag) }) },
    { what: "a bit of the nonce", meddle: (sealed) => ({ ...sealed, nonce: flipped(sealed.nonce) }) },
    { what: "the length of the tag", meddle: (sealed) => ({ ...sealed, tag: sealed.tag.slice(0, 8) }) },
    { what: "the key's id to another key's", meddle: (sealed) => ({ ...sealed, keyId: aSealingKey(2).id }) },
    { what: "the format", meddle: (sealed) => ({ ...sealed, v: 2 }) },
    { what: "everything to nothing", meddle: () => ({}) },
    { what: "everything to no JSON", meddle: () => "Contoso was here" },
  ])("are unreadable when somebody changes $what", async ({ meddle }) => {
    const { open, container } = await freshContainer();
    const { secrets } = await open([aSealingKey(1), aSealingKey(2)]);
    await secrets.set("contoso--password", password);
    const meddled = meddle(JSON.parse(await textOf(container, secretBlob)) as Sealed);
    await put(container, secretBlob, typeof meddled === "string" ? meddled : JSON.stringify(meddled));

    await expect(secrets.get("contoso--password")).rejects.toMatchObject({ code: "SECRET_UNREADABLE" });
  });
});

const tokens: TokenSet = { v: 1, connection: "contoso", formerRefreshToken: "a-refresh-token" };

describe("sealed tokens", () => {
  it("can be removed and written anew where their key is lost", async () => {
    const { open } = await freshContainer();
    await (await open([aSealingKey(1)])).tokens.write(tokens, undefined);
    const store = (await open([aSealingKey(2)])).tokens;

    await expect(store.read("contoso")).rejects.toMatchObject({ code: "SECRET_UNREADABLE" });
    expect(await store.write(tokens, undefined)).toEqual({ kind: "conflict" });
    await store.remove("contoso");

    expect(await store.write(tokens, undefined)).toMatchObject({ kind: "written" });
    expect((await store.read("contoso"))?.tokens).toEqual(tokens);
  });

  it("are written once although the answer was lost, and the lease is held by who asked", async () => {
    const { open } = await freshContainer();
    await (await open()).secrets.set("contoso--password", password);
    const proxy = await startStorageProxy(azurite.connectionString, "Blob");
    const { tokens: store } = await open([aSealingKey(1)], proxy.connectionString);
    let lost = 0;
    const loseFirst = (pattern: RegExp) => (line: string) => {
      if (!pattern.test(line) || lost > 0) return "pass";
      lost += 1;
      return "loseAnswer";
    };

    proxy.decide = loseFirst(/^PUT .*\/tokens\//);
    const written = await store.write(tokens, undefined);
    expect(lost).toBe(1);
    expect(written.kind).toBe("written");
    expect(await store.read("contoso")).toEqual({
      tokens,
      version: written.kind === "written" ? written.version : "",
    });

    await (await store.lease("contoso", 15_000))?.release();
    lost = 0;
    proxy.decide = loseFirst(/^PUT .*comp=lease/);
    const lease = await store.lease("contoso", 15_000);
    expect(lost).toBe(1);
    expect(lease).toBeDefined();
    expect(await store.lease("contoso", 15_000)).toBeUndefined();
    lost = 0;
    const before = proxy.requests.length;
    await lease?.renew();
    expect(lost).toBe(1);
    expect(proxy.requests.slice(before), "renewed once more").toHaveLength(2);
    expect(await store.lease("contoso", 15_000)).toBeUndefined();
    await lease?.release();
    expect(await store.lease("contoso", 15_000)).toBeDefined();
    await proxy.close();
  });

  it("say which store is away: storage to whoever wants tokens, the secret store to whoever wants a secret", async () => {
    const nowhere = "http://127.0.0.1:9/devstoreaccount1";
    const through = azurite.connectionString.replace(/BlobEndpoint=[^;]+/, `BlobEndpoint=${nowhere}`);
    const { secrets, tokens: store } = await (await freshContainer()).open([aSealingKey(1)], through);

    await expect(store.read("contoso")).rejects.toMatchObject({ code: "STORAGE_UNAVAILABLE" });
    await expect(secrets.get("contoso--password")).rejects.toMatchObject({
      code: "SECRET_STORE_UNAVAILABLE",
    });
  });

  it("say that storage refuses the key's owner", async () => {
    const through = azurite.connectionString.replace(/AccountKey=[^;]+/, "AccountKey=Y29udG9zbw==");
    const { secrets } = await (await freshContainer()).open([aSealingKey(1)], through);

    await expect(secrets.set("contoso--password", password)).rejects.toMatchObject({
      code: "SECRET_STORE_FORBIDDEN",
      message: expect.not.stringContaining(password) as string,
    });
  });
});
