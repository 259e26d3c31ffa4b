import { createHash } from "node:crypto";

import type { TokenRequest } from "../tokens/tokenIssuer.ts";
import { accessIdentity } from "./accessIdentity.ts";
import type { Connection, ConnectionGrant } from "./connection.ts";

/**
 * Whose login a request is: what goes wrong with it brings that account, and no other, nearer to its lock. A grant that
 * names no user is an account of its own. Names nobody: it outlives the tokens, and their connection.
 */
export function accountShown(
  connection: Pick<Connection, "instanceUrl" | "grant" | "integrationUser">,
  request: TokenRequest,
): string {
  const userName = request.by === "password" ? request.userName : userOf(connection.grant);
  if (userName === undefined) return hashOf(accessIdentity(connection));
  // ServiceNow does not tell case apart.
  return hashOf(JSON.stringify([connection.instanceUrl, userName.trim().toLowerCase()]));
}

function hashOf(account: string): string {
  return createHash("sha256").update(account).digest("base64url");
}

function userOf(grant: ConnectionGrant): string | undefined {
  if (grant.kind === "basic") return grant.userName;
  return grant.kind === "password" ? grant.user?.userName : undefined;
}
