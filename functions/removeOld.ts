import type { TimerHandler } from "@azure/functions";

import type { Bridge } from "../shared/bridge.ts";

/** Removes, each night, what has been kept for long enough. */
export function removeOld(bridge: () => Promise<Pick<Bridge, "removeOld">>): TimerHandler {
  return async (_timer, context) => {
    const counts = await (await bridge()).removeOld();
    context.log(`retention.finished: ${JSON.stringify(counts)}`);
  };
}
