import { BridgeError } from "../../failures/bridgeError.ts";
import { accessIdentity } from "../accessIdentity.ts";
import type { Connection } from "../connection.ts";
import type { AuthorisableConnection, AuthorisationParts } from "./authorisationParts.ts";
import { linkLifetimeMs } from "./beginAuthorisation.ts";
import {
  codeChallenge,
  codeVerifier,
  isAuthorisationId,
  readSecret,
  type Secret,
  secretHash,
  secretText,
} from "./linkSecrets.ts";
import type { PendingAuthorisation, StoredAuthorisation } from "./pendingAuthorisation.ts";
import { refuseIfNotKept } from "./refuseIfNotKept.ts";

/** What a browser shows of itself. */
export type Visitor = {
  /** Of the link. */
  readonly ticket: string | null;
  /** Without a ticket: the id of a link that this browser has pressed the button of before. */
  readonly again: string | null;
  /** Value of the bridge's cookie of this name, if the browser sent it. */
  readonly cookie: (name: string) => string | undefined;
};

export type AskView = {
  readonly connection: Connection;
  readonly redirectUri: string;
  readonly endsUtc: string;
};

export type BegunSignIn = {
  /** At the instance. */
  readonly location: string;
  readonly cookie: {
    readonly name: string;
    readonly value: string;
    readonly path: string;
    readonly maxAgeS: number;
    readonly isSecure: boolean;
  };
};

/** The browser that presses the button first is the only one that may come back. */
export function cookieName(id: string): string {
  return `bridge-authorisation-${id}`;
}

/**
 * What somebody with a link is asked. Looking changes nothing, so that a chat program's preview does not use the link up.
 * Throws BridgeError AUTHORISATION_STATE_INVALID, AUTHORISATION_EXPIRED, CONNECTION_MISSING.
 */
export async function viewLink(parts: AuthorisationParts, name: string, visitor: Visitor): Promise<AskView> {
  const { pending } = await admitted(parts, name, visitor);
  const { connection } = await openUnchanged(parts, pending);
  return { connection, redirectUri: pending.redirectUri, endsUtc: pending.endsUtc };
}

/**
 * The button was pressed: from now on the link belongs to this browser, which may begin anew until it has succeeded or
 * time is over. Throws BridgeError AUTHORISATION_STATE_INVALID, AUTHORISATION_EXPIRED, CONNECTION_MISSING.
 */
export async function beginSignIn(
  parts: AuthorisationParts,
  name: string,
  visitor: Visitor,
): Promise<BegunSignIn> {
  const { pending, version } = await admitted(parts, name, visitor);
  const { connection } = await openUnchanged(parts, pending);
  refuseIfNotKept(parts, connection.name);
  const nowMs = parts.clock.nowMs();
  const browser: Secret = browserOf(pending, visitor) ?? { id: pending.id, secret: parts.secret() };
  const state: Secret = { id: pending.id, secret: parts.secret() };
  const salt = parts.secret();
  const written = await parts.pending.write(
    {
      ...pending,
      endsUtc: new Date(nowMs + linkLifetimeMs).toISOString(),
      browser: { secretHash: secretHash(browser), stateHash: secretHash(state), salt },
      progress: { at: "signingIn", sinceUtc: new Date(nowMs).toISOString() },
    },
    version,
  );
  if (written.kind === "conflict") throw stateInvalid("The link was used twice at the same moment");
  const { pathname, protocol } = new URL(pending.redirectUri);
  return {
    location: parts.signInUrl(connection, {
      redirectUri: pending.redirectUri,
      state: secretText(state),
      codeChallenge: codeChallenge(codeVerifier(browser, salt)),
    }),
    cookie: {
      name: cookieName(pending.id),
      value: secretText(browser),
      path: pathname.replace(/authorized$/, ""),
      maxAgeS: linkLifetimeMs / 1000,
      isSecure: protocol === "https:",
    },
  };
}

/** The pending authorisation whose own browser this is. */
export function browserOf(
  pending: PendingAuthorisation,
  { cookie }: Pick<Visitor, "cookie">,
): Secret | undefined {
  const browser = readSecret(cookie(cookieName(pending.id)));
  if (browser?.id !== pending.id || pending.browser === undefined) return undefined;
  return secretHash(browser) === pending.browser.secretHash ? browser : undefined;
}

/**
 * The connection of a link, as long as it leads where it led when the link was made. Throws BridgeError
 * AUTHORISATION_STATE_INVALID, CONNECTION_MISSING.
 */
export async function openUnchanged(
  parts: Pick<AuthorisationParts, "open">,
  pending: PendingAuthorisation,
): Promise<AuthorisableConnection> {
  const open = await parts.open(pending.connection);
  if (accessIdentity(open.connection) === pending.grantedFor) return open;
  throw stateInvalid(
    `"${pending.connection}" has another instance, client or way of signing in than when the link was made`,
  );
}

export function stateInvalid(detail: string): BridgeError {
  return new BridgeError("AUTHORISATION_STATE_INVALID", detail);
}

export function refuseExpired({ endsUtc, progress }: PendingAuthorisation, nowMs: number): void {
  if (nowMs < Date.parse(endsUtc) || progress.at === "authorised") return;
  throw new BridgeError("AUTHORISATION_EXPIRED", `It counted until ${endsUtc}`);
}

/** By its link, or, for the browser that the link belongs to, by its id. */
async function admitted(
  parts: AuthorisationParts,
  name: string,
  visitor: Visitor,
): Promise<StoredAuthorisation> {
  const stored =
    visitor.ticket === null ? await byBrowser(parts, visitor) : await byTicket(parts, visitor.ticket);
  if (stored?.pending.connection !== name)
    throw stateInvalid("No such link was given out, or it has long been over");
  const { pending } = stored;
  if (pending.progress.at === "authorised") throw stateInvalid("The link has done its work");
  if (pending.browser !== undefined && browserOf(pending, visitor) === undefined) {
    throw stateInvalid("The link is in use in another browser");
  }
  refuseExpired(pending, parts.clock.nowMs());
  if (pending.progress.at === "exchanging")
    throw stateInvalid("The browser has just come back from signing in");
  return stored;
}

async function byTicket(parts: AuthorisationParts, text: string): Promise<StoredAuthorisation | undefined> {
  const ticket = readSecret(text);
  if (ticket === undefined) throw stateInvalid("The address is not a whole link of this bridge");
  const stored = await parts.pending.read(ticket.id);
  return stored?.pending.linkHash === secretHash(ticket) ? stored : undefined;
}

async function byBrowser(
  parts: AuthorisationParts,
  visitor: Visitor,
): Promise<StoredAuthorisation | undefined> {
  const id = visitor.again ?? "";
  if (!isAuthorisationId(id)) throw stateInvalid("The address is not a whole link of this bridge");
  const stored = await parts.pending.read(id);
  return stored?.pending.browser === undefined ? undefined : stored;
}
