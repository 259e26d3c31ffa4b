import { BridgeError } from "../../failures/bridgeError.ts";
import type { Connection } from "../connection.ts";
import type { AuthorisationParts } from "./authorisationParts.ts";
import { codeVerifier, readSecret, type Secret, secretHash } from "./linkSecrets.ts";
import { type Access, obtainAccess } from "./obtainAccess.ts";
import type { PendingAuthorisation, StoredAuthorisation } from "./pendingAuthorisation.ts";
import {
  beginSignIn,
  type BegunSignIn,
  browserOf,
  openUnchanged,
  refuseExpired,
  stateInvalid,
  type Visitor,
} from "./signIn.ts";

/** What the instance has the browser bring back (RFC 6749, 4.1.2). */
export type BroughtBack = {
  readonly state: string | null;
  readonly code: string | null;
  readonly error: string | null;
  readonly errorDescription: string | null;
};

export type FinishedSignIn =
  | ({ readonly kind: "authorised"; readonly connection: Connection } & Access)
  | {
      readonly kind: "failed";
      readonly connection: Connection;
      readonly problem: BridgeError;
      /** Of the link; its browser may begin anew with it. */
      readonly id: string;
      readonly redirectUri: string;
      readonly signOutUrl: string;
    }
  /** All is well, but for a refresh token that ends soon and was given again: the browser goes to sign in once more. */
  | { readonly kind: "onceMore"; readonly connection: Connection; readonly begun: BegunSignIn }
  /** The same answer was brought before, and is still being looked at. */
  | { readonly kind: "underWay"; readonly connection: Connection };

/**
 * A browser comes back from the instance. Its code counts once; whoever reloads the page sees again what came of it.
 *
 * Throws BridgeError AUTHORISATION_STATE_INVALID and AUTHORISATION_EXPIRED, by which nothing was exchanged,
 * CONNECTION_MISSING and STORAGE_UNAVAILABLE. What fails later is in the result.
 */
export async function finishSignIn(
  parts: AuthorisationParts,
  name: string,
  brought: BroughtBack,
  visitor: Pick<Visitor, "cookie">,
): Promise<FinishedSignIn> {
  const { stored, browser } = await recognised(parts, name, brought, visitor);
  const { pending, version } = stored;
  const open = await openUnchanged(parts, pending);
  const former = formerResult(parts, pending, open.connection);
  if (former !== undefined) return former;
  refuseExpired(pending, parts.clock.nowMs());

  const claimed = await parts.pending.write(
    { ...pending, progress: { at: "exchanging", sinceUtc: nowUtc(parts) } },
    version,
  );
  if (claimed.kind === "conflict") return { kind: "underWay", connection: open.connection };
  try {
    const { isWantedAgain, ...access } = await obtainAccess(
      parts,
      open,
      {
        by: "code",
        code: codeOf(brought),
        codeVerifier: codeVerifier(browser, pending.browser?.salt ?? ""),
        redirectUri: pending.redirectUri,
      },
      { who: pending.who, replaces: pending.replaces ?? false },
    );
    if (isWantedAgain) {
      const progress = { at: "signingIn", sinceUtc: nowUtc(parts) } as const;
      await parts.pending.write({ ...pending, replaces: true, progress }, claimed.version);
      const again = { ...visitor, ticket: null, again: pending.id };
      return { kind: "onceMore", connection: open.connection, begun: await beginSignIn(parts, name, again) };
    }
    await parts.pending.write(
      { ...pending, progress: { at: "authorised", atUtc: nowUtc(parts), ...access } },
      claimed.version,
    );
    return { kind: "authorised", connection: open.connection, ...access };
  } catch (error) {
    const problem = error instanceof BridgeError ? error : new BridgeError("UNEXPECTED", "See the log");
    await parts.pending.write(
      {
        ...pending,
        progress: { at: "failed", atUtc: nowUtc(parts), code: problem.code, detail: problem.detail },
      },
      claimed.version,
    );
    if (problem !== error) throw error;
    return failed(parts, pending, open.connection, problem);
  }
}

async function recognised(
  parts: AuthorisationParts,
  name: string,
  brought: BroughtBack,
  visitor: Pick<Visitor, "cookie">,
): Promise<{ readonly stored: StoredAuthorisation; readonly browser: Secret }> {
  const state = readSecret(brought.state);
  if (state === undefined)
    throw stateInvalid(brought.state ? "The state is not one of this bridge" : "The state is missing");
  const stored = await parts.pending.read(state.id);
  if (stored?.pending.connection !== name) throw stateInvalid("Nobody was sent to sign in with this state");
  if (stored.pending.browser?.stateHash !== secretHash(state)) {
    throw stateInvalid("A newer sign-in was begun with the same link");
  }
  const browser = browserOf(stored.pending, visitor);
  if (browser === undefined)
    throw stateInvalid("The sign-in was begun in another browser, or its cookie is gone");
  return { stored, browser };
}

function formerResult(
  parts: AuthorisationParts,
  pending: PendingAuthorisation,
  connection: Connection,
): FinishedSignIn | undefined {
  const { progress } = pending;
  switch (progress.at) {
    case "authorised":
      return { kind: "authorised", connection, account: progress.account, ends: progress.ends };
    case "failed":
      return failed(parts, pending, connection, new BridgeError(progress.code, progress.detail));
    case "exchanging":
      refuseExpired(pending, parts.clock.nowMs());
      return { kind: "underWay", connection };
    case "waiting":
    case "signingIn":
      return undefined;
    default:
      return progress satisfies never;
  }
}

function failed(
  parts: AuthorisationParts,
  { id, redirectUri }: PendingAuthorisation,
  connection: Connection,
  problem: BridgeError,
): FinishedSignIn {
  return { kind: "failed", connection, problem, id, redirectUri, signOutUrl: parts.signOutUrl(connection) };
}

/** Throws BridgeError AUTHORISATION_DENIED, REDIRECT_URI_REFUSED, AUTHORISATION_REFUSED. */
function codeOf({ code, error, errorDescription }: BroughtBack): string {
  const isError = error !== null && error !== "";
  if (!isError && code !== null && code !== "") return code;
  if (!isError) throw new BridgeError("AUTHORISATION_REFUSED", "The browser came back without a code");
  const said =
    [error, errorDescription ?? ""].map(plain).filter(Boolean).join(": ") || "something unreadable";
  if (error === "access_denied") throw new BridgeError("AUTHORISATION_DENIED", `ServiceNow says ${said}`);
  const isAboutAddress = /redirect/i.test(said);
  throw new BridgeError(
    isAboutAddress ? "REDIRECT_URI_REFUSED" : "AUTHORISATION_REFUSED",
    `ServiceNow says ${said}`,
  );
}

/** It comes in an address, so anybody may have written it. */
function plain(text: string): string {
  return text
    .replace(/[^\p{L}\p{N} .,:;'()_/-]+/gu, " ")
    .trim()
    .slice(0, 200);
}

function nowUtc({ clock }: AuthorisationParts): string {
  return new Date(clock.nowMs()).toISOString();
}
