import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";

import { buildApp } from "../../../local/build.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** A folder with what is deployed: the bundle, host.json and package.json; no node_modules. */
    readonly appFolder: string;
  }
}

const root = join(import.meta.dirname, "..", "..", "..");

/** Vitest's global set-up of the end-to-end tests: builds the app once for all of them. */
export default async function bundleApp(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), "bridge-app-"));
  await buildApp({ outDir: join(folder, "dist"), entry: join(root, "functions/main.ts") });
  for (const file of ["host.json", "package.json"]) await copyFile(join(root, file), join(folder, file));
  project.provide("appFolder", folder);
  return () => rm(folder, { recursive: true, force: true });
}
