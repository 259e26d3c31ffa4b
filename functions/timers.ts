import { app } from "@azure/functions";

import type { LazyBridge } from "../shared/composeLazily.ts";
import { refreshTokens } from "./refreshTokens.ts";
import { removeOld } from "./removeOld.ts";
import { sweepAbandoned } from "./sweepAbandoned.ts";
import { watchItself } from "./watchItself.ts";

/** What the bridge does by itself, and when: seconds come first in a schedule. */
export function registerTimers(
  bridge: LazyBridge["get"],
  environment: Readonly<Record<string, string | undefined>>,
): void {
  app.timer("removeOld", {
    schedule: environment["BRIDGE_RETENTION_SCHEDULE"] ?? "0 17 2 * * *",
    handler: removeOld(bridge),
  });
  app.timer("refreshTokens", {
    schedule: environment["BRIDGE_REFRESH_SCHEDULE"] ?? "20 */2 * * * *",
    handler: refreshTokens(bridge),
  });
  app.timer("sweepAbandoned", {
    schedule: environment["BRIDGE_SWEEP_SCHEDULE"] ?? "*/30 * * * * *",
    handler: sweepAbandoned(bridge),
  });
  app.timer("watchItself", {
    schedule: environment["BRIDGE_WATCH_SCHEDULE"] ?? "0 * * * * *",
    handler: watchItself(bridge),
  });
}
