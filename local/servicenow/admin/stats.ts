/** What was called, and how it ended. */
export type Stats = {
  /** Calls by `method table status`; `dropped` stands for a connection that was broken on purpose. */
  readonly calls: Readonly<Record<string, number>>;
  readonly total: number;
  readonly inFlight: number;
  /** Most calls at the same moment. */
  readonly maxConcurrent: number;
};

export type StatsCounter = {
  begin(): void;
  end(method: string, path: string, status: number | "dropped"): void;
  read(): Stats;
  reset(): void;
};

export function makeStatsCounter(): StatsCounter {
  let calls: Record<string, number> = {};
  let total = 0;
  let inFlight = 0;
  let maxConcurrent = 0;
  return {
    begin() {
      maxConcurrent = Math.max(maxConcurrent, ++inFlight);
    },
    end(method, path, status) {
      inFlight--;
      total++;
      const key = `${method} ${targetOf(path)} ${status}`;
      calls[key] = (calls[key] ?? 0) + 1;
    },
    read: () => ({ calls: { ...calls }, total, inFlight, maxConcurrent }),
    reset() {
      calls = {};
      total = 0;
      maxConcurrent = inFlight;
    },
  };
}

/** The table, or the last fixed part of the path. */
function targetOf(path: string): string {
  return (
    /\/(?:table|import)\/([^/]+)/.exec(path)?.[1] ?? path.replace(/^\/api\/(now\/)?/, "").replace(/^\//, "")
  );
}
