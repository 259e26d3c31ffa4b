import { BridgeError } from "../../failures/bridgeError.ts";
import { accessIdentity } from "../accessIdentity.ts";
import type { AuthorisationParts } from "./authorisationParts.ts";
import { secretHash, secretText } from "./linkSecrets.ts";
import { type Access, obtainAccess } from "./obtainAccess.ts";
import { linkOf, redirectUriOf } from "./publicAddress.ts";
import { refuseIfNotKept } from "./refuseIfNotKept.ts";

/** How long a link counts, and then again for how long a sign-in may take. */
export const linkLifetimeMs = 10 * 60_000;

export type BegunAuthorisation =
  | {
      /** Somebody opens the link in a browser. */
      readonly way: "link";
      readonly connection: string;
      readonly id: string;
      readonly link: string;
      readonly redirectUri: string;
      readonly instanceUrl: string;
      readonly integrationUser: string | null;
      readonly endsUtc: string;
    }
  | {
      /** A user name and a password are wanted, once. */
      readonly way: "password";
      readonly connection: string;
      readonly instanceUrl: string;
      readonly integrationUser: string | null;
    }
  /** The grant needs nobody: it was tried. */
  | ({ readonly way: "done"; readonly connection: string } & Access);

export type BeginWish = {
  readonly who: string;
  /** Where the request reached the bridge, for want of a setting: without a slash at the end. */
  readonly reachedAt: string;
};

/**
 * What it takes to authorise a connection: nothing (then it is done), a password, or a sign-in in a browser.
 * Throws BridgeError CONNECTION_MISSING, SECRET_STORE_MISSING, REDIRECT_URI_REFUSED, and whatever trying brings.
 */
export async function beginAuthorisation(
  parts: AuthorisationParts,
  name: string,
  { who, reachedAt }: BeginWish,
): Promise<BegunAuthorisation> {
  const open = await parts.open(name);
  const { grant, instanceUrl, integrationUser } = open.connection;
  const connection = open.connection.name;
  if (grant.kind === "password" && grant.user === null) {
    refuseIfNotKept(parts, connection);
    return { way: "password", connection, instanceUrl, integrationUser };
  }
  if (grant.kind !== "authorizationCode") {
    const { account, ends } = await obtainAccess(parts, open, { by: "grant" }, { who });
    return { way: "done", connection, account, ends };
  }

  refuseIfNotKept(parts, connection);
  const redirectUri = redirectUriOf(parts.publicUrl ?? reachedAt, connection);
  const nowMs = parts.clock.nowMs();
  const ticket = { id: parts.secret().slice(0, 32), secret: parts.secret() };
  const endsUtc = new Date(nowMs + linkLifetimeMs).toISOString();
  const written = await parts.pending.write(
    {
      v: 1,
      id: ticket.id,
      connection,
      grantedFor: accessIdentity(open.connection),
      who,
      createdAtUtc: new Date(nowMs).toISOString(),
      endsUtc,
      redirectUri,
      linkHash: secretHash(ticket),
      progress: { at: "waiting" },
    },
    undefined,
  );
  if (written.kind === "conflict") throw new BridgeError("STORAGE_UNAVAILABLE", "A link's id was taken");
  parts.log("connection.authorisationBegun", { connection, id: ticket.id });
  return {
    way: "link",
    connection,
    id: ticket.id,
    link: linkOf(redirectUri, secretText(ticket)),
    redirectUri,
    instanceUrl,
    integrationUser,
    endsUtc,
  };
}
