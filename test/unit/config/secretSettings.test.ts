import { describe, expect, it } from "vitest";

import { parseSettings } from "../../../shared/config/settings.ts";

const storage = { BRIDGE_STORAGE: "UseDevelopmentStorage=true" };
const [key, otherKey] = [1, 2].map((byte) => Buffer.alloc(32, byte).toString("base64"));

function secretsOf(environment: Readonly<Record<string, string>>) {
  const parsed = parseSettings({ ...storage, ...environment });
  if (parsed.kind === "invalid") throw new Error(parsed.problems.join("; "));
  return parsed.settings.secrets;
}

function problemsOf(environment: Readonly<Record<string, string>>): readonly string[] {
  const parsed = parseSettings({ ...storage, ...environment });
  return parsed.kind === "invalid" ? parsed.problems : [];
}

describe("settings about secrets", () => {
  it.each([
    "https://contoso.vault.azure.net",
    "https://contoso.vault.azure.net/",
    "https://contoso-1.vault.azure.cn",
    "https://contoso.vault.usgovcloudapi.net",
    "http://127.0.0.1:8443",
    "https://localhost:8443/",
  ])("take the vault at %s", (url) => {
    expect(secretsOf({ BRIDGE_KEY_VAULT_URL: url }).keyVault?.url).toBe(url.replace(/\/$/, ""));
  });

  it.each([
    ["plain http", "http://contoso.vault.azure.net"],
    ["another host", "https://contoso.example.com"],
    ["a host that only looks like it", "https://evil.example.com.vault.azure.net"],
    ["a suffix without a name", "https://.vault.azure.net"],
    ["a part of a suffix", "https://evilvault.azure.net"],
    ["another port", "https://contoso.vault.azure.net:8443"],
    ["a secret's own address", "https://contoso.vault.azure.net/secrets/password"],
    ["credentials", "https://somebody:s3cret@contoso.vault.azure.net"],
    ["no address", "contoso"],
  ])("refuse a vault with %s, and do not repeat it", (_what, url) => {
    const problems = problemsOf({ BRIDGE_KEY_VAULT_URL: url });

    expect(problems).toEqual([
      "BRIDGE_KEY_VAULT_URL: must be https://<name>.vault.azure.net, without a path",
    ]);
  });

  it("use storage's identity for the vault unless another one is set", () => {
    const identity = {
      BRIDGE_STORAGE: "",
      BRIDGE_STORAGE__accountName: "contoso",
      BRIDGE_STORAGE__clientId: "for-storage",
      BRIDGE_KEY_VAULT_URL: "https://contoso.vault.azure.net",
    };

    expect(secretsOf(identity).keyVault?.clientId).toBe("for-storage");
    expect(secretsOf({ ...identity, BRIDGE_KEY_VAULT_CLIENT_ID: "for-the-vault" }).keyVault?.clientId).toBe(
      "for-the-vault",
    );
  });

  it("take several keys, the sealing one first, and tell them apart without telling them", () => {
    const { sealingKeys } = secretsOf({ BRIDGE_SECRET_KEY: `${key}, ${otherKey}` });

    expect(sealingKeys.map(({ bytes }) => Buffer.from(bytes).toString("base64"))).toEqual([key, otherKey]);
    expect(new Set(sealingKeys.map(({ id }) => id)).size).toBe(2);
    for (const { id } of sealingKeys) expect(id).toMatch(/^[0-9a-f]{16}$/);
  });

  it.each([
    ["too short", Buffer.alloc(31).toString("base64")],
    ["too long", Buffer.alloc(33).toString("base64")],
    ["no base64", "correct horse battery staple, and more"],
    ["good and followed by nothing", `${key},`],
  ])("say how to make a key where one is %s, and do not repeat it", (_what, keys) => {
    const [problem = "", ...more] = problemsOf({ BRIDGE_SECRET_KEY: keys });

    expect(more).toEqual([]);
    expect(problem).toMatch(/^BRIDGE_SECRET_KEY: must be 32 random bytes in base64 .* node -p/);
    expect(problem).not.toContain(keys.slice(0, 12));
  });
});
