import type { TokenRequest } from "../tokens/tokenIssuer.ts";
import { accessIdentity } from "./accessIdentity.ts";
import type { Connection, ConnectionGrant } from "./connection.ts";

/**
 * Whose login a request is: what goes wrong with it brings that account, and no other, nearer to its lock. A grant that
 * names no user is an account of its own.
 */
export function accountShown(
  connection: Pick<Connection, "instanceUrl" | "grant" | "integrationUser">,
  request: TokenRequest,
): string {
  const userName = request.by === "password" ? request.userName : userOf(connection.grant);
  if (userName === undefined) return accessIdentity(connection);
  // ServiceNow does not tell case apart.
  return JSON.stringify([connection.instanceUrl, userName.trim().toLowerCase()]);
}

function userOf(grant: ConnectionGrant): string | undefined {
  if (grant.kind === "basic") return grant.userName;
  return grant.kind === "password" ? grant.user?.userName : undefined;
}
