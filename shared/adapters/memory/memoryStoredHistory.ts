import type { CallCounts } from "../../connections/connectionState.ts";
import type { IndexRow } from "../../delivery/ports.ts";
import type { Trial } from "../../poison/trial.ts";
import type { StoredHistory, StoredIndexRow, StoredLeftover } from "../../retention/storedHistory.ts";
import { jsonCopy } from "./jsonCopy.ts";
import type { MemoryWindows } from "./memoryStormWindows.ts";
import type { MemoryTickets } from "./memoryTicketStore.ts";

/** What the stores of one world hold; hand the same to each. */
export type MemoryShelves = {
  readonly contents: MemoryTickets;
  readonly indexRows: Map<string, IndexRow>;
  /** When each body was written, by name. */
  readonly bodies: Map<string, string>;
  /** When each waiting message came. */
  readonly waitingSinceUtc: string[];
  readonly callCounts: Map<string, CallCounts>;
  readonly trials: Map<string, Trial>;
  readonly stormWindows: MemoryWindows;
};

export function emptyShelves(): MemoryShelves {
  return {
    contents: { tickets: new Map(), journals: new Map() },
    indexRows: new Map(),
    bodies: new Map(),
    waitingSinceUtc: [],
    callCounts: new Map(),
    trials: new Map(),
    stormWindows: new Map(),
  };
}

export function indexRowsOf(rows: MemoryShelves["indexRows"]): StoredIndexRow[] {
  return [...rows]
    .map(([key, row]) => ({
      key,
      correlationId: row.correlationId,
      alertId: row.by === "alertId" ? row.alertId.toLowerCase() : undefined,
    }))
    .sort((one, other) => (one.key < other.key ? -1 : 1));
}

/** Index rows have no time here: they count as older than any moment. */
export function memoryStoredHistory(shelves: MemoryShelves): StoredHistory {
  const { contents, indexRows, bodies, waitingSinceUtc } = shelves;
  const { tickets, journals } = contents;
  return {
    async *journals(beforeUtc) {
      for (const [partition, entries] of [...journals]) {
        const old = [...entries]
          .filter(([, entry]) => entry.atUtc < beforeUtc)
          .map(([key, entry]) => ({ partition, key, entry: jsonCopy(entry) }));
        if (old.length > 0) yield old;
      }
    },
    async removeEntries(entries) {
      for (const { partition, key } of entries) journals.get(partition)?.delete(key);
    },
    async *tickets(unchangedSinceUtc) {
      const all = [...tickets.values()];
      yield all
        .filter(({ record: { changedAtUtc, state, expiredAtUtc } }) => {
          return changedAtUtc < unchangedSinceUtc && state !== "open" && expiredAtUtc === undefined;
        })
        .map(jsonCopy);
    },
    async removeTicket({ record, version }) {
      if (tickets.get(record.correlationId)?.version !== version) return false;
      return tickets.delete(record.correlationId);
    },
    async *indexRows() {
      yield indexRowsOf(indexRows);
    },
    async removeIndexRows(rows) {
      for (const { key } of rows) indexRows.delete(key);
    },
    async *bodies(beforeUtc) {
      yield [...bodies].flatMap(([name, writtenUtc]) => (writtenUtc < beforeUtc ? [name] : []));
    },
    async removeBodies(names) {
      for (const name of names) bodies.delete(name);
    },
    async *leftovers(beforeUtc) {
      const { callCounts, trials, stormWindows } = shelves;
      const found = (kind: StoredLeftover["kind"], key: string) => ({ kind, partition: "", key });
      yield [...callCounts.keys()].flatMap((key) =>
        (key.split(" ")[0] ?? "") < beforeUtc.slice(0, 13) ? found("callCount", key) : [],
      );
      yield [...trials].flatMap(([key, trial]) =>
        trial.startedAtUtc < beforeUtc ? found("trial", key) : [],
      );
      yield [...stormWindows].flatMap(([key, { window }]) =>
        window.startsAtUtc < beforeUtc ? found("stormWindow", key) : [],
      );
    },
    async removeLeftovers(leftovers) {
      const { callCounts: callCount, trials: trial, stormWindows: stormWindow } = shelves;
      for (const { kind, key } of leftovers) ({ callCount, trial, stormWindow })[kind].delete(key);
    },
    oldestWaitingUtc: async () => [...waitingSinceUtc].sort()[0],
  };
}
