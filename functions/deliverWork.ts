import type { StorageQueueHandler } from "@azure/functions";

import type { Bridge } from "../shared/bridge.ts";

/** One message of the work queue. An error that gets here is ours or storage's, so the host's redelivery is right. */
export function deliverWork(bridge: () => Promise<Pick<Bridge, "deliver">>): StorageQueueHandler {
  return async (message) => {
    const { deliver } = await bridge();
    await deliver(message);
  };
}
