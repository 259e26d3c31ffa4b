import { spawn } from "node:child_process";
import { cp, mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";

export type CommandResult = {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
};

/** `npm start`, running. */
export type RunningStart = {
  /** Everything it has printed so far. */
  readonly output: () => string;
  /** Resolves when it has printed its addresses; rejects with its output if it ends before. */
  readonly ready: Promise<void>;
  readonly ended: Promise<number | null>;
  /** Ctrl-C, as a terminal sends it: to npm and everything under it. */
  interrupt(): void;
  /** Whether any process of it is left. */
  isAnyLeft(): boolean;
  kill(): void;
};

/** The project as somebody has it who has just cloned it, with its packages installed. */
export type ProjectCopy = {
  readonly folder: string;
  start(flags?: readonly string[], environment?: Readonly<Record<string, string>>): RunningStart;
  /** `npm run --silent bridge -- …` */
  bridge(...args: readonly string[]): Promise<CommandResult>;
  remove(): Promise<void>;
};

const root = join(import.meta.dirname, "..", "..", "..");
/** What a clone does not have. */
const leftOut = /^(node_modules|dist|coverage|\.git|\.local|local\.settings\.json)(\/|$)/;

const freePorts = Object.fromEntries(
  ["FUNCTIONS", "SANDBOX", "AZURITE_BLOB", "AZURITE_QUEUE", "AZURITE_TABLE"].map((name) => [
    `${name}_PORT`,
    "0",
  ]),
);

export async function copyProject(): Promise<ProjectCopy> {
  const folder = await mkdtemp(join(tmpdir(), "bridge-clone-"));
  await cp(root, folder, { recursive: true, filter: (file) => !leftOut.test(relative(root, file)) });
  await symlink(join(root, "node_modules"), join(folder, "node_modules"));
  const environment = { ...ownEnvironment(), ...freePorts };
  const started = new Set<RunningStart>();

  return {
    folder,
    start(flags = [], more = {}) {
      const child = spawn("npm", ["start", "--", ...flags], {
        cwd: folder,
        env: { ...environment, ...more },
        stdio: ["ignore", "pipe", "pipe"],
        // A process group of its own, as in a terminal of its own.
        detached: true,
      });
      let output = "";
      const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
      const ready = new Promise<void>((resolve, reject) => {
        for (const stream of [child.stdout, child.stderr]) {
          stream.setEncoding("utf8").on("data", (text: string) => {
            output += text;
            if (output.includes("Ctrl-C stops everything.")) resolve();
          });
        }
        void ended.then(() => reject(new Error(`npm start ended:\n${output}`)));
      });
      // Who wants to see it fail does not wait for it.
      ready.catch(() => undefined);
      const group = -(child.pid ?? 0);
      const running: RunningStart = {
        output: () => output,
        ready,
        ended,
        interrupt: () => void process.kill(group, "SIGINT"),
        isAnyLeft: () => signal(group, 0),
        kill: () => void signal(group, "SIGKILL"),
      };
      started.add(running);
      return running;
    },
    bridge: (...args) => run("npm", ["run", "--silent", "bridge", "--", ...args], folder, environment),
    async remove() {
      for (const running of started) running.kill();
      await Promise.all([...started].map(({ ended }) => ended));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Without what npm and vitest have put there for this process. */
function ownEnvironment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      value === undefined || /^(npm_(?!config_)|VITEST|NODE_ENV$|FORCE_COLOR$)/.test(name)
        ? []
        : [[name, value]],
    ),
  );
}

function signal(group: number, name: NodeJS.Signals | 0): boolean {
  try {
    process.kill(group, name);
    return true;
  } catch {
    return false;
  }
}

function run(
  command: string,
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>>,
): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, stdout, stderr }));
  });
}
