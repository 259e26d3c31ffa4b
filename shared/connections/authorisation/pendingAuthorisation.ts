import type { ErrorCode } from "../../failures/catalogue.ts";
import type { Account } from "./account.ts";

/** When the access that was got ends, as far as it ends and is known. */
export type AccessEnds = { readonly accessEndsUtc: string | null; readonly refreshEndsUtc: string | null };

/** How far somebody has got who was asked to sign in. */
export type SignInProgress =
  | { readonly at: "waiting" }
  /** The browser was sent to the instance. */
  | { readonly at: "signingIn"; readonly sinceUtc: string }
  /** It came back with a code, which is being exchanged. */
  | { readonly at: "exchanging"; readonly sinceUtc: string }
  | {
      readonly at: "authorised";
      readonly atUtc: string;
      readonly account: Account | null;
      readonly ends: AccessEnds;
    }
  | { readonly at: "failed"; readonly atUtc: string; readonly code: ErrorCode; readonly detail: string };

/**
 * A link by which somebody may authorise a connection in a browser, once. Of what is secret in it only hashes are kept:
 * whoever reads them can neither use the link, nor end a sign-in that another browser has begun.
 */
export type PendingAuthorisation = {
  readonly v: 1;
  /** 32 hex digits; no secret. */
  readonly id: string;
  readonly connection: string;
  /** Where, as which client (accessIdentity.ts) when the link was made: what a browser brings back goes nowhere else. */
  readonly grantedFor: string;
  /** Who asked for the link; for the audit trail. */
  readonly who: string;
  readonly createdAtUtc: string;
  /** From then on neither the link nor the way back counts. */
  readonly endsUtc: string;
  readonly redirectUri: string;
  readonly linkHash: string;
  /** Since the button was pressed: the one browser that may come back, and with which state. */
  readonly browser?: {
    readonly secretHash: string;
    readonly stateHash: string;
    /** Half of what the PKCE verifier is made of; the other half only the browser has. */
    readonly salt: string;
  };
  /** The right account has signed in, and got the refresh token again that ends soon: the next code replaces that. */
  readonly replaces?: true;
  readonly progress: SignInProgress;
};

export type StoredAuthorisation = { readonly pending: PendingAuthorisation; readonly version: string };

/** Shared by all instances, so that a browser may come back to any of them. Every method throws BridgeError STORAGE_UNAVAILABLE. */
export interface PendingAuthorisations {
  read(id: string): Promise<StoredAuthorisation | undefined>;
  /** Only if the stored one still has the expected version (`undefined`: does not exist). */
  write(
    pending: PendingAuthorisation,
    expectedVersion: string | undefined,
  ): Promise<{ readonly kind: "written"; readonly version: string } | { readonly kind: "conflict" }>;
  /** Removes those that ended before a moment. Returns how many. */
  removeEnded(beforeUtc: string): Promise<number>;
}
