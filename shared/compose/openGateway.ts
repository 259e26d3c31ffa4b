import type { ServiceNowGateway } from "../adapters/servicenow/serviceNowGateway.ts";
import type { Settings } from "../config/settings.ts";
import type { Clock } from "../delivery/ports.ts";

/** Undefined if the settings describe no connection. */
export async function openGateway(settings: Settings, clock: Clock): Promise<ServiceNowGateway | undefined> {
  const { serviceNow } = settings;
  if (serviceNow === undefined) return undefined;
  const { serviceNowGateway } = await import("../adapters/servicenow/serviceNowGateway.ts");
  return serviceNowGateway({
    instanceUrl: serviceNow.instanceUrl,
    allowedHosts: serviceNow.allowedHosts,
    authentication: serviceNow.authentication,
    clock,
    requestTimeoutMs: settings.timing.requestTimeoutMs,
    concurrency: settings.serviceNowConcurrency,
  });
}
