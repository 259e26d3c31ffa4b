import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";

import { CliError } from "../cliError.ts";

/** Files as they are named; of folders every *.json in them, deeper folders included, by name. Throws CliError. */
export async function findAlertFiles(paths: readonly string[]): Promise<readonly string[]> {
  const found: string[] = [];
  for (const path of paths) {
    if (path === "-") found.push(path);
    else if (await isFolder(path)) found.push(...(await jsonFilesIn(path)));
    else found.push(path);
  }
  return found;
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new CliError(
      `${path} ${code === "ENOENT" ? "does not exist" : `cannot be read (${code ?? "?"})`}.`,
    );
  }
}

async function jsonFilesIn(folder: string): Promise<readonly string[]> {
  const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith(".json"));
  if (names.length === 0) throw new CliError(`${folder} holds no *.json file.`);
  return names.sort().map((name) => join(folder, name));
}
