import { app } from "@azure/functions";

import type { LazyBridge } from "../../shared/composeLazily.ts";
import { receiveAlert } from "../receiveAlert.ts";

/** The webhook of the action groups. */
export function registerAlerts(bridge: LazyBridge["get"]): void {
  app.http("receiveAlert", {
    // Whatever is posted beneath it may carry an alert: nothing of that is answered with 404.
    route: "api/alerts/{*route}",
    methods: ["POST", "GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"],
    authLevel: "function",
    handler: receiveAlert(bridge),
  });
}
