import { describe, expect, it } from "vitest";
import type { JournalReader, TicketStore } from "../../../shared/delivery/ports.ts";
import type { TicketRecord } from "../../../shared/delivery/ticketRecord.ts";
import { aJournalEntry, aTicketRecord, hostileText } from "./storageBuilders.ts";

export type TicketStoreWorld = { readonly store: TicketStore; readonly journal: JournalReader };

const { correlationId } = aTicketRecord();
const pending = {
  kind: "create",
  id: "a1",
  startedAtUtc: "2026-03-01T12:00:01.000Z",
  deliveryId: "dlv-contoso-1",
  after: { generation: 1, state: "open", members: {} },
} as const;
const at = (second: number) => `2026-03-01T12:00:0${second}.000Z`;

/** What every TicketStore promises. */
export function ticketStoreContract(name: string, makeWorld: () => Promise<TicketStoreWorld>): void {
  async function written(store: TicketStore, record: TicketRecord, version?: string): Promise<string> {
    const result = await store.write(record, version);
    if (result.kind === "conflict") throw new Error("the write was not expected to conflict");
    return result.version;
  }

  describe(`TicketStore contract: ${name}`, () => {
    it("knows nothing at first", async () => {
      const { store } = await makeWorld();

      expect(await store.read(correlationId)).toBeUndefined();
    });

    it.each<{ what: string; record: TicketRecord }>([
      { what: "an ordinary ticket", record: aTicketRecord() },
      {
        what: "any text",
        record: aTicketRecord({ title: hostileText, pending: { ...pending, envelope: hostileText } }),
      },
      { what: "no number yet", record: { ...withoutRef(aTicketRecord()), state: "none" } },
      {
        what: "pairs at the places where a long text is divided",
        record: aTicketRecord({ pending: { ...pending, envelope: `x${"🔥".repeat(100_000)}` } }),
      },
      {
        what: "a pending message too large for a row",
        record: aTicketRecord({ pending: { ...pending, envelope: "é".repeat(1_100_000) } }),
      },
    ])("gives back exactly what was written: $what", async ({ record }) => {
      const { store } = await makeWorld();

      const version = await written(store, record);
      const versionAfter = await written(store, record, version);

      expect(await store.read(record.correlationId)).toEqual({ record, version: versionAfter });
      expect(versionAfter).not.toBe(version);
    });

    it("shares nothing with those who wrote or read", async () => {
      const { store } = await makeWorld();
      const record = aTicketRecord();
      await store.write(record, undefined);

      (record as { title: string }).title = "changed by the writer";
      const first = await store.read(correlationId);
      if (first !== undefined) (first.record as { title: string }).title = "changed by a reader";

      expect((await store.read(correlationId))?.record.title).toBe(aTicketRecord().title);
    });

    it("forgets what the new record no longer has", async () => {
      const { store } = await makeWorld();
      const version = await written(
        store,
        aTicketRecord({ pending: { ...pending, envelope: "x".repeat(100_000) } }),
      );

      await written(store, aTicketRecord(), version);

      expect((await store.read(correlationId))?.record).toEqual(aTicketRecord());
    });

    it.each([{ with: "an entry" }, { with: "none" }])(
      "refuses a write that expects another version, entry and all (with $with)",
      async (row) => {
        const { store, journal } = await makeWorld();
        const entry = row.with === "an entry" ? aJournalEntry() : undefined;
        const first = await written(store, aTicketRecord());
        const second = await written(store, aTicketRecord({ title: "second" }), first);

        expect(await store.write(aTicketRecord({ title: "late" }), first, entry)).toEqual({
          kind: "conflict",
        });
        expect(await store.write(aTicketRecord({ title: "new" }), undefined, entry)).toEqual({
          kind: "conflict",
        });

        expect(await store.read(correlationId)).toMatchObject({
          record: { title: "second" },
          version: second,
        });
        expect((await journal.entries(correlationId, { limit: 10 })).entries).toEqual([]);
      },
    );

    it.each([{ with: "an entry" }, { with: "none" }])(
      "refuses a write that expects a version where nothing is (with $with)",
      async (row) => {
        const { store } = await makeWorld();
        const version = await written(store, aTicketRecord());
        const entry = row.with === "an entry" ? aJournalEntry() : undefined;
        const other = aTicketRecord({ correlationId: "atb-fabrikam" });

        expect(await store.write(other, version, entry)).toEqual({ kind: "conflict" });
        expect(await store.read("atb-fabrikam")).toBeUndefined();
      },
    );

    it.each([{ first: "insert" }, { first: "update" }])(
      "lets exactly one of a hundred win that all expect the same version ($first)",
      async ({ first }) => {
        const { store } = await makeWorld();
        const version = first === "update" ? await written(store, aTicketRecord()) : undefined;

        const results = await Promise.all(
          Array.from({ length: 100 }, async (_, n) => {
            const entry = n % 2 === 0 ? aJournalEntry({ deliveryId: `dlv-${n}` }) : undefined;
            return await store.write(aTicketRecord({ title: `writer ${n}` }), version, entry);
          }),
        );

        const winners = results.flatMap((result, n) => (result.kind === "written" ? [{ n, ...result }] : []));
        expect(winners).toHaveLength(1);
        expect(await store.read(correlationId)).toMatchObject({
          record: { title: `writer ${winners[0]?.n ?? -1}` },
          version: winners[0]?.version,
        });
      },
    );
  });

  describe(`JournalReader contract: ${name}`, () => {
    it("tells oldest first what was written with records and beside them", async () => {
      const { store, journal } = await makeWorld();
      const late = aJournalEntry({ atUtc: at(3), deliveryId: "dlv-b" });
      const early = aJournalEntry({ atUtc: at(1), deliveryId: "dlv-c", steps: [] });
      const retried = aJournalEntry({ atUtc: at(2), deliveryId: "dlv-a", attempt: 10 });

      await store.write(aTicketRecord(), undefined, late);
      await store.appendJournal(correlationId, retried);
      await store.appendJournal(correlationId, early);
      await store.appendJournal("atb-other", aJournalEntry());

      const { entries } = await journal.entries(correlationId, { limit: 10 });
      expect(entries).toEqual([early, retried, late]);
    });

    it("keeps an entry that is appended twice once", async () => {
      const { store, journal } = await makeWorld();

      await store.write(aTicketRecord(), undefined, aJournalEntry());
      await store.appendJournal(correlationId, aJournalEntry({ steps: [] }));
      await store.appendJournal(correlationId, aJournalEntry({ steps: [] }));

      const { entries } = await journal.entries(correlationId, { limit: 10 });
      expect(entries).toEqual([aJournalEntry()]);
    });

    it("goes page by page through one delivery alone", async () => {
      const { store, journal } = await makeWorld();
      for (let n = 0; n < 9; n += 1) {
        await store.appendJournal(
          "dlv-alone",
          aJournalEntry({ attempt: n + 1, atUtc: at(n), deliveryId: n % 2 === 0 ? "it's even" : "odd" }),
        );
      }

      const attempts: number[][] = [];
      let continuation: string | undefined;
      do {
        const page = await journal.entries("dlv-alone", { limit: 2, continuation, deliveryId: "it's even" });
        attempts.push(page.entries.map(({ attempt }) => attempt));
        continuation = page.continuation;
      } while (continuation !== undefined);

      expect(attempts).toEqual([[1, 3], [5, 7], [9]]);
    });

    it("knows nothing of a partition that was never written", async () => {
      const { journal } = await makeWorld();

      expect(await journal.entries("a/strange?#%'partition", { limit: 5 })).toEqual({
        entries: [],
        continuation: undefined,
      });
    });

    it("keeps a long entry whole", async () => {
      const { store, journal } = await makeWorld();
      const step = { step: "unrecognised", atUtc: at(1), problems: [hostileText] } as const;
      const entry = aJournalEntry({ steps: Array.from({ length: 1000 }, () => step) });

      await store.write(aTicketRecord(), undefined, entry);

      expect((await journal.entries(correlationId, { limit: 1 })).entries).toEqual([entry]);
    });
  });
}

function withoutRef(record: TicketRecord): TicketRecord {
  const { ref, ...rest } = record;
  return ref === undefined ? record : rest;
}
