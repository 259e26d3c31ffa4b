import { type ChildProcess, spawn } from "node:child_process";

import { type ChildEnd, ChildFailed } from "./childFailed.ts";
import type { ChildLog } from "./childLog.ts";

export type ChildPlan = {
  /** As people know it: "functions", "sandbox". */
  readonly name: string;
  /** Arguments for Node. */
  readonly command: readonly string[];
  readonly workingDirectory: string;
  /** Added to our own environment. */
  readonly environment: Readonly<Record<string, string>>;
  readonly log: ChildLog;
  /** The first line that matches says that the child is ready; its first group is what it has to tell. */
  readonly ready: RegExp;
};

export type Child = {
  /** What the ready line said. Rejects with ChildFailed if the child ends before. */
  readonly ready: Promise<string>;
  readonly ended: Promise<ChildEnd>;
  /** Asks it to end, insists after `graceMs`, and ends whatever it had started itself. */
  stop(graceMs: number): Promise<void>;
  /** At once, with everything it had started. For when there is no time to wait. */
  kill(): void;
};

/**
 * Starts a Node process, writes what it says to its log, and keeps hold of it and its children. The channel to it
 * closes when we are gone: that is how a child can notice.
 */
export function startChild({ name, command, workingDirectory, environment, log, ready }: ChildPlan): Child {
  const child = spawn(process.execPath, command, {
    cwd: workingDirectory,
    env: { ...process.env, ...environment },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    // A group of its own: Ctrl-C in the terminal then reaches us alone, so that we can stop things in order; and the
    // whole group can be ended, children of children included.
    detached: hasProcessGroups,
  });

  let announceReady: (said: string) => void = () => {};
  const readyLine = new Promise<string>((resolve) => (announceReady = resolve));
  const onLine = (line: string): void => {
    log.line(line);
    const match = ready.exec(line);
    if (match !== null) announceReady(match[1] ?? "");
  };
  readLines(child.stdout, onLine);
  readLines(child.stderr, onLine);

  const ended = new Promise<ChildEnd>((resolve) => {
    child.once("error", (error) => {
      onLine(error.message);
      resolve({ code: null, signal: null });
    });
    child.once("close", (code, signal) => resolve({ code, signal }));
  });
  const endedTooEarly = ended.then((end) => Promise.reject(new ChildFailed(name, log, end)));
  const whenReady = Promise.race([readyLine, endedTooEarly]);
  // Nobody may be waiting for it any more, and that is fine.
  whenReady.catch(() => {});

  return {
    ready: whenReady,
    ended,
    stop: (graceMs) => stop(child, ended, graceMs),
    kill: () => signalGroup(child, "SIGKILL"),
  };
}

const hasProcessGroups = process.platform !== "win32";

async function stop(child: ChildProcess, ended: Promise<ChildEnd>, graceMs: number): Promise<void> {
  if (child.pid === undefined) return;
  const exited = new Promise<void>((resolve) => {
    if (hasExited(child)) resolve();
    else child.once("exit", () => resolve());
  });
  if (!hasExited(child)) child.kill("SIGTERM");
  const insist = setTimeout(() => signalGroup(child, "SIGKILL"), graceMs);
  await exited;
  clearTimeout(insist);
  // What it had started must not outlive it, nor keep its pipes open.
  signalGroup(child, "SIGKILL");
  await ended;
}

function hasExited(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    if (hasProcessGroups) process.kill(-child.pid, signal);
    else child.kill(signal);
  } catch {
    // Nobody is left in it.
  }
}

function readLines(stream: NodeJS.ReadableStream | null, onLine: (line: string) => void): void {
  let rest = "";
  stream?.setEncoding("utf8").on("data", (chunk: string) => {
    const lines = (rest + chunk).split(/\r?\n/);
    rest = lines.pop() ?? "";
    for (const line of lines) onLine(line);
  });
  stream?.on("end", () => {
    if (rest !== "") onLine(rest);
  });
}
