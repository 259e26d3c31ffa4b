import type { TimerHandler } from "@azure/functions";

import type { Bridge } from "../shared/bridge.ts";

/** Puts back what crashed processes left behind. */
export function sweepAbandoned(bridge: () => Promise<Pick<Bridge, "sweep">>): TimerHandler {
  return async (_timer, context) => {
    const count = await (await bridge()).sweep();
    if (count > 0) context.log(`sweep.finished: ${count} messages put back`);
  };
}
