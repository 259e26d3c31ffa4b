import type { QueueClient } from "@azure/storage-queue";

import { isSelfWarning } from "../../selfWarnings/condition.ts";
import { oldestOf, type SeenMessage, type WorkQueueSight } from "../../status/queueSight.ts";
import type { AzureStorage } from "./azureStorage.ts";
import { storageCall } from "./storageCall.ts";

const sightLimits = { tries: 2, tryTimeoutMs: 2_000 };

/** As many as one peek gives. https://learn.microsoft.com/rest/api/storageservices/peek-messages */
const mostPeeked = 32;

/** Counts and peeks: nothing is taken out, and nothing is hidden from a worker. */
export function azureQueueSight({
  workQueue,
  criticalWorkQueue,
}: Pick<AzureStorage, "workQueue" | "criticalWorkQueue">): WorkQueueSight {
  return {
    async look() {
      const [ordinary, critical] = await Promise.all([lookAt(workQueue), lookAt(criticalWorkQueue)]);
      return {
        ordinary: ordinary.count,
        critical: critical.count,
        oldest: oldestOf([...ordinary.seen, ...critical.seen]),
      };
    },
  };
}

async function lookAt(
  queue: QueueClient,
): Promise<{ readonly count: number; readonly seen: readonly SeenMessage[] }> {
  const [count, seen] = await Promise.all([
    storageCall(`asking queue ${queue.name}`, sightLimits, async ({ abortSignal }) => {
      return (await queue.getProperties({ abortSignal })).approximateMessagesCount ?? 0;
    }),
    storageCall(`looking into queue ${queue.name}`, sightLimits, async ({ abortSignal }) => {
      const { peekedMessageItems } = await queue.peekMessages({ numberOfMessages: mostPeeked, abortSignal });
      return peekedMessageItems.flatMap(({ messageText }) => seenIn(messageText) ?? []);
    }),
  ]);
  return { count, seen };
}

/** A message too large for the queue says only where it is; it is not fetched for its age. */
function seenIn(messageText: string): SeenMessage | undefined {
  try {
    const { deliveryId, receivedAtUtc, body } = JSON.parse(
      Buffer.from(messageText, "base64").toString(),
    ) as Record<string, unknown>;
    // A warning that waits must not lead to a warning that something waits.
    if (typeof body === "string" && isSelfWarning(body)) return undefined;
    return typeof deliveryId === "string" && typeof receivedAtUtc === "string"
      ? { deliveryId, receivedAtUtc }
      : undefined;
  } catch {
    return undefined;
  }
}
