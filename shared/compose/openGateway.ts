import type { ServiceNowGateway } from "../adapters/servicenow/serviceNowGateway.ts";
import type { Settings } from "../config/settings.ts";
import { type Connection, hasRefreshTokens } from "../connections/connection.ts";
import { BridgeError } from "../failures/bridgeError.ts";
import type { ConnectionTokens } from "../tokens/connectionTokens.ts";
import { openTokens, type OpenTokensParts } from "./openTokens.ts";
import { refusedGateway, refusedTokens } from "./refusedGateway.ts";

export type OpenGateway = {
  readonly gateway: ServiceNowGateway;
  readonly tokens: ConnectionTokens;
};

/** One that may not be opened refuses every call with the reason. */
export async function openGateway(
  connection: Connection,
  settings: Pick<Settings, "timing" | "serviceNowConcurrency">,
  parts: Omit<OpenTokensParts, "requestTimeoutMs">,
): Promise<OpenGateway> {
  const { serviceNowGateway } = await import("../adapters/servicenow/serviceNowGateway.ts");
  const { requestTimeoutMs } = settings.timing;
  const { instanceUrl, allowedHosts, importSetTable, grant } = connection;
  try {
    const tokens = await openTokens(connection, { ...parts, requestTimeoutMs });
    const gateway = serviceNowGateway({
      instanceUrl,
      allowedHosts,
      authorizer: tokens,
      userName: connection.integrationUser ?? (grant.kind === "basic" ? grant.userName : null),
      importSetTable: importSetTable ?? undefined,
      clientId: hasRefreshTokens(grant) ? grant.clientId : undefined,
      clock: parts.clock,
      requestTimeoutMs,
      concurrency: settings.serviceNowConcurrency,
    });
    const close = async () => {
      await Promise.all([gateway.close(), tokens.close()]);
    };
    return { gateway: { ...gateway, close }, tokens };
  } catch (error) {
    // Not thrown on: the webhook would answer every alert with this, and Azure Monitor repeats only after 503.
    if (!(error instanceof BridgeError)) throw error;
    const { refusedChecks } = await import("../adapters/servicenow/check/serviceNowChecks.ts");
    const gateway = refusedGateway(error, refusedChecks(error, parts.clock));
    return { gateway, tokens: refusedTokens(error) };
  }
}
