import { accessSync, constants, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { findRunningWorld } from "./runningWorld.ts";
import { StartProblem } from "./startProblem.ts";

export type DataFolder = {
  readonly path: string;
  readonly azurite: string;
  readonly sandboxFile: string;
  readonly logs: string;
};

const marker = "README.txt";
const markerText =
  "Data and logs of the bridge's local world. `npm start -- --fresh` deletes everything in this folder.\n";

/**
 * Makes the folder for data and logs ready, emptied first if `fresh`. Throws StartProblem if it cannot be written, if
 * somebody is using it, or if emptying it would delete what is not ours.
 */
export function prepareDataFolder(path: string, { fresh }: { readonly fresh: boolean }): DataFolder {
  const running = findRunningWorld(path);
  if (running !== undefined) {
    throw new StartProblem(
      `It is already running at ${running.functionsUrl} (process ${running.pid}, since ${running.startedAtUtc}). ` +
        "Stop it with Ctrl-C there first, or use another --data folder and other ports.",
    );
  }
  const folder = {
    path,
    azurite: join(path, "azurite"),
    sandboxFile: join(path, "servicenow.db"),
    logs: join(path, "logs"),
  };
  try {
    if (fresh && existsSync(path)) empty(path);
    for (const part of [folder.azurite, folder.logs]) makeFolder(part);
    for (const part of [path, folder.azurite, folder.logs]) accessSync(part, constants.W_OK);
    writeFileSync(join(path, marker), markerText);
  } catch (error) {
    if (error instanceof StartProblem) throw error;
    throw notWritable(path, error);
  }
  return folder;
}

/** Level by level: mkdir's own `recursive` never comes back where no folder can be made, such as under /proc. */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  mkdirSync(path);
}

function empty(path: string): void {
  const entries = readdirSync(path);
  const isOurs = path.endsWith(".local") || entries.length === 0 || entries.includes(marker);
  if (!isOurs) {
    throw new StartProblem(`${path} holds other things than the bridge's data; --fresh does not delete it.`);
  }
  for (const entry of entries) rmSync(join(path, entry), { recursive: true, force: true });
}

/** For any file or folder that has to be written before something can start. */
export function notWritable(path: string, error: unknown): StartProblem {
  const { code = "", path: exactly = path } = error as NodeJS.ErrnoException;
  const why = code === "ENOSPC" ? "the disk is full" : code;
  return new StartProblem(
    `Cannot write ${exactly}${why === "" ? "" : ` (${why})`}. Check who owns the folder.`,
  );
}
