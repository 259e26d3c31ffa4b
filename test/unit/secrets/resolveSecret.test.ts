import { selfSignedCertificate } from "../../support/selfSignedCertificate.ts";
import { describe, expect, it } from "vitest";

import { memorySecretStore } from "../../../shared/adapters/memory/memorySecretStore.ts";
import { makeLookAtSecret, makeResolveSecret } from "../../../shared/secrets/resolveSecret.ts";

const secrets = memorySecretStore(
  new Map([
    ["contoso--password", { value: "of the store", endsUtc: null }],
    ["contoso--client-secret", { value: "of the store, too", endsUtc: "2027-03-01T12:00:00Z" }],
    ["contoso--empty", { value: " ", endsUtc: null }],
  ]),
);
const settings: Readonly<Record<string, string>> = { CONTOSO_PASSWORD: "of the setting", CONTOSO_EMPTY: " " };
const resolve = makeResolveSecret({ secrets, setting: (name) => settings[name] });

describe("resolving a secret's reference", () => {
  it.each([
    { from: "environment", name: "CONTOSO_PASSWORD", value: "of the setting" },
    { from: "store", name: "contoso--password", value: "of the store" },
  ] as const)("finds what is in the $from", async ({ value, ...reference }) => {
    expect(await resolve(reference)).toBe(value);
  });

  it.each([
    { from: "environment", name: "NOBODY_SET_IT", says: "The setting NOBODY_SET_IT is not set, or is empty" },
    { from: "environment", name: "CONTOSO_EMPTY", says: "The setting CONTOSO_EMPTY is not set, or is empty" },
    {
      from: "store",
      name: "nobody--put-it",
      says: "The secret store has no secret called nobody--put-it, or it is empty",
    },
    {
      from: "store",
      name: "contoso--empty",
      says: "The secret store has no secret called contoso--empty, or it is empty",
    },
  ] as const)("says that $name of the $from is missing, and nothing else", async ({ says, ...reference }) => {
    await expect(resolve(reference)).rejects.toMatchObject({ code: "SECRET_MISSING", detail: says });
  });

  it("reads it anew each time: a secret may be replaced while the bridge runs", async () => {
    const store = memorySecretStore();
    const renewed = makeResolveSecret({ secrets: store, setting: () => undefined });
    await store.set("contoso--password", "the old one");
    expect(await renewed({ from: "store", name: "contoso--password" })).toBe("the old one");
    await store.set("contoso--password", "the new one");
    expect(await renewed({ from: "store", name: "contoso--password" })).toBe("the new one");
  });
});

describe("looking at a secret that a reference names", () => {
  const lookAt = makeLookAtSecret({ secrets, setting: (name) => settings[name] });

  it.each([
    { from: "environment", name: "CONTOSO_PASSWORD", ends: null },
    { from: "store", name: "contoso--password", ends: null },
    { from: "store", name: "contoso--client-secret", ends: "2027-03-01T12:00:00Z" },
  ] as const)("says when $name of the $from ends, and never what it is", async ({ ends, ...reference }) => {
    expect(await lookAt(reference)).toBe(ends);
  });

  it("says when the certificate ends that stands beside a key, wherever that is", async () => {
    const { key, cert } = selfSignedCertificate("contoso");
    const bundle = `${key}${cert}`;
    const store = memorySecretStore();
    await store.set("contoso--private-key", bundle, "2027-03-01T12:00:00Z");
    const look = makeLookAtSecret({ secrets: store, setting: () => bundle.replaceAll("\n", "\\n") });
    expect(await look({ from: "store", name: "contoso--private-key" })).toBe("2049-12-31T23:59:59.000Z");
    expect(await look({ from: "environment", name: "CONTOSO_KEY" })).toBe("2049-12-31T23:59:59.000Z");
  });

  it.each([
    { from: "environment", name: "CONTOSO_EMPTY" },
    { from: "store", name: "nobody--put-it" },
  ] as const)("says that $name of the $from is missing", async (reference) => {
    await expect(lookAt(reference)).rejects.toMatchObject({ code: "SECRET_MISSING" });
  });
});
