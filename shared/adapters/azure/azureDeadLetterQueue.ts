import { parseDeadLetter } from "../../delivery/parseEnvelope.ts";
import type { DeadLetterQueue } from "../../delivery/ports.ts";
import type { AzureStorage } from "./azureStorage.ts";
import { azureBodyBlobs } from "./bodyBlobs.ts";
import { queueMessages } from "./queueMessages.ts";
import type { StorageCallLimits } from "./storageCall.ts";
import { keyPart } from "./tableKeys.ts";

export function azureDeadLetterQueue(
  storage: Pick<AzureStorage, "deadLetterQueue" | "bodies">,
  limits?: StorageCallLimits,
): DeadLetterQueue {
  const messages = queueMessages(storage.deadLetterQueue, azureBodyBlobs(storage.bodies), limits);
  return {
    send: async (letter, delayMs) =>
      await messages.send(letter, `dead-letters/waiting/${keyPart(letter.id)}.json`, delayMs),
    open: async (message) => parseDeadLetter(await messages.open(message)),
  };
}
