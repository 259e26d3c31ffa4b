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

/** Under npm, an npm that was killed cannot pass a signal on; then we notice that we have another parent. */
export function stopWithParent(environment: NodeJS.ProcessEnv, onOrphaned: () => void): void {
  if (environment["npm_lifecycle_event"] === undefined) return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    onOrphaned();
  }, 1_000);
  timer.unref();
}
