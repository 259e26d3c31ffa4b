import type { ServiceNowGateway } from "../adapters/servicenow/serviceNowGateway.ts";
import { refusedWorkItems } from "../delivery/refusedWorkItems.ts";
import type { BridgeError } from "../failures/bridgeError.ts";
import type { ConnectionTokens } from "../tokens/connectionTokens.ts";

/**
 * Stands in for a connection that cannot be opened: every call is refused for the same reason, so that alerts are
 * taken in all the same and wait as dead letters that say what to correct.
 */
export function refusedGateway(reason: BridgeError, checks: ServiceNowGateway["checks"]): ServiceNowGateway {
  const refuse = () => Promise.reject(reason);
  const workItems = refusedWorkItems(reason);
  return {
    ...workItems,
    rehearsing: workItems,
    configuration: { refreshTokenLifespanMs: refuse, templates: refuse, choices: refuse, groups: refuse },
    probe: refuse,
    whoAmI: refuse,
    checks,
    close: () => Promise.resolve(),
  };
}

/** The same for its tokens. */
export function refusedTokens(reason: BridgeError): ConnectionTokens {
  const refuse = () => Promise.reject(reason);
  return {
    header: refuse,
    renewedHeader: refuse,
    secrets: () => [],
    authorise: refuse,
    learnRefreshLifespan: refuse,
    renewAhead: refuse,
    forget: refuse,
    times: refuse,
  };
}
