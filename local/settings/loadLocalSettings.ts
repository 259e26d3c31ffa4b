import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { relative } from "node:path";

import { addSetting } from "./addSetting.ts";
import { createLocalSettings } from "./createLocalSettings.ts";
import { parseLocalSettings, type SettingValues } from "./localSettings.ts";

export type LoadedSettings = {
  readonly values: SettingValues;
  readonly isNew: boolean;
  /** Whether a file that was there has got the key that it lacked. */
  readonly hasNewKey: boolean;
};

const keySetting = "BRIDGE_SECRET_KEY";
const vaultSetting = "BRIDGE_KEY_VAULT_URL";

/**
 * Reads the settings file, after making it from the sample if it is not there. An existing file is changed in one thing
 * only: it gets a key for the bridge's secrets where neither it nor the environment has one, or a vault. The key is kept
 * here and not with the data, because it is what protects them.
 * Throws SettingsProblem if it cannot be used, and the file system's error if it cannot be read or written.
 */
export function loadLocalSettings(
  file: string,
  sampleFile: string,
  environment: NodeJS.ProcessEnv = {},
): LoadedSettings {
  const isNew = !existsSync(file);
  if (isNew) {
    const text = createLocalSettings(readFileSync(sampleFile, "utf8"), { secret: makeSecret, key: makeKey });
    // `wx`: if somebody else made it at the same moment, theirs is not overwritten.
    writeFileSync(file, text, { flag: "wx", mode: 0o600 });
  }
  const text = readFileSync(file, "utf8");
  const values = parseLocalSettings(text, shown(file));
  const given = { ...values, ...environment };
  // One that stands there empty was left so by somebody.
  if (given[keySetting] !== undefined || (given[vaultSetting] ?? "").trim() !== "") {
    return { values, isNew, hasNewKey: false };
  }
  const withKey = addSetting(text, keySetting, makeKey());
  // A file that cannot be changed is no reason not to start: what needs the key says so.
  if (!replace(file, withKey)) return { values, isNew, hasNewKey: false };
  return { values: parseLocalSettings(withKey, shown(file)), isNew, hasNewKey: true };
}

/** In one step: a disk that is full must not cost anybody his settings. Says whether it could be done. */
function replace(file: string, text: string): boolean {
  const target = realpathSync(file);
  const draft = `${target}.${process.pid}.tmp`;
  try {
    writeFileSync(draft, text, { flag: "wx", mode: statSync(target).mode & 0o777 });
    renameSync(draft, target);
    return true;
  } catch {
    rmSync(draft, { force: true });
    return false;
  }
}

function shown(file: string): string {
  const path = relative(process.cwd(), file);
  return path.startsWith("..") ? file : path;
}

/** 128 random bits that survive being copied from a terminal, typed, and put into a URL. */
function makeSecret(): string {
  return randomBytes(16).toString("hex");
}

/** As BRIDGE_SECRET_KEY wants it. */
function makeKey(): string {
  return randomBytes(32).toString("base64");
}
