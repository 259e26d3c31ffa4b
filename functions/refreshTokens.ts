import type { TimerHandler } from "@azure/functions";

import type { Bridge } from "../shared/bridge.ts";

/** Renews access ahead of need, and warns of what ends. Two at the same moment do no harm. */
export function refreshTokens(bridge: () => Promise<Pick<Bridge, "care">>): TimerHandler {
  return async (_timer, context) => {
    const { cared, failed, notReached } = await (await bridge()).care.run();
    if (failed + notReached > 0) {
      context.log(`connections.caredFor: ${cared} well, ${failed} not, ${notReached} not reached`);
    }
  };
}
