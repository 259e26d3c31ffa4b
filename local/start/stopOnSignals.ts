import { readFileSync } from "node:fs";

type Stopping = {
  /** In order and in peace. */
  readonly stop: () => Promise<void>;
  /** At once. */
  readonly kill: () => void;
  readonly say: (text: string) => void;
  readonly exit: (code: number) => void;
  readonly nowMs: () => number;
};

type Signals = {
  on(signal: "SIGINT" | "SIGTERM" | "SIGHUP", listener: () => void): unknown;
};

/**
 * One press of Ctrl-C can arrive twice: from the terminal, and passed on by npm. Only what comes later than this is
 * a second wish.
 */
const samePressMs = 700;

/** The first signal stops everything, a second one ends it at once. Returns what the first signal does. */
export function stopOnSignals(signals: Signals, { stop, kill, say, exit, nowMs }: Stopping): () => void {
  let firstAtMs: number | undefined;
  const onSignal = (): void => {
    if (firstAtMs === undefined) {
      firstAtMs = nowMs();
      say("Stopping (Ctrl-C again: at once) …");
      stop().then(
        () => exit(0),
        () => {
          kill();
          exit(1);
        },
      );
    } else if (nowMs() - firstAtMs > samePressMs) {
      kill();
      exit(130);
    }
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) signals.on(signal, onSignal);
  return onSignal;
}

/**
 * Under npm, an npm that was killed cannot pass a signal on (nor can the shell between npm and us); then we notice
 * that an ancestor is gone.
 */
export function stopWithParent(environment: NodeJS.ProcessEnv, onOrphaned: () => void): void {
  if (environment["npm_lifecycle_event"] === undefined) return;
  const before = npmAncestors();
  const timer = setInterval(() => {
    if (npmAncestors() === before) return;
    clearInterval(timer);
    onOrphaned();
  }, 1_000);
  timer.unref();
}

/** Our parent, and npm behind it where the parent is the shell that npm runs scripts with and /proc tells. */
function npmAncestors(): string {
  const parent = process.ppid;
  try {
    const command = readFileSync(`/proc/${parent}/cmdline`, "utf8").split("\0");
    if (command[1] !== "-c") return String(parent);
    const npm = /^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${parent}/status`, "utf8"))?.[1];
    return `${parent} ${npm ?? ""}`;
  } catch {
    return String(parent);
  }
}
