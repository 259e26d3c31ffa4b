import { parseEnvelope } from "../../delivery/parseEnvelope.ts";
import { laneOf } from "../../delivery/envelope.ts";
import type { WorkQueue } from "../../delivery/ports.ts";
import type { AzureStorage } from "./azureStorage.ts";
import { azureBodyBlobs } from "./bodyBlobs.ts";
import { queueMessages } from "./queueMessages.ts";
import type { StorageCallLimits } from "./storageCall.ts";
import { keyPart } from "./tableKeys.ts";

/** A queue for each lane. `limits` are for sending; by default the webhook's, which ends within 3 s. */
export function azureWorkQueue(
  storage: Pick<AzureStorage, "workQueue" | "criticalWorkQueue" | "bodies">,
  limits?: StorageCallLimits,
): WorkQueue {
  const blobs = azureBodyBlobs(storage.bodies);
  const lanes = {
    ordinary: queueMessages(storage.workQueue, blobs, limits),
    critical: queueMessages(storage.criticalWorkQueue, blobs, limits),
  };
  return {
    async send(envelope, delayMs, within) {
      const { receivedAtUtc, deliveryId, attempt } = envelope;
      const blob = `${receivedAtUtc.slice(0, 10)}/${keyPart(deliveryId)}-${attempt}.json`;
      await lanes[laneOf(envelope)].send(envelope, blob, delayMs, within);
    },
    open: async (message) => parseEnvelope(await lanes.ordinary.open(message)),
  };
}
