import { describe, expect, it } from "vitest";

import { type ConnectionStates, noCalls } from "../../../shared/connections/connectionState.ts";
import type { DeadLetterStore, VersionedDeadLetter } from "../../../shared/deadLetters/deadLetterStore.ts";
import type { JournalReader, TicketIndex, TicketStore } from "../../../shared/delivery/ports.ts";
import type { Trial, Trials } from "../../../shared/poison/trial.ts";
import type { StoredHistory } from "../../../shared/retention/storedHistory.ts";
import type { StormWindow } from "../../../shared/storms/stormWindow.ts";
import type { StormWindows } from "../../../shared/storms/stormWindows.ts";
import { aDeadLetter, aJournalEntry, aTicketRecord } from "./storageBuilders.ts";

export type StoredHistoryWorld = {
  readonly history: StoredHistory;
  readonly store: TicketStore & JournalReader;
  readonly index: TicketIndex;
  readonly letters: DeadLetterStore;
  readonly connections: ConnectionStates;
  readonly trials: Trials;
  readonly stormWindows: StormWindows;
};

const { correlationId } = aTicketRecord();
const longAgo = "2001-01-01T00:00:00.000Z";
const farAhead = "2999-01-01T00:00:00.000Z";

async function all<T>(batches: AsyncIterable<readonly T[]>): Promise<T[]> {
  const items: T[] = [];
  for await (const batch of batches) items.push(...batch);
  return items;
}

