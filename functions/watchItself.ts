import type { TimerHandler } from "@azure/functions";

import type { Bridge } from "../shared/bridge.ts";

/** The bridge looks at itself: metrics, and a warning of what lasts too long. */
export function watchItself(bridge: () => Promise<Pick<Bridge, "watchItself">>): TimerHandler {
  return async () => {
    await (await bridge()).watchItself();
  };
}
