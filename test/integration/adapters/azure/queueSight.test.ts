import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { azureQueueSight } from "../../../../shared/adapters/azure/azureQueueSight.ts";
import { azureWorkQueue } from "../../../../shared/adapters/azure/azureWorkQueue.ts";
import { startTestAzurite, type TestAzurite } from "../../../support/azurite.ts";
import { anEnvelope } from "../../../support/contracts/storageBuilders.ts";
import { freshStorage } from "../../../support/testStorage.ts";

let azurite: TestAzurite;
beforeAll(async () => {
  azurite = await startTestAzurite();
});
afterAll(async () => await azurite.remove());

describe("a look at the work queues", () => {
  it("counts what waits, put back or not, and finds the longest waiting of what may go now", async () => {
    const storage = await freshStorage(azurite.connectionString);
    const queue = azureWorkQueue(storage);
    const sent = (deliveryId: string, minute: number, lane: "critical" | "ordinary", delayMs = 0) =>
      queue.send(
        anEnvelope({ deliveryId, receivedAtUtc: `2026-03-01T12:0${minute}:00.000Z`, lane }),
        delayMs,
      );
    await sent("dlv-late", 5, "ordinary");
    await sent("dlv-first", 3, "critical");
    await sent("dlv-putBack", 1, "ordinary", 600_000);
    await queue.send(anEnvelope({ deliveryId: "dlv-large", body: "x".repeat(100_000) }));

    expect(await azureQueueSight(storage).look()).toEqual({
      critical: 1,
      ordinary: 3,
      oldest: { deliveryId: "dlv-first", receivedAtUtc: "2026-03-01T12:03:00.000Z" },
    });
    // Nothing was taken out.
    expect((await azureQueueSight(storage).look()).ordinary).toBe(3);
  });

  it("sees nothing where nothing waits", async () => {
    const storage = await freshStorage(azurite.connectionString);
    expect(await azureQueueSight(storage).look()).toEqual({ critical: 0, ordinary: 0, oldest: undefined });
  });
});
