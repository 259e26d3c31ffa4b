import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

export type KillableProcess = {
  /** The first group of what said that it is ready. */
  readonly ready: string;
  /** SIGKILL; resolves when it is gone. */
  readonly kill: () => Promise<void>;
};

type Start = {
  readonly command: string;
  readonly args: readonly string[];
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Its line on either output that says that it is ready. */
  readonly readyLine: RegExp;
  readonly onLine: (line: string) => void;
};

/** Starts a program and resolves when it says that it is ready. Rejects with what it said if it ends before. */
export async function startKillable(start: Start): Promise<KillableProcess> {
  const child = spawn(start.command, start.args, {
    cwd: start.folder,
    env: { PATH: process.env["PATH"], HOME: start.folder, ...start.environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const kill = () => void child.kill("SIGKILL");
  process.on("exit", kill);
  const said: string[] = [];
  const exited = new Promise<string>((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("exit", (code, signal) => resolve(`it ended with ${String(signal ?? code)}`));
  });
  void exited.then(() => process.off("exit", kill));
  const ready = await new Promise<string>((resolve, reject) => {
    for (const output of [child.stdout, child.stderr]) {
      createInterface({ input: output }).on("line", (line) => {
        start.onLine(line);
        if (said.length < 50) said.push(line);
        const found = start.readyLine.exec(line);
        if (found !== null) resolve(found[1] ?? "");
      });
    }
    void exited.then((how) => reject(new Error(`${start.command}: ${how}\n${said.join("\n")}`)));
  });
  return {
    ready,
    async kill() {
      kill();
      await exited;
    },
  };
}
