import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { azureDeadLetterStore } from "../../../../shared/adapters/azure/azureDeadLetterStore.ts";
import { azureJournalReader } from "../../../../shared/adapters/azure/azureJournalReader.ts";
import { azureTicketStore } from "../../../../shared/adapters/azure/azureTicketStore.ts";
import { azureUnfinishedWork } from "../../../../shared/adapters/azure/azureUnfinishedWork.ts";
import { startTestAzurite, type TestAzurite } from "../../../support/azurite.ts";
import {
  aDeadLetter,
  aJournalEntry,
  aTicketRecord,
  settableClock,
} from "../../../support/contracts/storageBuilders.ts";
import { startStorageProxy, type StorageProxy } from "../../../support/storageProxy.ts";
import { freshStorage, manualSchedule } from "../../../support/testStorage.ts";

let azurite: TestAzurite;
let proxy: StorageProxy;

beforeAll(async () => {
  azurite = await startTestAzurite();
});
afterAll(async () => await azurite.remove());
beforeEach(async () => {
  proxy = await startStorageProxy(azurite.connectionString, "Table");
});
afterEach(async () => await proxy.close());

const { correlationId } = aTicketRecord();

/** Everything goes through until the next request that writes; that one alone meets its fate. */
function nextWrite(fate: "loseAnswer" | "hold" | "stayUnanswered"): void {
  let isOver = false;
  proxy.decide = (line) => {
    if (isOver || line.startsWith("GET")) return "pass";
    isOver = true;
    return fate;
  };
}

describe("a ticket whose write was answered into a broken connection", () => {
  it.each([
    { write: "the first, alone", isFirst: true, entry: undefined },
    { write: "the first, with its journal", isFirst: true, entry: aJournalEntry() },
    { write: "a later one, alone", isFirst: false, entry: undefined },
    { write: "a later one, with its journal", isFirst: false, entry: aJournalEntry() },
  ])("is known to be written: $write", async ({ isFirst, entry }) => {
    const storage = await freshStorage(proxy.connectionString);
    const store = azureTicketStore(storage, "us");
    const former = isFirst ? undefined : await store.write(aTicketRecord(), undefined);
    const expected = former?.kind === "written" ? former.version : undefined;

    nextWrite("loseAnswer");
    const result = await store.write(aTicketRecord({ title: "ours" }), expected, entry);

    const stored = await store.read(correlationId);
    expect(result).toEqual({ kind: "written", version: stored?.version });
    expect(stored?.record.title).toBe("ours");
    const { entries } = await azureJournalReader(storage).entries(correlationId, { limit: 10 });
    expect(entries).toEqual(entry === undefined ? [] : [entry]);
  });

  it("is a conflict all the same if somebody else's is there, even with the same words", async () => {
    const storage = await freshStorage(proxy.connectionString);
    await azureTicketStore(storage, "others").write(aTicketRecord(), undefined);

    nextWrite("loseAnswer");
    const result = await azureTicketStore(storage, "us").write(aTicketRecord(), undefined);

    expect(result).toEqual({ kind: "conflict" });
  });
});

describe("a journal entry whose write was answered into a broken connection", () => {
  it("is there once", async () => {
    const storage = await freshStorage(proxy.connectionString);

    nextWrite("loseAnswer");
    await azureTicketStore(storage, "us").appendJournal(correlationId, aJournalEntry());

    const { entries } = await azureJournalReader(storage).entries(correlationId, { limit: 10 });
    expect(entries).toEqual([aJournalEntry()]);
  });
});

