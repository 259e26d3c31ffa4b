import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";

import { inheritedEnvironment } from "../inheritedEnvironment.ts";

export type FunctionsProcess = {
  readonly url: string;
  readonly pid: number;
  /** As a crash does: nothing is finished, nothing is said. Resolves when it is gone. */
  kill(): Promise<void>;
  /** As a new version or a scale-in does. Resolves to its exit code. */
  stop(): Promise<number | null>;
  /** Resolves when it has ended, for whatever reason. */
  readonly ended: Promise<unknown>;
};

type Options = {
  readonly appFolder: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly flags: readonly string[];
  /** Hears every line of its log. */
  readonly onLine: (line: string) => void;
};

const hostMain = join(import.meta.dirname, "..", "..", "..", "local", "host", "main.ts");

/** The app under the local functions host, in a process of its own, so that it can be killed. Ends with this process. */
export async function startFunctionsProcess(options: Options): Promise<FunctionsProcess> {
  const { appFolder, environment, flags, onLine } = options;
  const child = spawn(
    process.execPath,
    ["--disable-warning=ExperimentalWarning", hostMain, "--app", appFolder, "--port", "0", ...flags],
    // The host ends when its channel to us does, however we end.
    { env: { ...inheritedEnvironment(), ...environment }, stdio: ["ignore", "pipe", "pipe", "ipc"] },
  );
  const exited = new Promise<number | null>((resolve) => child.once("exit", (code) => resolve(code)));
  void exited.then((code) =>
    onLine(`(the functions' process has ended: ${String(code ?? child.signalCode)})`),
  );
  const url = await new Promise<string>((resolve, reject) => {
    const said: string[] = [];
    for (const output of [child.stdout, child.stderr]) {
      if (output === null) continue;
      createInterface({ input: output }).on("line", (line) => {
        onLine(line);
        if (said.length < 50) said.push(line);
        const found = /^Functions ready at (\S+)/.exec(line)?.[1];
        if (found !== undefined) resolve(found);
      });
    }
    void exited.then((code) => reject(new Error(`The host ended with ${String(code)}:\n${said.join("\n")}`)));
  });
  return {
    url,
    pid: child.pid ?? 0,
    ended: exited,
    async kill() {
      child.kill("SIGKILL");
      await exited;
    },
    async stop() {
      child.kill("SIGTERM");
      return exited;
    },
  };
}
