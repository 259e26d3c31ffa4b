import type { StorageQueueHandler } from "@azure/functions";

import type { Bridge } from "../shared/bridge.ts";

/** Our own dead letters: from the queue into the index that people see. */
export function captureDeadLetter(
  bridge: () => Promise<Pick<Bridge, "captureDeadLetter">>,
): StorageQueueHandler {
  return async (message) => {
    await (await bridge()).captureDeadLetter(message);
  };
}

/** What the host gave up on. */
export function capturePoison(bridge: () => Promise<Pick<Bridge, "capturePoison">>): StorageQueueHandler {
  return async (message, { triggerMetadata }) => {
    const queuedAt = triggerMetadata?.["insertionTime"];
    await (await bridge()).capturePoison(message, typeof queuedAt === "string" ? queuedAt : undefined);
  };
}
