import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { beforeEach, describe, expect, it } from "vitest";

import { prepareDataFolder } from "../../../../local/start/dataFolder.ts";
import {
  findRunningWorld,
  forgetRunningWorld,
  rememberRunningWorld,
} from "../../../../local/start/runningWorld.ts";
import { StartProblem } from "../../../../local/start/startProblem.ts";

let path: string;
beforeEach(() => {
  path = join(mkdtempSync(join(tmpdir(), "data-")), "world");
});
const fresh = { fresh: true };
const keep = { fresh: false };

describe("prepareDataFolder", () => {
  it("keeps what is there", () => {
    const { sandboxFile } = prepareDataFolder(path, keep);
    writeFileSync(sandboxFile, "records");

    prepareDataFolder(path, keep);

    expect(readFileSync(sandboxFile, "utf8")).toBe("records");
  });

  it("deletes data and logs when asked to begin anew", () => {
    const { sandboxFile, logs } = prepareDataFolder(path, keep);
    writeFileSync(sandboxFile, "records");
    writeFileSync(join(logs, "functions.log"), "old");

    prepareDataFolder(path, fresh);

    expect(existsSync(sandboxFile)).toBe(false);
    expect(existsSync(join(logs, "functions.log"))).toBe(false);
    expect(existsSync(logs)).toBe(true);
  });

  it("does not delete somebody else's folder", () => {
    mkdirSync(path);
    writeFileSync(join(path, "thesis.txt"), "years of work");

    expect(() => prepareDataFolder(path, fresh)).toThrow(StartProblem);
    expect(existsSync(join(path, "thesis.txt"))).toBe(true);
  });

  it.each([fresh, keep])("refuses a folder that is in use (%o)", async (how) => {
    const { sandboxFile } = prepareDataFolder(path, keep);
    writeFileSync(sandboxFile, "records");
    const other = spawn(process.execPath, ["-e", "process.stdin.resume()", "start.ts"]);
    const { pid = 0 } = other;
    await once(other, "spawn");
    try {
      rememberRunningWorld(path, { pid, functionsUrl: "http://127.0.0.1:1", startedAtUtc: "now" });

      expect(() => prepareDataFolder(path, how)).toThrow(/already running at http:\/\/127\.0\.0\.1:1/);
      expect(existsSync(sandboxFile)).toBe(true);
    } finally {
      other.kill();
    }
  });

  it("says what cannot be written", () => {
    writeFileSync(path, "a file where a folder ought to be");

    expect(() => prepareDataFolder(path, keep)).toThrow(StartProblem);
    expect(() => prepareDataFolder(path, keep)).toThrow(path);
  });
});

describe.runIf(process.platform === "linux")("where no folder can be made", () => {
  it("says so instead of trying for ever", () => {
    expect(() => prepareDataFolder("/proc/contoso", keep)).toThrow(/Cannot write \/proc\/contoso/);
  });
});

describe("findRunningWorld", () => {
  it("does not count what a killed process left behind", () => {
    prepareDataFolder(path, keep);
    rememberRunningWorld(path, { pid: 2 ** 30, functionsUrl: "http://127.0.0.1:1", startedAtUtc: "then" });

    expect(findRunningWorld(path)).toBeUndefined();
  });

  it("knows nothing before and afterwards", () => {
    prepareDataFolder(path, keep);
    expect(findRunningWorld(path)).toBeUndefined();

    rememberRunningWorld(path, { pid: process.pid, functionsUrl: "http://127.0.0.1:1", startedAtUtc: "now" });
    forgetRunningWorld(path);

    expect(findRunningWorld(path)).toBeUndefined();
  });
});
