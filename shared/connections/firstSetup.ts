import type { Connection, ConnectionGrant } from "./connection.ts";
import type { ConnectionSetup } from "./connectionSetup.ts";

/** Whether the bridge gets access with this grant without a person. */
export function needsNobody(grant: ConnectionGrant): boolean {
  switch (grant.kind) {
    case "authorizationCode":
      return false;
    case "password":
      return grant.user !== null;
    case "clientCredentials":
    case "jwtBearer":
    case "entra":
    case "basic":
      return true;
  }
}

/**
 * The setup of a connection of which nothing is stored yet. What is described in settings or in `bridge.json` and needs
 * nobody may be used at once.
 */
export function firstSetup({ name, grant, source }: Connection, nowUtc: string): ConnectionSetup {
  const isUsable = source !== "stored" && needsNobody(grant);
  const state = isUsable ? "ready" : needsNobody(grant) ? "syncing" : "unauthorised";
  return { v: 1, connection: name, state, changedAtUtc: nowUtc, warned: [] };
}
