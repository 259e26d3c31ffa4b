import type { Clock, UnfinishedWork } from "../../delivery/ports.ts";

/** What all processes know of each other; hand the same one to each. */
export type MemoryProcesses = Map<string, { readonly working: Map<string, number>; heartbeatAtMs: number }>;

type MemoryUnfinishedWorkOptions = {
  readonly processId: string;
  readonly clock: Clock;
  readonly processes?: MemoryProcesses;
};

/** Forgets finished work at once, where the real one takes its time. */
export function memoryUnfinishedWork(options: MemoryUnfinishedWorkOptions): UnfinishedWork {
  const { processId, clock, processes = new Map() as MemoryProcesses } = options;
  const working = new Map<string, number>();
  const takenForDead = new Map<string, number>();

  function count(correlationId: string, change: 1 | -1): void {
    const now = (working.get(correlationId) ?? 0) + change;
    if (now > 0) working.set(correlationId, now);
    else working.delete(correlationId);
  }

  function note(): void {
    if (working.size === 0) processes.delete(processId);
    else processes.set(processId, { working, heartbeatAtMs: clock.nowMs() });
  }

  return {
    async begin(correlationId) {
      count(correlationId, 1);
      note();
    },
    finish(correlationId) {
      count(correlationId, -1);
      note();
    },
    async heartbeat() {
      note();
    },
    async abandoned(silentForMs) {
      const silentSinceMs = clock.nowMs() - silentForMs;
      const dead = [...processes].filter(([id, { heartbeatAtMs }]) => {
        return id !== processId && heartbeatAtMs < silentSinceMs;
      });
      for (const [id, { heartbeatAtMs }] of dead) takenForDead.set(id, heartbeatAtMs);
      return dead.map(([id, left]) => ({ processId: id, correlationIds: [...left.working.keys()].sort() }));
    },
    async bury(deadProcessId) {
      // A process that was only slow has given a sign of life since: then it is not forgotten.
      const lastSeenAtMs = takenForDead.get(deadProcessId);
      const isAlive =
        lastSeenAtMs !== undefined && processes.get(deadProcessId)?.heartbeatAtMs !== lastSeenAtMs;
      takenForDead.delete(deadProcessId);
      if (!isAlive) processes.delete(deadProcessId);
    },
  };
}
