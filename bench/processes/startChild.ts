import { fork } from "node:child_process";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import type { Question, Ready, Reply, Usage } from "./parentChannel.ts";

export type Child = {
  readonly pid: number;
  /** What it said when it was ready. */
  readonly ready: unknown;
  ask(name: string, input?: unknown): Promise<unknown>;
  usage(): Promise<Usage>;
  close(): Promise<void>;
};

type ChildOptions = {
  readonly args?: readonly string[];
  /** Added to the environment, from which all settings of the bridge are taken out. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly folder?: string;
  /** Lines of its standard output. */
  readonly onLine?: (line: string) => void;
};

type Waiting = { readonly resolve: (value: unknown) => void; readonly reject: (error: Error) => void };

/** Starts a file, found from this folder, and resolves when it is ready. Rejects with the end of its output if it never is. */
export async function startChild(file: string, options: ChildOptions = {}): Promise<Child> {
  const child = fork(resolve(import.meta.dirname, file), options.args ?? [], {
    cwd: options.folder,
    env: { ...withoutBridgeSettings(process.env), ...options.environment },
    execArgv: ["--disable-warning=ExperimentalWarning"],
    silent: true,
  });
  const complaints: string[] = [];
  const note = (line: string) => {
    complaints.push(line);
    if (complaints.length > 20) complaints.shift();
  };
  if (child.stdout) {
    createInterface(child.stdout).on("line", (line) => {
      note(line);
      options.onLine?.(line);
    });
  }
  if (child.stderr) createInterface(child.stderr).on("line", note);

  const open = new Map<number, Waiting>();
  let starting: Waiting | undefined;
  const isReady = new Promise<unknown>((ready, fail) => (starting = { resolve: ready, reject: fail }));
  const exited = new Promise<void>((end) => {
    child.once("error", (error) => starting?.reject(error));
    child.once("exit", (code, signal) => {
      const error = new Error(
        `${file} ended (${signal ?? `code ${String(code)}`}):\n${complaints.join("\n")}`,
      );
      starting?.reject(error);
      for (const { reject } of open.values()) reject(error);
      open.clear();
      end();
    });
  });
  child.on("message", (message) => {
    const said = message as Ready | Reply;
    if ("ready" in said) {
      starting?.resolve(said.ready);
      return;
    }
    const waiting = open.get(said.id);
    open.delete(said.id);
    if ("failure" in said) waiting?.reject(new Error(`${file}: ${said.failure}`));
    else waiting?.resolve(said.value);
  });

  let questions = 0;
  function ask(name: string, input?: unknown): Promise<unknown> {
    questions += 1;
    const id = questions;
    return new Promise((answered, failed) => {
      open.set(id, { resolve: answered, reject: failed });
      child.send({ id, name, input } satisfies Question);
    });
  }

  return {
    ready: await isReady,
    pid: child.pid ?? 0,
    ask,
    usage: async () => (await ask("usage")) as Usage,
    async close() {
      if (child.connected) child.disconnect();
      const impatient = setTimeout(() => child.kill("SIGKILL"), 5_000);
      await exited;
      clearTimeout(impatient);
    },
  };
}

/** What a developer has set for a bridge must not get into a measurement. */
function withoutBridgeSettings(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(environment).filter(
      ([name]) => !/^(BRIDGE_|SERVICENOW_|AzureWebJobs|FUNCTIONS_)/i.test(name),
    ),
  );
}
