import { spawn } from "node:child_process";
import { join, resolve } from "node:path";

import { inheritedEnvironment } from "../../support/inheritedEnvironment.ts";

const root = join(import.meta.dirname, "..", "..", "..");

export type HostProcess = {
  readonly url: string;
  readonly pid: number;
  /** The first line, printed already or still to come, that matches. Rejects when the process ends without one. */
  line(pattern: RegExp): Promise<string>;
  lines(pattern: RegExp): string[];
  write(text: string): void;
  signal(signal: NodeJS.Signals): void;
  /** Exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals>;
  /** SIGTERM, and what came of it. */
  stop(): Promise<number | NodeJS.Signals>;
};

type Options = {
  readonly app: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
};

const running = new Set<HostProcess>();

/** Starts a sample app in the host. `url` is empty until `ready`. */
export function spawnHost({ app, args = [], env = {} }: Options): HostProcess {
  const child = spawn(
    process.execPath,
    [
      ...["--disable-warning=ExperimentalWarning", join(root, "local/host/main.ts")],
      ...["--app", resolve(import.meta.dirname, "apps", app), "--port", "0", ...args],
    ],
    { env: { ...inheritedEnvironment(), ...env }, stdio: ["pipe", "pipe", "pipe"] },
  );
  const printed: string[] = [];
  const waiting = new Set<() => void>();
  let isOver = false;
  const notify = () => {
    for (const wake of waiting) wake();
  };
  for (const output of [child.stdout, child.stderr]) {
    let rest = "";
    output.setEncoding("utf8").on("data", (chunk: string) => {
      const lines = (rest + chunk).split("\n");
      rest = lines.pop() ?? "";
      printed.push(...lines);
      notify();
    });
  }
  const ended = new Promise<number | NodeJS.Signals>((resolve) => {
    child.once("close", (code, signal) => {
      isOver = true;
      running.delete(host);
      notify();
      resolve(code ?? signal ?? -1);
    });
  });
  const host: HostProcess = {
    get url() {
      return (
        /ready at (\S+)/.exec(printed.find((line) => line.startsWith("Functions ready")) ?? "")?.[1] ?? ""
      );
    },
    pid: child.pid ?? 0,
    ended,
    lines: (pattern) => printed.filter((line) => pattern.test(line)),
    line: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = printed.find((line) => pattern.test(line));
          if (found === undefined && !isOver) return;
          waiting.delete(look);
          if (found !== undefined) resolve(found);
          else reject(new Error(`The host ended without ${String(pattern)}:\n${printed.join("\n")}`));
        };
        waiting.add(look);
        look();
      }),
    write: (input) => void child.stdin.write(input),
    signal: (signal) => void child.kill(signal),
    async stop() {
      child.kill("SIGTERM");
      return await ended;
    },
  };
  running.add(host);
  return host;
}

/** Starts a sample app in the host and waits until everything listens. */
export async function startHost(options: Options): Promise<HostProcess> {
  const host = spawnHost(options);
  await host.line(/^Functions ready at /);
  return host;
}

/** For afterEach: whatever a failed test left behind. */
export async function endAllHosts(): Promise<void> {
  for (const host of running) host.signal("SIGKILL");
  await Promise.all([...running].map((host) => host.ended));
}
