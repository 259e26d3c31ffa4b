import { cp, mkdtemp, readFile, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildApp, type BuiltApp } from "../../../local/build.ts";
import { endAllHosts, startHost } from "./hostProcess.ts";

const sample = join(import.meta.dirname, "apps", "bundled");
let folder: string;
let built: BuiltApp;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "functions-host-"));
  // A deployment: bundle, package.json and host.json; no node_modules anywhere above.
  for (const file of ["package.json", "host.json"]) await cp(join(sample, file), join(folder, file));
  built = await buildApp({ entry: join(sample, "main.ts"), outDir: join(folder, "dist") });
});
afterAll(async () => {
  await endAllHosts();
  await rm(folder, { recursive: true });
});

describe("the bundle", () => {
  it("leaves what is imported with import() in files of its own", async () => {
    const files = built.chunks.map(({ file }) => file);
    expect(files).toContain("main.js");
    expect(files.some((file) => /^chunks\/lazy-\w+\.js$/.test(file))).toBe(true);
    expect(await readFile(built.entry, "utf8")).not.toContain("x-ms-version");
  });

  it("runs in the host without node_modules, lazy parts included", async () => {
    const host = await startHost({ app: folder, args: ["--entry", "dist/main.js"] });
    expect(await (await fetch(`${host.url}/hello`)).text()).toBe("hello");
    expect(await (await fetch(`${host.url}/lazy`)).text()).toBe("alerts");
  });

  it("names the place in the source when a function fails", async () => {
    const host = await startHost({ app: folder, args: ["--entry", "dist/main.js"] });
    expect((await fetch(`${host.url}/throws`)).status).toBe(500);
    expect(await host.line(/\[Error\] Functions\.throws/)).toMatch(/apps\/bundled\/main\.ts:7:11/);
  });

  it("that cannot be built says why and where", async () => {
    await symlink(join(folder, "nowhere.ts"), join(folder, "broken.ts"));
    await expect(buildApp({ entry: join(folder, "broken.ts"), outDir: join(folder, "out") })).rejects.toThrow(
      /Could not resolve ".*broken\.ts"/,
    );
  });
});
