import type { ServiceNowGateway } from "../adapters/servicenow/serviceNowGateway.ts";
import type { Settings } from "../config/settings.ts";
import type { Clock } from "../delivery/ports.ts";
import { BridgeError } from "../failures/bridgeError.ts";
import { refusedGateway } from "./refusedGateway.ts";

/** Undefined if the settings describe no connection. One that may not be opened refuses every call with the reason. */
export async function openGateway(settings: Settings, clock: Clock): Promise<ServiceNowGateway | undefined> {
  const { serviceNow } = settings;
  if (serviceNow === undefined) return undefined;
  const { serviceNowGateway } = await import("../adapters/servicenow/serviceNowGateway.ts");
  try {
    return serviceNowGateway({
      instanceUrl: serviceNow.instanceUrl,
      allowedHosts: serviceNow.allowedHosts,
      authentication: serviceNow.authentication,
      importSetTable: serviceNow.importSetTable,
      clock,
      requestTimeoutMs: settings.timing.requestTimeoutMs,
      concurrency: settings.serviceNowConcurrency,
    });
  } catch (error) {
    // Not thrown on: the webhook would answer every alert with this, and Azure Monitor repeats only after 503.
    if (!(error instanceof BridgeError)) throw error;
    const { refusedChecks } = await import("../adapters/servicenow/check/serviceNowChecks.ts");
    return refusedGateway(error, refusedChecks(error, clock));
  }
}
