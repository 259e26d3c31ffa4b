import type { InvocationContext, StorageQueueHandler } from "@azure/functions";

import type { Bridge } from "../shared/bridge.ts";

/** Our own dead letters: from the queue into the index that people see. */
export function captureDeadLetter(
  bridge: () => Promise<Pick<Bridge, "captureDeadLetter">>,
): StorageQueueHandler {
  return async (message, { triggerMetadata }) => {
    await (await bridge()).captureDeadLetter(message, insertedAtUtc(triggerMetadata));
  };
}

/** What the host gave up on: tried once more, alone. */
export function capturePoison(bridge: () => Promise<Pick<Bridge, "capturePoison">>): StorageQueueHandler {
  return async (message, { triggerMetadata }) => {
    await (await bridge()).capturePoison(message, insertedAtUtc(triggerMetadata));
  };
}

function insertedAtUtc(triggerMetadata: InvocationContext["triggerMetadata"]): string | undefined {
  const insertionTime = triggerMetadata?.["insertionTime"];
  return typeof insertionTime === "string" ? insertionTime : undefined;
}
