import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { relative } from "node:path";

import { createLocalSettings } from "./createLocalSettings.ts";
import { parseLocalSettings, type SettingValues } from "./localSettings.ts";

export type LoadedSettings = { readonly values: SettingValues; readonly isNew: boolean };

/**
 * Reads the settings file, after making it from the sample if it is not there. An existing file is never changed.
 * Throws SettingsProblem if it cannot be used, and the file system's error if it cannot be read or written.
 */
export function loadLocalSettings(file: string, sampleFile: string): LoadedSettings {
  const isNew = !existsSync(file);
  if (isNew) {
    const text = createLocalSettings(readFileSync(sampleFile, "utf8"), makeSecret);
    // `wx`: if somebody else made it at the same moment, theirs is not overwritten.
    writeFileSync(file, text, { flag: "wx", mode: 0o600 });
  }
  return { values: parseLocalSettings(readFileSync(file, "utf8"), shown(file)), isNew };
}

function shown(file: string): string {
  const path = relative(process.cwd(), file);
  return path.startsWith("..") ? file : path;
}

/** 128 random bits that survive being copied from a terminal, typed, and put into a URL. */
function makeSecret(): string {
  return randomBytes(16).toString("hex");
}
