import type { ErrorCode } from "../failures/catalogue.ts";

/** The tokens of one connection, shared by all instances of the bridge; sealed where they are stored. */
export type TokenSet = {
  readonly v: 1;
  readonly connection: string;
  /** Where and as whom (accessIdentity.ts): a connection that has become another one does not use them. */
  readonly grantedFor?: string;
  readonly access?: {
    readonly token: string;
    readonly obtainedUtc: string;
    readonly endsUtc: string;
    /** The partner gave the same one again when it was asked ahead of time: it is used up to its end. */
    readonly isGivenAgain?: true;
  };
  readonly refresh?: {
    readonly token: string;
    /** When this very token was first seen: ServiceNow does not prolong it. */
    readonly sinceUtc: string;
    readonly endsUtc: string;
    /** Since it was given, the partner has said how long it lives: its end is no guess any more. */
    readonly isLifespanRead?: true;
    /** The bridge has revoked it, so as to get another: it has ended, unless the partner gives it again. */
    readonly revokedUtc?: string;
  };
  /** How long refresh tokens live, as the partner said last; left out: it never did. */
  readonly refreshLifespanMs?: number;
  /** Of a former sign-in, to be revoked once the new one has worked. One that the partner has rotated has ended by that. */
  readonly formerRefreshToken?: string;
  /** What was last refused, and how often in a row: the same is not tried again by another instance. */
  readonly refused?: {
    readonly code: ErrorCode;
    readonly detail: string;
    readonly atUtc: string;
    readonly attempts: number;
    /** Says whether the credentials are still the same, and nothing of what they are. */
    readonly fingerprint: string;
  };
  /** What is being shown to the partner, or was by processes that died over it: refused, as far as anybody knows. */
  readonly begun?: { readonly atUtc: string; readonly fingerprint: string; readonly times: number };
  /**
   * Logins that were refused of late, whoever made them: five within a quarter of an hour lock the account. They are the
   * account's (accountShown.ts): they outlive the tokens, and a change of the connection.
   */
  readonly wrongLogins?: readonly { readonly account: string; readonly atUtc: string }[];
  /** Basic: what the partner accepted last, so that no other instance has to try it alone. */
  readonly accepted?: { readonly atUtc: string; readonly fingerprint: string };
  /** How far the partner's clock is ahead of ours; negative: behind. */
  readonly partnerClockAheadMs?: number;
  /** The grant itself, tried while a refresh token that was about to end still worked. */
  readonly grantTried?: {
    readonly atUtc: string;
    readonly refused?: {
      readonly code: ErrorCode;
      readonly detail: string;
      /** As above. */
      readonly fingerprint: string;
    };
  };
};

export type StoredTokens = { readonly tokens: TokenSet; readonly version: string };

/**
 * Every method throws BridgeError STORAGE_UNAVAILABLE, and where the key is in Key Vault SECRET_STORE_UNAVAILABLE or
 * SECRET_STORE_FORBIDDEN. `read` throws SECRET_UNREADABLE where the key does not fit or somebody has meddled; what
 * cannot be read can still be removed, and written anew then.
 */
export interface TokenStore {
  read(connection: string): Promise<StoredTokens | undefined>;
  /** Only if the stored set still has the expected version (`undefined`: does not exist). */
  write(
    tokens: TokenSet,
    expectedVersion: string | undefined,
  ): Promise<{ readonly kind: "written"; readonly version: string } | { readonly kind: "conflict" }>;
  /** What is not there is no fault. */
  remove(connection: string): Promise<void>;
  /** The right to renew, for one instance at a time; undefined while another holds it. It ends by itself after `holdMs` (15 to 60 s). */
  lease(connection: string, holdMs: number): Promise<TokenLease | undefined>;
}

/** Neither fails: a lease that has ended by itself, or that cannot be reached, is left to its end. */
export type TokenLease = {
  /** From now on it lasts as long as at first, unless somebody else has it by now: nothing is taken from him. */
  renew(): Promise<void>;
  release(): Promise<void>;
};

/** How long a lease lasts that was asked for so long: whole seconds, within what Blob Storage offers. */
export function leaseMs(holdMs: number): number {
  return Math.min(60, Math.max(15, Math.ceil(holdMs / 1000))) * 1000;
}
