import { mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { beforeEach, describe, expect, it } from "vitest";

import { createLocalSettings } from "../../../../local/settings/createLocalSettings.ts";
import { planWorld, sandboxUrlInSettings } from "../../../../local/settings/effectiveSettings.ts";
import { loadLocalSettings } from "../../../../local/settings/loadLocalSettings.ts";
import { parseLocalSettings } from "../../../../local/settings/localSettings.ts";
import { parseSettings } from "../../../../shared/config/settings.ts";

const inRoot = (path: string) => fileURLToPath(new URL(`../../../../${path}`, import.meta.url));
const sampleFile = inRoot("local.settings.sample.json");
const sample = readFileSync(sampleFile, "utf8");

/** Where settings are read from the environment. */
const settingSources = readdirSync(inRoot("shared/config"))
  .filter((file) => /settings\.ts$/i.test(file))
  .map((file) => `shared/config/${file}`);
const namesIn = (path: string) =>
  readFileSync(inRoot(path), "utf8").match(/\b(?:SERVICENOW|BRIDGE)_[A-Z]+(?:_[A-Z]+)*\b(?!__)/g) ?? [];

describe("local.settings.sample.json", () => {
  const values = () =>
    parseLocalSettings(
      createLocalSettings(sample, { secret: () => "secret", key: () => "A".repeat(43) + "=" }),
      "sample",
    );

  it("is a whole set of settings for the bridge", () => {
    expect(parseSettings(values())).toMatchObject({ kind: "valid" });
  });

  it("names every setting that the bridge reads", () => {
    expect(Object.keys(values())).toEqual(expect.arrayContaining(settingSources.flatMap(namesIn)));
  });

  it("means the sandbox and Azurite", () => {
    expect(values()["SERVICENOW_INSTANCE_URL"]).toBe(sandboxUrlInSettings);
    expect(planWorld(values(), {})).toMatchObject({ needsSandbox: true, needsAzurite: true });
  });

  it("holds no secret of its own", () => {
    const { Values } = JSON.parse(sample) as { Values: Record<string, string> };

    expect(Values).toMatchObject({
      SERVICENOW_PASSWORD: "<generated>",
      SERVICENOW_CLIENT_ID: "<generated>",
      SERVICENOW_CLIENT_SECRET: "<generated>",
      BRIDGE_SECRET_KEY: "<generated key>",
    });
  });
});

describe("docs/settings.md", () => {
  const document = readFileSync(inRoot("docs/settings.md"), "utf8");
  const names = [...new Set([...settingSources, "functions/timers.ts"].flatMap(namesIn))];

  it.each(names)("says what %s is", (name) => {
    expect(document).toMatch(new RegExp(`^\\|.*\`${name}\`.*\\|$`, "m"));
  });
});

describe("loading local settings", () => {
  let file: string;
  beforeEach(() => {
    file = join(mkdtempSync(join(tmpdir(), "settings-")), "local.settings.json");
  });

  it("makes the file at the first start, with secrets of its own, for its owner alone", () => {
    const { values, isNew } = loadLocalSettings(file, sampleFile);

    const secrets = ["SERVICENOW_PASSWORD", "SERVICENOW_CLIENT_ID", "SERVICENOW_CLIENT_SECRET"].map(
      (name) => values[name],
    );
    expect(isNew).toBe(true);
    expect(new Set(secrets).size).toBe(3);
    for (const secret of secrets) expect(secret).toMatch(/^[0-9a-f]{32}$/);
    expect(Buffer.from(values["BRIDGE_SECRET_KEY"] ?? "", "base64")).toHaveLength(32);
    expect(statSync(file).mode & 0o077).toBe(0);
  });

  it("keeps the file afterwards", () => {
    const first = loadLocalSettings(file, sampleFile);
    const text = readFileSync(file, "utf8");

    expect(loadLocalSettings(file, sampleFile)).toEqual({
      values: first.values,
      isNew: false,
      hasNewKey: false,
    });
    expect(readFileSync(file, "utf8")).toBe(text);
  });

  it("gives a file of before the key that it lacks, once, and leaves everything else as it was", () => {
    const text =
      '\uFEFF{\r\n\t"Values": {\r\n\t\t"SERVICENOW_USERNAME": "maria"\r\n\t},\r\n\t"Own": [ 1 ]\r\n}';
    writeFileSync(file, text, { mode: 0o640 });

    const { values, hasNewKey } = loadLocalSettings(file, sampleFile);

    expect(hasNewKey).toBe(true);
    const key = values["BRIDGE_SECRET_KEY"] ?? "";
    expect(Buffer.from(key, "base64")).toHaveLength(32);
    const after = readFileSync(file, "utf8");
    expect(after.replace(`"BRIDGE_SECRET_KEY": "${key}",\r\n\t\t`, "")).toBe(text);
    expect(statSync(file).mode & 0o777).toBe(0o640);
    expect(readdirSync(dirname(file))).toEqual(["local.settings.json"]);
    expect(loadLocalSettings(file, sampleFile)).toEqual({ values, isNew: false, hasNewKey: false });
  });

  it.each([
    { where: "a vault in the file", values: { BRIDGE_KEY_VAULT_URL: "https://contoso.vault.azure.net" } },
    {
      where: "a vault in the environment",
      environment: { BRIDGE_KEY_VAULT_URL: "https://x.vault.azure.net" },
    },
    { where: "a key in the environment", environment: { BRIDGE_SECRET_KEY: "of the environment" } },
    { where: "a place that somebody left empty", values: { BRIDGE_SECRET_KEY: "" } },
  ])("adds no key where there is $where", ({ values = {}, environment = {} }) => {
    const text = JSON.stringify({ Values: values });
    writeFileSync(file, text);

    expect(loadLocalSettings(file, sampleFile, environment)).toMatchObject({ hasNewKey: false });
    expect(readFileSync(file, "utf8")).toBe(text);
  });

  it("does not replace a broken file", () => {
    writeFileSync(file, "{ oops");

    expect(() => loadLocalSettings(file, sampleFile)).toThrow(/local\.settings\.json:1:3: not JSON/);
    expect(readFileSync(file, "utf8")).toBe("{ oops");
  });
});
