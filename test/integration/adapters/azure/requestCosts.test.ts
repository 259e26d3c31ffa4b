import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { AzureStorage } from "../../../../shared/adapters/azure/azureStorage.ts";
import { azureTicketIndex } from "../../../../shared/adapters/azure/azureTicketIndex.ts";
import { azureTicketStore } from "../../../../shared/adapters/azure/azureTicketStore.ts";
import { azureUnfinishedWork } from "../../../../shared/adapters/azure/azureUnfinishedWork.ts";
import { startTestAzurite, type TestAzurite } from "../../../support/azurite.ts";
import { aJournalEntry, aTicketRecord, settableClock } from "../../../support/contracts/storageBuilders.ts";
import { startStorageProxy, type StorageProxy } from "../../../support/storageProxy.ts";
import { freshStorage, manualSchedule } from "../../../support/testStorage.ts";

let azurite: TestAzurite;
let proxy: StorageProxy;
let storage: AzureStorage;

beforeAll(async () => {
  azurite = await startTestAzurite();
  proxy = await startStorageProxy(azurite.connectionString, "Table");
});
afterAll(async () => {
  await proxy.close();
  await azurite.remove();
});
beforeEach(async () => {
  storage = await freshStorage(proxy.connectionString);
  proxy.requests.length = 0;
});

describe("requests to Table Storage", () => {
  it("are two for a new ticket: its claim, and its record together with the journal", async () => {
    const store = azureTicketStore(storage, "us");

    const claim = await store.write(aTicketRecord({ state: "none" }), undefined);
    if (claim.kind === "written") await store.write(aTicketRecord(), claim.version, aJournalEntry());

    expect(proxy.requests).toHaveLength(2);
  });

  it("are few for the beginnings of two hundred deliveries at once", async () => {
    const { schedule } = manualSchedule();
    const clock = settableClock();
    const unfinished = azureUnfinishedWork(storage, { processId: "us", clock, schedule });

    await Promise.all(Array.from({ length: 200 }, async (_, n) => await unfinished.begin(`atb-${n}`)));

    // Is there a row? The first beginning; everybody who came meanwhile.
    expect(proxy.requests.map((line) => line.split(" ")[0])).toEqual(["GET", "POST", "PUT"]);
  });

  it("are none for a ticket that is known to be worked on", async () => {
    const { schedule } = manualSchedule();
    const unfinished = azureUnfinishedWork(storage, { processId: "us", clock: settableClock(), schedule });
    await unfinished.begin("atb-1");
    proxy.requests.length = 0;

    unfinished.finish("atb-1");
    await unfinished.begin("atb-1");
    await unfinished.begin("atb-1");

    expect(proxy.requests).toEqual([]);
  });

  it("are few for the index rows of sixty tickets at once", async () => {
    const index = azureTicketIndex(storage);

    await Promise.all(
      Array.from({ length: 60 }, async (_, n) => {
        const correlationId = `atb-${n}`;
        await index.add([
          { by: "number", number: `INC${n}`, correlationId },
          { by: "identity", identityHash: `hash${n}`, correlationId },
          { by: "time", openedAtUtc: "2026-03-01T12:00:00.000Z", correlationId },
        ]);
      }),
    );

    // The first ticket's three rows; then 33 tickets' 99; then what is left.
    expect(proxy.requests).toHaveLength(3);
  });
});
