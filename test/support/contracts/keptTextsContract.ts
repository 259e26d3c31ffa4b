import { describe, expect, it } from "vitest";

import type { JournalReader, TicketIndex, TicketStore } from "../../../shared/delivery/ports.ts";
import type { KeptTexts, StoredPartition } from "../../../shared/erasure/keptTexts.ts";
import { aJournalEntry, aTicketRecord } from "./storageBuilders.ts";

export type KeptTextsWorld = {
  readonly texts: KeptTexts;
  readonly store: TicketStore & JournalReader;
  readonly index: TicketIndex;
};

const { correlationId } = aTicketRecord();

async function all(partitions: AsyncIterable<StoredPartition>): Promise<StoredPartition[]> {
  const found: StoredPartition[] = [];
  for await (const one of partitions) found.push(one);
  return found;
}

/** What every KeptTexts promises. */
export function keptTextsContract(name: string, makeWorld: () => Promise<KeptTextsWorld>): void {
  describe(`KeptTexts contract: ${name}`, () => {
    it("finds each ticket with its whole journal, and journals without a ticket, and goes on where one has stopped", async () => {
      const { texts, store } = await makeWorld();
      const entryAt = (n: number) =>
        aJournalEntry({ atUtc: new Date(Date.UTC(2026, 0, 1, 0, 0, n)).toISOString() });
      const many = Array.from({ length: 230 }, (_, n) => entryAt(n));
      for (const entry of many) await store.appendJournal("atb-1", entry);
      await store.write(aTicketRecord({ correlationId: "atb-2" }), undefined, entryAt(1));
      await store.write(aTicketRecord({ correlationId: "atb-3" }), undefined);

      const found = await all(texts.partitions());

      expect(found.map(({ partition }) => partition)).toEqual(["atb-1", "atb-2", "atb-3"]);
      expect(found.map(({ ticket }) => ticket?.record.correlationId)).toEqual([undefined, "atb-2", "atb-3"]);
      expect(found[0]?.entries.map(({ entry }) => entry)).toEqual(many);
      expect(found[1]?.entries.map(({ entry }) => entry)).toEqual([entryAt(1)]);
      expect(found[1]?.ticket).toEqual(await store.read("atb-2"));
      expect(found[2]?.entries).toEqual([]);
      expect(await all(texts.partitions("atb-1"))).toEqual(found.slice(1));
      expect(await all(texts.partitions("atb-3"))).toEqual([]);
    });

    it("puts another text in an entry's place, and brings none back that was removed", async () => {
      const { texts, store } = await makeWorld();
      await store.appendJournal(correlationId, aJournalEntry());
      const [stored] = (await all(texts.partitions()))[0]?.entries ?? [];
      if (stored === undefined) throw new Error("nothing was found");
      const entry = aJournalEntry({ steps: [] });

      await texts.replaceEntry({ ...stored, entry });
      expect((await store.entries(correlationId, { limit: 10 })).entries).toEqual([entry]);
      await texts.replaceEntry({ ...stored, key: `${stored.key}0`, entry });
      expect((await store.entries(correlationId, { limit: 10 })).entries).toEqual([entry]);
    });

    it("finds index rows in the order of their keys, and goes on behind one", async () => {
      const { texts, index } = await makeWorld();
      await index.add([
        { by: "alertId", alertId: "/Subscriptions/Contoso/alerts/1", correlationId },
        { by: "alertId", alertId: "/Subscriptions/Contoso/alerts/2", correlationId },
        { by: "number", number: "INC1", correlationId },
      ]);
      const rowsAfter = async (key?: string) => {
        const rows = [];
        for await (const batch of texts.indexRows(key)) rows.push(...batch);
        return rows;
      };

      const rows = await rowsAfter();
      expect(rows.map(({ alertId }) => alertId)).toEqual([
        "/subscriptions/contoso/alerts/1",
        "/subscriptions/contoso/alerts/2",
        undefined,
      ]);
      expect(await rowsAfter(rows[0]?.key)).toEqual(rows.slice(1));
      await texts.removeIndexRows(rows.slice(0, 1));
      expect(await rowsAfter()).toEqual(rows.slice(1));
    });
  });
}
