import { mkdtempSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
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

describe("local.settings.sample.json", () => {
  const values = () =>
    parseLocalSettings(
      createLocalSettings(sample, () => "secret"),
      "sample",
    );

  it("is a whole set of settings for the bridge", () => {
    expect(parseSettings(values())).toMatchObject({ kind: "valid" });
  });

  it("names every setting that the bridge reads", () => {
    const source = readFileSync(inRoot("shared/config/settings.ts"), "utf8");
    const read = new Set(source.match(/\b(?:SERVICENOW|BRIDGE)_[A-Z]+(?:_[A-Z]+)*\b(?!__)/g));

    expect(Object.keys(values())).toEqual(expect.arrayContaining([...read]));
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
    });
  });
});

describe("docs/settings.md", () => {
  const document = readFileSync(inRoot("docs/settings.md"), "utf8");
  const namesIn = (path: string) =>
    readFileSync(inRoot(path), "utf8").match(/\b(?:SERVICENOW|BRIDGE)_[A-Z]+(?:_[A-Z]+)*\b(?!__)/g) ?? [];
  const names = [...new Set(["shared/config/settings.ts", "functions/main.ts"].flatMap(namesIn))];

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
    expect(statSync(file).mode & 0o077).toBe(0);
  });

  it("keeps the file afterwards", () => {
    const first = loadLocalSettings(file, sampleFile);
    const text = readFileSync(file, "utf8");

    expect(loadLocalSettings(file, sampleFile)).toEqual({ values: first.values, isNew: false });
    expect(readFileSync(file, "utf8")).toBe(text);
  });

  it("does not replace a broken file", () => {
    writeFileSync(file, "{ oops");

    expect(() => loadLocalSettings(file, sampleFile)).toThrow(/local\.settings\.json:1:3: not JSON/);
    expect(readFileSync(file, "utf8")).toBe("{ oops");
  });
});
