import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { azureDeadLetterQueue } from "../../../../shared/adapters/azure/azureDeadLetterQueue.ts";
import { azureStorage } from "../../../../shared/adapters/azure/azureStorage.ts";
import { azureStoredHistory } from "../../../../shared/adapters/azure/azureStoredHistory.ts";
import { azureTicketStore } from "../../../../shared/adapters/azure/azureTicketStore.ts";
import { azureWorkQueue } from "../../../../shared/adapters/azure/azureWorkQueue.ts";
import { startTestAzurite, type TestAzurite } from "../../../support/azurite.ts";
import { aDeadLetter, aTicketRecord, anEnvelope } from "../../../support/contracts/storageBuilders.ts";
import { startStorageProxy } from "../../../support/storageProxy.ts";
import { freshNames, freshStorage } from "../../../support/testStorage.ts";

let azurite: TestAzurite;
beforeAll(async () => {
  azurite = await startTestAzurite();
});
afterAll(async () => await azurite.remove());

describe("azureStorage", () => {
  it("creates everything, and does not mind what is there", async () => {
    const storage = await freshStorage(azurite.connectionString);

    await storage.ensureCreated();

    expect(await storage.ping()).toEqual({ waiting: { critical: 0, ordinary: 0 }, waitingDeadLetters: 0 });
  });

  it("counts what waits, delayed or not", async () => {
    const storage = await freshStorage(azurite.connectionString);
    const queue = azureWorkQueue(storage);

    await queue.send(anEnvelope());
    await queue.send(anEnvelope(), 60_000);
    await queue.send(anEnvelope({ lane: "critical" }));

    expect(await storage.ping()).toEqual({ waiting: { critical: 1, ordinary: 2 }, waitingDeadLetters: 0 });
  });

  it("is not well without its queues and tables", async () => {
    const { connectionString } = azurite;
    const storage = await azureStorage({ by: "connectionString", connectionString }, freshNames());

    await expect(storage.ping()).rejects.toMatchObject({ code: "STORAGE_UNAVAILABLE" });
    await expect(azureWorkQueue(storage).send(anEnvelope())).rejects.toMatchObject({
      code: "STORAGE_UNAVAILABLE",
      detail: expect.stringContaining("QueueNotFound") as string,
    });
    const store = azureTicketStore(storage, "us");
    await expect(store.read("atb-1")).rejects.toMatchObject({ code: "STORAGE_UNAVAILABLE" });
    await expect(store.write(aTicketRecord(), undefined)).rejects.toMatchObject({
      code: "STORAGE_UNAVAILABLE",
    });
    await expect(store.write(aTicketRecord(), 'W/"1"')).rejects.toMatchObject({
      code: "STORAGE_UNAVAILABLE",
    });
  });

  it.each([
    { what: "http to another machine", endpoint: "http://10.0.0.4:10001/contoso" },
    { what: "http to a name that only begins like this machine", endpoint: "http://localhost.contoso.com/x" },
  ])("refuses $what", async ({ endpoint }) => {
    const connectionString = azurite.connectionString.replaceAll(/http:\/\/127[^;]+/g, endpoint);

    await expect(azureStorage({ by: "connectionString", connectionString })).rejects.toThrow("https");
  });
});

