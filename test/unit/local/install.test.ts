import { spawn } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { beforeEach, describe, expect, it } from "vitest";

const installer = fileURLToPath(new URL("../../../local/install.mjs", import.meta.url));
let root: string;

/** A project with one package, and an npm that says it was asked and then does what `script` says. */
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "install-"));
  mkdirSync(join(root, "local"));
  copyFileSync(installer, join(root, "local/install.mjs"));
  writeLock("1.0.0");
});

const inRoot = (path: string) => join(root, path);
const calls = () =>
  existsSync(inRoot("calls")) ? readFileSync(inRoot("calls"), "utf8").trim().split("\n") : [];

function writeLock(version: string): void {
  writeFileSync(
    inRoot("package-lock.json"),
    JSON.stringify({ packages: { "": {}, "node_modules/a": { version } } }),
  );
}

const installs = `
  fs.mkdirSync("node_modules/.bin", { recursive: true });
  fs.writeFileSync("node_modules/.bin/node", "");
  fs.copyFileSync("package-lock.json", "node_modules/.package-lock.json");`;

function start(script: string, environment: Record<string, string> = {}) {
  const npm = inRoot("npm-cli.js");
  writeFileSync(
    npm,
    `const fs = require("node:fs"); fs.appendFileSync("calls", process.argv.slice(2).join(" ") + "\\n"); ${script}`,
  );
  const child = spawn(process.execPath, ["local/install.mjs"], {
    cwd: root,
    env: {
      PATH: process.env["PATH"],
      npm_execpath: npm,
      npm_node_execpath: process.execPath,
      ...environment,
    },
  });
  let said = "";
  child.stdout.on("data", (chunk) => (said += String(chunk)));
  child.stderr.on("data", (chunk) => (said += String(chunk)));
  const ended = new Promise<{ code: number | null; said: string }>((resolve) => {
    child.on("close", (code) => resolve({ code, said }));
  });
  return { child, ended };
}
const run = (script: string, environment?: Record<string, string>) => start(script, environment).ended;

describe("the installer", () => {
  it("installs what is missing and says so", async () => {
    const { code, said } = await run(installs);

    expect(code).toBe(0);
    expect(calls()).toEqual(["ci --include=dev --no-progress"]);
    expect(said).toMatch(/^Installing packages .*\nPackages installed in \d+ s\.\n$/);
  });

  it("says and does nothing when there is nothing to do", async () => {
    await run(installs);

    expect(await run(installs)).toEqual({ code: 0, said: "" });
    expect(calls()).toHaveLength(1);
  });

  it("installs again when the lock file asks for something else", async () => {
    await run(installs);
    writeLock("1.0.1");

    await run(installs);

    expect(calls()).toHaveLength(2);
  });

  it("is content with what somebody installed by hand", async () => {
    mkdirSync(inRoot("node_modules/.bin"), { recursive: true });
    writeFileSync(inRoot("node_modules/.bin/node"), "");
    copyFileSync(inRoot("package-lock.json"), inRoot("node_modules/.package-lock.json"));

    expect(await run(installs)).toEqual({ code: 0, said: "" });
    expect(calls()).toEqual([]);
  });

  it("repairs an install that was cut off", async () => {
    await run(`fs.mkdirSync("node_modules/half", { recursive: true }); process.exitCode = 1;`);

    expect((await run(installs)).code).toBe(0);
    expect(calls()).toHaveLength(2);
  });

  it("repairs an install whose process was killed, even if everything seems to be there", async () => {
    await run(installs);
    mkdirSync(inRoot(".local"), { recursive: true });
    writeFileSync(inRoot(".local/install.lock"), String(2 ** 30));

    expect((await run(installs)).code).toBe(0);
    expect(calls()).toHaveLength(2);
    expect(existsSync(inRoot(".local/install.lock"))).toBe(false);
  });

  it("installs once when several start at the same time", async () => {
    const results = await Promise.all(Array.from({ length: 4 }, () => run(installs)));

    expect(results.map(({ code }) => code)).toEqual([0, 0, 0, 0]);
    expect(calls()).toHaveLength(1);
  });

  it("installs without `ci` where the lock file leaves out optional packages", async () => {
    const { code } = await run(`
      if (process.argv[2] === "ci") { console.error("npm error code EUSAGE"); process.exit(1); }
      ${installs}`);

    expect(code).toBe(0);
    expect(calls().at(-1)).toBe("install --no-save --include=dev --no-progress");
  });

  it.each([
    { what: "no network", error: "ENOTFOUND", says: "registry could not be reached" },
    { what: "no permission", error: "EACCES", says: "could not be written" },
    { what: "no access", error: "E401", says: "registry refused access" },
    { what: "a full disk", error: "ENOSPC", says: "disk is full" },
    {
      what: "an unknown certificate",
      error: "SELF_SIGNED_CERT_IN_CHAIN",
      says: "certificate is not trusted",
    },
    { what: "a damaged download", error: "EINTEGRITY", says: "npm cache verify" },
  ])("says what to check when there is $what", async ({ error, says }) => {
    const { code, said } = await run(`console.error("npm error code ${error}"); process.exitCode = 1;`);

    expect(code).toBe(1);
    expect(said).toContain(says);
    expect(said).toContain(`npm error code ${error}`);
    expect(said).toContain("install.log");
  });

  it("does not hand on what npm told about the outer command", async () => {
    await run(`fs.writeFileSync("seen", JSON.stringify(process.env)); ${installs}`, {
      npm_lifecycle_event: "prestart",
      npm_config_omit: "dev",
      npm_config_global: "true",
      npm_config_registry: "https://registry.contoso.example/",
      NODE_ENV: "production",
    });

    const seen = JSON.parse(readFileSync(inRoot("seen"), "utf8")) as Record<string, string>;
    expect(Object.keys(seen).filter((name) => name.startsWith("npm_") || name === "NODE_ENV")).toEqual([
      "npm_config_registry",
    ]);
  });

  it("says that it was interrupted, and completes the work next time", async () => {
    const { child, ended } = start(`fs.writeFileSync("begun", ""); setInterval(() => {}, 1000);`);
    const begun = new Promise<void>((resolve) => {
      const timer = setInterval(() => {
        if (!existsSync(inRoot("begun"))) return;
        clearInterval(timer);
        resolve();
      }, 5);
    });
    await begun;
    child.kill("SIGINT");

    expect(await ended).toMatchObject({ code: 1, said: expect.stringContaining("interrupted") as string });
    expect((await run(installs)).code).toBe(0);
  });
});
