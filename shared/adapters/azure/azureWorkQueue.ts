import { parseEnvelope } from "../../delivery/parseEnvelope.ts";
import type { WorkQueue } from "../../delivery/ports.ts";
import type { AzureStorage } from "./azureStorage.ts";
import { azureBodyBlobs } from "./bodyBlobs.ts";
import { queueMessages } from "./queueMessages.ts";
import type { StorageCallLimits } from "./storageCall.ts";
import { keyPart } from "./tableKeys.ts";

/** `limits` are for sending; by default the webhook's, which ends within 3 s. */
export function azureWorkQueue(
  storage: Pick<AzureStorage, "workQueue" | "bodies">,
  limits?: StorageCallLimits,
): WorkQueue {
  const messages = queueMessages(storage.workQueue, azureBodyBlobs(storage.bodies), limits);
  return {
    async send(envelope, delayMs) {
      const { receivedAtUtc, deliveryId, attempt } = envelope;
      const blob = `${receivedAtUtc.slice(0, 10)}/${keyPart(deliveryId)}-${attempt}.json`;
      await messages.send(envelope, blob, delayMs);
    },
    open: async (message) => parseEnvelope(await messages.open(message)),
  };
}
