import { type ChildProcessWithoutNullStreams, execFileSync, spawn } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";

import { inheritedEnvironment } from "../../support/inheritedEnvironment.ts";
import { bridge } from "./runBridge.ts";

/** What somebody waits to see, and the keys that they press then. */
export type Typed = readonly [sees: RegExp, keys: string];

export const keys = { ctrlC: "\u0003", ctrlD: "\u0004", enter: "\r" } as const;

/** Only util-linux' `script` gives a pseudo-terminal in this way; every Linux has it. */
export const hasPseudoTerminal = /util-linux/.test(versionOfScript());

function versionOfScript(): string {
  try {
    return execFileSync("script", ["--version"], { encoding: "utf8" });
  } catch {
    return "";
  }
}

/** What is asked of the terminal after the command has ended. */
const epilogue = 'echo; echo "[ended with $code; $(stty -a | tr ";\\n" "  ")]"';

/**
 * A command in a pseudo-terminal, with somebody who types. `screen` is everything that could be seen. `isSane`: the terminal
 * shows again what is typed, and Ctrl-C works.
 */
export async function inPseudoTerminal(
  bridgeUrl: string,
  args: readonly string[],
  typed: readonly Typed[],
): Promise<{ readonly code: number; readonly screen: string; readonly isSane: boolean }> {
  const data = mkdtempSync(join(tmpdir(), "bridge-cli-"));
  const command = [process.execPath, bridge, "--data", data, ...args].map(quoted).join(" ");
  // Ctrl-C in the terminal's own mode reaches the shell as well, which has to go on.
  const line = `trap : INT; stty cols 100; ${command}; code=$?; ${epilogue}`;
  const child = spawn("script", ["-qec", line, "/dev/null"], {
    env: { ...inheritedEnvironment(), SHELL: "/bin/sh", TERM: "dumb", NO_COLOR: "1", BRIDGE_URL: bridgeUrl },
  });
  const screen = await typing(child, typed);
  const [, code, modes = ""] = /\[ended with (\d+); (.*)\]/.exec(screen) ?? [];
  if (code === undefined) throw new Error(`It did not end:\n${screen}`);
  return {
    code: Number(code),
    screen: screen.slice(0, screen.indexOf("[ended with")),
    isSane: ["echo", "icanon", "isig"].every((mode) => modes.split(/\s+/).includes(mode)),
  };
}

/** Each answer once its question has appeared after the answer before. Everything that was to be seen. */
function typing(child: ChildProcessWithoutNullStreams, typed: readonly Typed[]): Promise<string> {
  let screen = "";
  let seen = 0;
  const left = [...typed];
  child.stdout.setEncoding("utf8");
  child.stdout.on("data", (chunk: string) => {
    screen += stripVTControlCharacters(chunk);
    const [next] = left;
    if (next === undefined || !next[0].test(screen.slice(seen))) return;
    seen = screen.length;
    left.shift();
    child.stdin.write(next[1]);
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", () => {
      const [next] = left;
      if (next === undefined) resolve(screen);
      else reject(new Error(`${next[0]} was never to be seen:\n${screen}`));
    });
  });
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
