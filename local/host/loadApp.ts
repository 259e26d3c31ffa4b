import { globSync, readFileSync, statSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { HostError, messageOf } from "./hostError.ts";
import { parseJsonFile } from "./parseJsonFile.ts";

/**
 * The files to import: `entry` if given, else `main` of the app's package.json, which may be a glob.
 * Throws HostError if there is nothing to load.
 */
export function findEntryFiles(appDirectory: string, entry: string | undefined): string[] {
  const pattern = entry ?? readMain(appDirectory);
  // A plain path comes first: its name may contain characters that mean something in a glob.
  const plain = resolve(appDirectory, pattern);
  const files = isFile(plain) ? [plain] : globSync(pattern, { cwd: appDirectory }).sort();
  if (files.length === 0) {
    const asked = entry === undefined ? `"main" of ${join(appDirectory, "package.json")}` : "the entry";
    throw new HostError(`Found no file for ${asked}, "${pattern}". Has the app been built?`);
  }
  return files.map((file) => resolve(appDirectory, file));
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

function readMain(appDirectory: string): string {
  const file = join(appDirectory, "package.json");
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    throw new HostError(`${file} is missing: its "main" names the file to load.`);
  }
  const content = parseJsonFile(text, file);
  const main =
    typeof content === "object" && content !== null && "main" in content ? content.main : undefined;
  if (typeof main === "string" && main !== "") return main;
  throw new HostError(`${file} has no "main", which names the file to load.`);
}

/** Imports one entry file. Throws HostError that names the file and, through source maps, the place. */
export async function importEntry(file: string): Promise<void> {
  try {
    await import(pathToFileURL(file).href);
  } catch (error) {
    const shown = relative(process.cwd(), file);
    throw new HostError(`The app did not load: ${shown} failed${placeOf(error)}: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

/** ` at functions/main.ts:12:5`, the first place outside of Node and packages; empty if there is none. */
function placeOf(error: unknown): string {
  const stack = error instanceof Error ? (error.stack ?? "") : "";
  const places = stack.matchAll(/(?:file:\/\/)?(\/[^\s()]+|[A-Za-z]:[\\/][^\s()]+):(\d+)(?::(\d+))?/g);
  for (const [, path, line, column] of places) {
    if (path === undefined || /[\\/]node_modules[\\/]|[\\/]local[\\/]host[\\/]loadApp/.test(path)) continue;
    const at = column === undefined ? (line ?? "") : `${line ?? ""}:${column}`;
    return ` at ${relative(process.cwd(), decodeURI(path))}:${at}`;
  }
  return "";
}
