import type { Clock, UnfinishedWork } from "../../delivery/ports.ts";
import type { AzureStorage } from "./azureStorage.ts";
import { isMissing, statusOf, storageCall, workLimits, type StorageCallLimits } from "./storageCall.ts";
import { keyPart } from "./tableKeys.ts";
import { allRows } from "./tableRange.ts";
import { unfinishedIds, unfinishedPartition, unfinishedRowOf } from "./unfinishedRow.ts";

/** Runs something later, which never rejects. It must not keep the process alive. */
export type Schedule = (delayMs: number, run: () => Promise<void>) => void;

export type UnfinishedWorkOptions = {
  /** Unique among all processes, now and ever. */
  readonly processId: string;
  readonly clock: Clock;
  readonly schedule: Schedule;
  /** For so long finished work stays on the list if nothing else is to be written. */
  readonly idleMs?: number;
  readonly limits?: StorageCallLimits;
};

/** One row for each process that has something unfinished; without unfinished work there is no row. */
export function azureUnfinishedWork(
  { index }: Pick<AzureStorage, "index">,
  { processId, clock, schedule, idleMs = 5_000, limits = workLimits }: UnfinishedWorkOptions,
): UnfinishedWork {
  const row = unfinishedRowOf(index, processId, limits);
  /** How many deliveries are at work on each ticket. */
  const working = new Map<string, number>();
  /** What the row says for certain, and what the write under way makes of it. */
  let stored: ReadonlySet<string> = new Set();
  let writing: ReadonlySet<string> | undefined;
  let isTidy = true;
  let waiting: { resolve: () => void; reject: (reason: unknown) => void }[] = [];
  let isTidyingPlanned = false;
  const silentVersions = new Map<string, string>();

  function count(correlationId: string, change: 1 | -1): void {
    const now = (working.get(correlationId) ?? 0) + change;
    if (now > 0) working.set(correlationId, now);
    else working.delete(correlationId);
  }

  /** Writes until nobody waits: one write at a time, each for everybody who has come meanwhile. */
  async function drain(): Promise<void> {
    while (writing === undefined && waiting.length > 0) {
      const served = waiting;
      waiting = [];
      writing = new Set(working.keys());
      isTidy = true;
      try {
        await row.write([...writing].sort(), new Date(clock.nowMs()).toISOString());
        stored = writing;
        writing = undefined;
        for (const { resolve } of served) resolve();
      } catch (error) {
        // Whether it was written is unknown, so nothing is certain any more.
        stored = new Set();
        writing = undefined;
        isTidy = false;
        for (const { reject } of served) reject(error);
      }
    }
    tidyLater();
  }

  function written(): Promise<void> {
    return new Promise((resolve, reject) => {
      waiting.push({ resolve, reject });
      void drain();
    });
  }

  function tidyLater(): void {
    if (isTidy || writing !== undefined || isTidyingPlanned) return;
    isTidyingPlanned = true;
    schedule(idleMs, async () => {
      isTidyingPlanned = false;
      // If it fails, the next write or heartbeat does it.
      if (!isTidy) await written().catch(() => undefined);
    });
  }

  return {
    async begin(correlationId) {
      count(correlationId, 1);
      if (stored.has(correlationId) && writing?.has(correlationId) !== false) return;
      try {
        await written();
      } catch (error) {
        count(correlationId, -1);
        // A write for somebody else may have taken it along.
        isTidy = false;
        tidyLater();
        throw error;
      }
    },

    finish(correlationId) {
      count(correlationId, -1);
      if (working.has(correlationId)) return;
      isTidy = false;
      tidyLater();
    },

    async heartbeat() {
      if (working.size > 0 || !isTidy) await written();
    },

    async abandoned(silentForMs) {
      const rows = await allRows(index, { partitionKey: unfinishedPartition, from: "", to: "~" });
      const silentSinceMs = clock.nowMs() - silentForMs;
      const dead = rows
        .map((found) => ({ ...unfinishedIds(found), version: found.etag }))
        .filter((found) => found.processId !== processId && Date.parse(found.heartbeatAtUtc) < silentSinceMs);
      for (const { processId: id, version } of dead) silentVersions.set(id, version);
      return dead.map(({ processId: id, correlationIds }) => ({ processId: id, correlationIds }));
    },

    async bury(deadProcessId) {
      // A process that was only slow has written since: then it is not forgotten.
      const etag = silentVersions.get(deadProcessId) ?? "*";
      silentVersions.delete(deadProcessId);
      await storageCall("forgetting a dead process", workLimits, async ({ abortSignal }) => {
        try {
          await index.deleteEntity(unfinishedPartition, keyPart(deadProcessId), { etag, abortSignal });
        } catch (error) {
          if (!isMissing(error) && statusOf(error) !== 412) throw error;
        }
      });
    },
  };
}
