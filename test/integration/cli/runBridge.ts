import { spawn } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { inheritedEnvironment } from "../../support/inheritedEnvironment.ts";

export const bridge = fileURLToPath(new URL("../../../cli/bridge.ts", import.meta.url));

export type CommandResult = { readonly code: number | null; readonly out: string; readonly err: string };

/** A person's terminal: the command line as a real process, with a data folder of its own. */
export function aTerminal(environment: Record<string, string> = {}) {
  const data = mkdtempSync(join(tmpdir(), "bridge-cli-"));
  return (args: readonly string[], input = ""): Promise<CommandResult> => {
    const child = spawn(process.execPath, [bridge, "--data", data, ...args], {
      env: { ...inheritedEnvironment(), ...environment },
    });
    let out = "";
    let err = "";
    child.stdout.on("data", (chunk) => (out += String(chunk)));
    child.stderr.on("data", (chunk) => (err += String(chunk)));
    child.stdin.end(input);
    return new Promise((resolve) => child.on("close", (code) => resolve({ code, out, err })));
  };
}
