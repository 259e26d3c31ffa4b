import { copyFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
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
  await copyFile(join(root, "package.json"), join(folder, "package.json"));
  await writeFile(
    join(folder, "host.json"),
    withShortPolling(await readFile(join(root, "host.json"), "utf8")),
  );
  project.provide("appFolder", folder);
  return () => rm(folder, { recursive: true, force: true });
}

/** What is retried comes by itself: as soon as it may, because a test waits for it, and not within two seconds. */
function withShortPolling(hostJson: string): string {
  const whole = JSON.parse(hostJson) as { readonly extensions: { readonly queues: object } };
  const queues = { ...whole.extensions.queues, maxPollingInterval: "00:00:00.300" };
  return JSON.stringify({ ...whole, extensions: { ...whole.extensions, queues } });
}
