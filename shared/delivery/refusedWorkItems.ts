import type { BridgeError } from "../failures/bridgeError.ts";
import type { WorkItemGateway } from "./ports.ts";

/** For a partner that may not be called: every call is refused for the same reason. */
export function refusedWorkItems(reason: BridgeError): WorkItemGateway {
  const refuse = () => Promise.reject(reason);
  return {
    create: refuse,
    addNote: refuse,
    resolve: refuse,
    reopen: refuse,
    find: refuse,
    findByCorrelationId: refuse,
    hasNote: refuse,
  };
}
