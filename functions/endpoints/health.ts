import { app } from "@azure/functions";

import type { LazyBridge } from "../../shared/composeLazily.ts";
import { health, ready } from "../health.ts";
import { keyed } from "./keyed.ts";

/** Whether the bridge lives, and whether it can take alerts in. */
export function registerHealth(bridge: LazyBridge["get"]): void {
  app.http("health", { route: "api/health", methods: ["GET"], authLevel: "anonymous", handler: health() });
  keyed("GET", "api/ready", "ready", ready(bridge));
}
