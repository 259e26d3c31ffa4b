import { BridgeError } from "../../failures/bridgeError.ts";
import type { AuthorisationParts } from "./authorisationParts.ts";
import { type Access, obtainAccess } from "./obtainAccess.ts";
import { refuseIfNotKept } from "./refuseIfNotKept.ts";

export type PasswordWish = {
  readonly userName: string;
  /** Sent to the instance once, and kept nowhere. */
  readonly password: string;
  readonly who: string;
};

/**
 * Authorises a connection with a user name and a password, which serve to get tokens and are then forgotten. Throws
 * BridgeError REQUEST_INVALID for a grant that has no use for them, and SECRET_STORE_MISSING.
 */
export async function authoriseWithPassword(
  parts: AuthorisationParts,
  name: string,
  { userName, password, who }: PasswordWish,
): Promise<{ readonly connection: string } & Access> {
  const open = await parts.open(name);
  const { grant } = open.connection;
  if (grant.kind !== "password" && grant.kind !== "authorizationCode") {
    throw new BridgeError(
      "REQUEST_INVALID",
      `A connection with the grant ${grant.kind} takes no user name and password`,
    );
  }
  if (grant.clientSecret === null) {
    throw new BridgeError(
      "REQUEST_INVALID",
      "ServiceNow gives a client without a secret no token for a password",
    );
  }
  refuseIfNotKept(parts, open.connection.name);
  const { account, ends } = await obtainAccess(parts, open, { by: "password", userName, password }, { who });
  return { connection: open.connection.name, account, ends };
}