/** What every StoredHistory promises. */
export function storedHistoryContract(name: string, makeWorld: () => Promise<StoredHistoryWorld>): void {
  describe(`StoredHistory contract: ${name}`, () => {
    it("finds the entries of all journals that began before, and removes those alone", async () => {
      const { history, store } = await makeWorld();
      const old = aJournalEntry({ atUtc: "2026-01-01T00:00:00.000Z" });
      const young = aJournalEntry({ atUtc: "2026-02-01T00:00:00.000Z" });
      await store.appendJournal(correlationId, old);
      await store.appendJournal(correlationId, young);
      await store.appendJournal("dlv-alone", old);

      const found = await all(history.journals("2026-01-15T00:00:00.000Z"));
      expect(found.map(({ partition, entry }) => ({ partition, entry }))).toEqual(
        expect.arrayContaining([
          { partition: correlationId, entry: old },
          { partition: "dlv-alone", entry: old },
        ]),
      );
      expect(found).toHaveLength(2);
      await history.removeEntries(found);
      await history.removeEntries(found);

      const left = await all(history.journals(farAhead));
      expect(left.map(({ entry }) => entry)).toEqual([young]);
    });

    it("finds tickets that are not open and have not changed since, each with its version", async () => {
      const { history, store } = await makeWorld();
      const ids = ["open", "closed", "young", "expired"].map((_, n) => `atb-${String(n).repeat(32)}`);
      const [open = "", closed = "", young = "", expired = ""] = ids;
      const changedAtUtc = "2026-01-01T00:00:00.000Z";
      await store.write(aTicketRecord({ correlationId: open, changedAtUtc }), undefined);
      const record = aTicketRecord({ correlationId: closed, changedAtUtc, state: "closed" });
      const written = await store.write(record, undefined);
      await store.write(aTicketRecord({ correlationId: young, state: "closed" }), undefined);
      const gone = {
        correlationId: expired,
        changedAtUtc,
        state: "none",
        expiredAtUtc: changedAtUtc,
      } as const;
      await store.write(aTicketRecord(gone), undefined);

      const found = await all(history.tickets("2026-01-15T00:00:00.000Z"));
      expect(found).toEqual([{ record, version: written.kind === "written" ? written.version : "" }]);
    });

    it("removes a ticket only as it was seen, and its journal stays", async () => {
      const { history, store } = await makeWorld();
      await store.write(aTicketRecord({ state: "closed" }), undefined, aJournalEntry());
      const seen = await store.read(correlationId);
      if (seen === undefined) throw new Error("it was not written");
      await store.write({ ...seen.record, title: "changed meanwhile" }, seen.version);

      expect(await history.removeTicket(seen)).toBe(false);
      const now = await store.read(correlationId);
      if (now === undefined) throw new Error("it is gone");
      expect(await history.removeTicket(now)).toBe(true);
      expect(await history.removeTicket(now)).toBe(false);
      expect(await store.read(correlationId)).toBeUndefined();
      expect((await store.entries(correlationId, { limit: 10 })).entries).toHaveLength(1);
    });

    it("finds index rows with what they lead to, and removes more of them than fit into a transaction", async () => {
      const { history, index } = await makeWorld();
      await index.add([
        { by: "alertId", alertId: "/Subscriptions/Contoso/alerts/1", correlationId },
        ...Array.from({ length: 130 }, (_, n) => {
          return { by: "number", number: `INC${n}`, correlationId: `atb-${n}` } as const;
        }),
      ]);

      const rows = await all(history.indexRows(farAhead));
      expect(rows).toHaveLength(131);
      expect(rows.filter(({ alertId }) => alertId !== undefined)).toMatchObject([
        { alertId: "/subscriptions/contoso/alerts/1", correlationId },
      ]);
      const others = rows.filter(({ alertId }) => alertId === undefined);
      await history.removeIndexRows(others);
      await history.removeIndexRows(others.slice(0, 5));
      expect(await index.byTicketNumber("INC7")).toEqual([]);
      expect(await index.byAlertId("/subscriptions/contoso/alerts/1")).toEqual([correlationId]);
    });

    it("names no body that is younger, nor the body of a dead letter that is kept", async () => {
      const { history, letters } = await makeWorld();
      await letters.put(aDeadLetter({ detail: "x".repeat(60_000) }));

      expect(await all(history.bodies(longAgo))).toEqual([]);
      expect(await all(history.bodies(farAhead))).toEqual([]);
    });

    it("removes a dead letter with everything that belongs to it", async () => {
      const { letters } = await makeWorld();
      const letter = aDeadLetter({ detail: "x".repeat(60_000) });
      await letters.put(letter);
      const read = await letters.get(letter.id);
      if (read === undefined) throw new Error("it was not put");
      expect(await letters.remove(read)).toBe(true);
      expect(await letters.remove(read)).toBe(false);

      expect(await letters.get(letter.id)).toBeUndefined();
      expect((await letters.list({ status: "waiting" }, 10)).letters).toEqual([]);
      await letters.put(letter);
      expect((await letters.get(letter.id))?.letter).toEqual(letter);
    });

    it("puts another content in a dead letter's place, and what was done about it stays", async () => {
      const { letters } = await makeWorld();
      const letter = aDeadLetter({ detail: "x".repeat(60_000) });
      await letters.put(letter);
      const first = await letters.get(letter.id);
      if (first === undefined) throw new Error("it was not put");
      const status = { state: "discarded", atUtc: longAgo, reason: "test" } as const;
      await letters.setStatus(first, status);
      const read = await letters.get(letter.id);
      if (read === undefined) throw new Error("it is gone");
      const erased = { ...letter, detail: "[erased]" };

      const written = await letters.replace(read, erased);

      expect(written).toEqual({ kind: "written", version: (await letters.get(letter.id))?.version });
      expect(await letters.get(letter.id)).toMatchObject({ letter: erased, status });
      expect((await letters.list({ status: "discarded" }, 10)).letters).toEqual([{ letter: erased, status }]);
    });

    it("leaves a dead letter alone that somebody has changed since it was read, whatever each wants to do", async () => {
      const { letters } = await makeWorld();
      const letter = aDeadLetter();
      const erased = { ...letter, detail: "[erased]" };
      const replay = { deliveryId: "dlv-2", as: "delivery", atUtc: longAgo } as const;
      const sending = { state: "waiting", sending: replay } as const;
      const acts: Readonly<Record<string, (read: VersionedDeadLetter) => Promise<unknown>>> = {
        remove: (read) => letters.remove(read),
        replace: (read) => letters.replace(read, erased),
        setStatus: (read) => letters.setStatus(read, sending),
      };
      const refused: Readonly<Record<string, unknown>> = { remove: false };
      for (const first of ["replace", "setStatus"]) {
        for (const second of ["remove", "replace", "setStatus"]) {
          await letters.put(letter);
          const read = await letters.get(letter.id);
          if (read === undefined) throw new Error("it was not put");
          await acts[first]?.(read);
          const before = await letters.get(letter.id);

          expect(await acts[second]?.(read), `${second} after ${first}`).toEqual(
            refused[second] ?? { kind: "conflict" },
          );

          expect(await letters.get(letter.id), `${second} after ${first}`).toEqual(before);
          if (before !== undefined) await letters.remove(before);
        }
      }
    });

    it("finds counts, trials and storm windows from before, and removes those alone", async () => {
      const { history, connections, trials, stormWindows } = await makeWorld();
      const [early, late] = ["2026-01-01T11:59:00.000Z", "2026-01-01T12:01:00.000Z"];
      const trialAt = (startedAtUtc: string): Trial => ({
        ...{ key: startedAtUtc.replace(/\W/g, ""), deliveryId: "dlv-1", attempt: 1, processId: "one" },
        startedAtUtc,
      });
      const windowOf = (startsAtUtc: string): StormWindow => {
        return { v: 1, key: "contoso-rule", startsAtUtc, tickets: [], before: [] };
      };
      for (const atUtc of [early, late]) {
        await connections.count("fabrikam/north", atUtc, { ...noCalls, calls: 3 });
        await trials.begin(trialAt(atUtc));
        await stormWindows.write(windowOf(atUtc), undefined);
      }
      await connections.write({ v: 1, connection: "fabrikam/north", lastSuccessUtc: early }, undefined);

      const found = await all(history.leftovers("2026-01-01T12:00:30.000Z"));
      expect(found.map(({ kind }) => kind)).toEqual(["callCount", "trial", "stormWindow"]);
      await history.removeLeftovers(found);
      await history.removeLeftovers(found);

      expect(await connections.counts("fabrikam/north", early)).toEqual(noCalls);
      expect(await connections.counts("fabrikam/north", late)).toEqual({ ...noCalls, calls: 3 });
      expect(await connections.read("fabrikam/north")).toBeDefined();
      expect(await trials.begin(trialAt(late))).toEqual(trialAt(late));
      expect(await trials.begin(trialAt(early)), "it was forgotten").toBeUndefined();
      expect(await stormWindows.read("contoso-rule", early)).toBeUndefined();
      expect(await stormWindows.read("contoso-rule", late)).toBeDefined();
    });

    it("knows since when messages wait: not at all, where there are none", async () => {
      const { history } = await makeWorld();
      expect(await history.oldestWaitingUtc()).toBeUndefined();
    });
  });
}
