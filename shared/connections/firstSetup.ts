import { accessIdentity } from "./accessIdentity.ts";
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
 * Whether a connection may be used before it was ever synchronised: described in settings or in `bridge.json`, and needs
 * nobody. Where `bridge.json` names the integration user, it is asked first whose access it is (syncConnection.ts); the
 * settings name the user whose password they have.
 */
export function isUsableAtOnce({
  grant,
  source,
  integrationUser,
}: Pick<Connection, "grant" | "source" | "integrationUser">): boolean {
  return needsNobody(grant) && (source === "settings" || (source === "file" && integrationUser === null));
}

/** The setup of a connection of which nothing is stored yet, or only what was another's under its name. */
export function firstSetup(connection: Connection, nowUtc: string): ConnectionSetup {
  const { name, grant } = connection;
  const state = isUsableAtOnce(connection) ? "ready" : needsNobody(grant) ? "syncing" : "unauthorised";
  return {
    v: 1,
    connection: name,
    accessIdentity: accessIdentity(connection),
    state,
    changedAtUtc: nowUtc,
    warned: [],
  };
}
