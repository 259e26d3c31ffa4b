import type { Colours } from "./colours.ts";

export type Progress = {
  /** Something has begun; call what comes back when it is done. */
  begin(what: string): (done: string) => void;
  /** A line in between, such as a log line. */
  line(text: string): void;
  /** Takes the line of unfinished things away, before other text is printed. */
  end(): void;
};

type Terminal = {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
};

/** A line with a tick and its time for each thing that is done; on a terminal, one more that says what is going on. */
export function showProgress(terminal: Terminal, colours: Colours, nowMs: () => number): Progress {
  const unfinished = new Set<string>();
  const isLive = terminal.isTTY === true;
  const clear = (): void => {
    if (isLive) terminal.write("\r\u001b[K");
  };
  const showUnfinished = (): void => {
    if (!isLive || unfinished.size === 0) return;
    const text = `… ${[...unfinished].join(", ")}`;
    terminal.write(colours.dim(text.slice(0, (terminal.columns ?? 80) - 1)));
  };
  const line = (text: string): void => {
    clear();
    terminal.write(`${text}\n`);
    showUnfinished();
  };
  return {
    begin(what) {
      const startedMs = nowMs();
      unfinished.add(what);
      clear();
      showUnfinished();
      return (done) => {
        // After `end` nobody waits for it any more.
        if (!unfinished.delete(what)) return;
        const seconds = ((nowMs() - startedMs) / 1000).toFixed(1);
        line(`${colours.green("✓")} ${done} ${colours.dim(`${seconds} s`)}`);
      };
    },
    line,
    end() {
      unfinished.clear();
      clear();
    },
  };
}