describe("a message in the queue", () => {
  it("is base64 that never expires", async () => {
    const storage = await freshStorage(azurite.connectionString);
    await azureWorkQueue(storage).send(anEnvelope());

    const { receivedMessageItems } = await storage.workQueue.receiveMessages();

    const [message] = receivedMessageItems;
    expect(JSON.parse(Buffer.from(message?.messageText ?? "", "base64").toString())).toEqual(anEnvelope());
    expect(message?.expiresOn.getUTCFullYear()).toBe(9999);
  });

  it.each([
    ["workQueue", anEnvelope()],
    ["workQueue", anEnvelope({ body: "x".repeat(60_000) })],
    ["criticalWorkQueue", anEnvelope({ lane: "critical" })],
    ["trialQueue", anEnvelope()],
    ["deadLetterQueue", aDeadLetter()],
  ] as const)("never expires unseen, in whatever queue: %s", async (name, message) => {
    const storage = await freshStorage(azurite.connectionString);
    const { bodies, trialQueue } = storage;
    if ("code" in message) await azureDeadLetterQueue(storage).send(message);
    else if (name !== "trialQueue") await azureWorkQueue(storage).send(message);
    else await azureWorkQueue({ workQueue: trialQueue, criticalWorkQueue: trialQueue, bodies }).send(message);

    const { peekedMessageItems } = await storage[name].peekMessages();
    expect(peekedMessageItems.map(({ expiresOn }) => expiresOn.getUTCFullYear())).toEqual([9999]);
  });

  it("points to a blob named by day, delivery and attempt if the body is large", async () => {
    const storage = await freshStorage(azurite.connectionString);
    const queue = azureWorkQueue(storage);
    await queue.send(anEnvelope({ body: "x".repeat(60_000), attempt: 3 }));

    const { receivedMessageItems } = await storage.workQueue.receiveMessages();

    const pointer = JSON.parse(
      Buffer.from(receivedMessageItems[0]?.messageText ?? "", "base64").toString(),
    ) as {
      blob: string;
    };
    expect(pointer).toEqual({ v: 1, kind: "pointer", blob: "2026-03-01/dlv-contoso-1-3.json" });
    expect(await queue.open(pointer)).toMatchObject({ attempt: 3 });
    await (await storage.bodies()).deleteBlob(pointer.blob);
    await expect(queue.open(pointer)).rejects.toMatchObject({
      code: "MESSAGE_UNREADABLE",
      detail: expect.stringContaining(pointer.blob) as string,
    });
  });

  it.each(["Queue", "Blob"] as const)(
    "is given up once nobody waits for it, while storage stays silent: %s",
    async (service) => {
      const proxy = await startStorageProxy(azurite.connectionString, service);
      const storage = await freshStorage(proxy.connectionString);
      const queue = azureWorkQueue(storage, { tries: 1_000, tryTimeoutMs: 60_000 });
      const patience = new AbortController();
      proxy.decide = () => {
        // It has come so far, and then its sender has waited long enough.
        patience.abort();
        return "stayUnanswered";
      };

      const body = service === "Blob" ? "x".repeat(60_000) : "{}";
      const sending = queue.send(anEnvelope({ body }), 0, patience.signal);
      await expect(sending).rejects.toMatchObject({
        code: "STORAGE_UNAVAILABLE",
        detail: expect.stringContaining("no answer in time") as string,
      });
      await proxy.close();
    },
  );

  it("is tried as often as the limits say when storage stays silent, and no longer", async () => {
    const proxy = await startStorageProxy(azurite.connectionString, "Queue");
    const storage = await freshStorage(proxy.connectionString);
    const queue = azureWorkQueue(storage, { tries: 2, tryTimeoutMs: 50 });
    proxy.requests.length = 0;
    proxy.decide = () => "stayUnanswered";

    await expect(queue.send(anEnvelope())).rejects.toMatchObject({
      code: "STORAGE_UNAVAILABLE",
      detail: expect.stringContaining("no answer in time") as string,
    });

    expect(proxy.requests).toHaveLength(2);
    await proxy.close();
  });
});

describe("the bodies that are old", () => {
  it("are those of messages, and of tickets as they were before; never the one that a ticket points to", async () => {
    const storage = await freshStorage(azurite.connectionString);
    await azureWorkQueue(storage).send(anEnvelope({ body: "x".repeat(60_000) }));
    const store = azureTicketStore(storage, "us");
    const large = (title: string) => aTicketRecord({ title: title.repeat(500_000) });
    const first = await store.write(large("a"), undefined);
    await store.write(large("b"), first.kind === "written" ? first.version : undefined);
    const history = azureStoredHistory(storage);

    const names: string[] = [];
    for await (const batch of history.bodies("2999-01-01T00:00:00.000Z")) names.push(...batch);
    const { correlationId } = aTicketRecord();
    expect(names.sort()).toEqual([`2026-03-01/dlv-contoso-1-1.json`, `tickets/${correlationId}/us-1.json`]);

    await history.removeBodies(names);
    expect((await store.read(correlationId))?.record).toEqual(large("b"));
  });

  it("are asked about by how long the oldest message has waited that could go now", async () => {
    const storage = await freshStorage(azurite.connectionString);
    const history = azureStoredHistory(storage);
    await azureWorkQueue(storage).send(anEnvelope(), 3_600_000);
    expect(await history.oldestWaitingUtc()).toBeUndefined();
    await azureWorkQueue(storage).send(anEnvelope());
    expect(Date.parse((await history.oldestWaitingUtc()) ?? "")).toBeGreaterThan(Date.parse("2026-01-01"));
  });
});

describe("when storage is down", () => {
  it("says so for every call, and goes on when storage is back", async () => {
    const storage = await freshStorage(azurite.connectionString);
    const queue = azureWorkQueue(storage);
    const store = azureTicketStore(storage, "us");
    await store.write(aTicketRecord(), undefined);

    await azurite.kill();
    const calls = [
      queue.send(anEnvelope()),
      queue.send(anEnvelope({ body: "x".repeat(60_000) })),
      store.read("atb-1"),
      store.write(aTicketRecord(), undefined),
      storage.ping(),
      storage.ensureCreated(),
    ];
    const results = await Promise.allSettled(calls);
    expect(
      results.map((result) => (result.status === "rejected" ? (result.reason as Error) : result)),
    ).toEqual(
      calls.map(
        () =>
          expect.objectContaining({
            code: "STORAGE_UNAVAILABLE",
            cause: expect.any(Error) as Error,
          }) as Error,
      ),
    );

    await azurite.restart();
    await storage.ensureCreated();
    await queue.send(anEnvelope());
    expect(await store.write(aTicketRecord({ correlationId: "atb-2" }), undefined)).toMatchObject({
      kind: "written",
    });
  });
});