describe("a dead letter whose change was answered into a broken connection", () => {
  async function aLetter() {
    const storage = await freshStorage(proxy.connectionString);
    const letters = azureDeadLetterStore(storage);
    await letters.put(aDeadLetter());
    const read = await letters.get(aDeadLetter().id);
    if (read === undefined) throw new Error("it was not put");
    return { storage, letters, read };
  }
  const erased = aDeadLetter({ detail: "[erased]" });

  it("is known to have another content, and its new version", async () => {
    const { letters, read } = await aLetter();

    nextWrite("loseAnswer");
    const written = await letters.replace(read, erased);

    const now = await letters.get(erased.id);
    expect(now?.letter).toEqual(erased);
    expect(written).toEqual({ kind: "written", version: now?.version });
  });

  it("is known to be removed, and nothing of it is left", async () => {
    const { storage, letters, read } = await aLetter();

    nextWrite("loseAnswer");
    expect(await letters.remove(read)).toBe(true);

    const rows: unknown[] = [];
    for await (const row of storage.deadLetters.listEntities()) rows.push(row);
    expect(rows).toEqual([]);
  });

  it("is a conflict all the same if it was somebody else who did the same", async () => {
    const { letters, read } = await aLetter();
    await letters.replace(read, erased);

    nextWrite("loseAnswer");
    expect(await letters.replace(read, erased)).toEqual({ kind: "conflict" });
  });

  it("stays when somebody begins to replay it in the midst of its removal", async () => {
    const { storage, letters, read } = await aLetter();
    const replay = { deliveryId: "dlv-2", as: "delivery", atUtc: "2026-03-02T12:00:00.000Z" } as const;
    const others = azureDeadLetterStore(storage);
    let isOver = false;
    proxy.delay = (line) => {
      if (isOver || line.startsWith("GET")) return undefined;
      isOver = true;
      return others.setStatus(read, { state: "waiting", sending: replay });
    };

    expect(await letters.remove(read)).toBe(false);

    expect(await letters.get(erased.id)).toMatchObject({
      letter: aDeadLetter(),
      status: { state: "waiting", sending: replay },
    });
  });
});

describe("unfinished work", () => {
  async function aWorld() {
    const storage = await freshStorage(proxy.connectionString);
    const clock = settableClock();
    const { schedule, runAll } = manualSchedule();
    const limits = { tries: 2, tryTimeoutMs: 1_500 };
    const processOf = (processId: string) =>
      azureUnfinishedWork(storage, { processId, clock, schedule, limits });
    const seen = async () => {
      clock.advanceMs(1_000);
      return (await processOf("other").abandoned(0)).map(({ correlationIds }) => correlationIds);
    };
    return { process: processOf("us"), idle: runAll, seen };
  }

  it.each([{ fate: "hold" }, { fate: "loseAnswer" }, { fate: "stayUnanswered" }] as const)(
    "is noted although the request before met its fate: $fate",
    async ({ fate }) => {
      const { process, seen } = await aWorld();
      await process.begin("atb-1");

      nextWrite(fate);
      await process.begin("atb-2");
      await process.begin("atb-3");
      await proxy.release();

      expect(await seen()).toEqual([["atb-1", "atb-2", "atb-3"]]);
    },
  );

  it("is not undone by a request that was given up and arrives late", async () => {
    const { process, seen } = await aWorld();

    proxy.decide = (line) => (line.startsWith("GET") ? "pass" : "hold");
    await expect(process.begin("atb-1")).rejects.toMatchObject({ code: "STORAGE_UNAVAILABLE" });
    proxy.decide = () => "pass";
    await process.begin("atb-2");
    await proxy.release();

    expect(await seen()).toEqual([["atb-2"]]);
  });

  it("is noted again although forgetting it was given up and arrives late", async () => {
    const { process, idle, seen } = await aWorld();
    await process.begin("atb-1");
    process.finish("atb-1");

    proxy.decide = (line) => (line.startsWith("GET") ? "pass" : "hold");
    await idle();
    proxy.decide = () => "pass";
    await process.begin("atb-1");
    await proxy.release();

    expect(await seen()).toEqual([["atb-1"]]);
  });

  it("is not left behind by a beginning that failed while another succeeded", async () => {
    const { process, idle, seen } = await aWorld();

    proxy.decide = () => "stayUnanswered";
    const failed = process.begin("atb-1");
    const alsoWaiting = process.begin("atb-2");
    await expect(failed).rejects.toMatchObject({ code: "STORAGE_UNAVAILABLE" });
    proxy.decide = () => "pass";
    await alsoWaiting;
    await idle();

    expect(await seen()).toEqual([["atb-2"]]);
  });

  it("is forgotten later if forgetting failed at first", async () => {
    const { process, idle, seen } = await aWorld();
    await process.begin("atb-1");

    proxy.decide = () => "stayUnanswered";
    process.finish("atb-1");
    await idle();
    proxy.decide = () => "pass";
    expect(await seen()).toEqual([["atb-1"]]);

    await process.heartbeat();
    expect(await seen()).toEqual([]);
  });
});
