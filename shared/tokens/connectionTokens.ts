import type { CallObserver } from "../delivery/ports.ts";
import type { ErrorCode } from "../failures/catalogue.ts";
import type { Authorizer } from "./authorizer.ts";
import type { AcceptTokens, TokenRequest } from "./tokenIssuer.ts";

/** What the timer did about a connection's tokens. */
export type RenewedAhead =
  | { readonly kind: "renewed"; readonly what: "accessToken" | "refreshToken" }
  | {
      readonly kind: "nothingToDo";
      /** `good`: long enough still; `sameToken`: the partner gives no other before its end; `noTokens`: Basic. */
      readonly because: "good" | "sameToken" | "noTokens" | "othersRenew";
    }
  | {
      readonly kind: "needsPerson";
      /** Null: it has happened already. */
      readonly byUtc: string | null;
      readonly code: ErrorCode;
      readonly detail: string;
    };

/** What is known of a connection's tokens; nothing secret. */
export type TokenTimes = {
  /** Whether there is something to work with, or the bridge can get it without a person. */
  readonly isAuthorised: boolean;
  /** Whether the grant works without a person. */
  readonly needsNobody: boolean;
  readonly accessEndsUtc: string | null;
  /** When this very refresh token was first seen. */
  readonly refreshSinceUtc: string | null;
  readonly refreshEndsUtc: string | null;
  /** What was refused last, and not accepted since. */
  readonly refused: {
    readonly code: ErrorCode;
    readonly detail: string;
    readonly atUtc: string;
    readonly attempts: number;
  } | null;
  /** How far the partner's clock is ahead of ours (negative: behind), as its last answer said; null: not known. */
  readonly partnerClockAheadMs: number | null;
};

export type Forgotten = {
  readonly revoked: number;
  /** Tokens that could not be revoked at the partner: they end by themselves. */
  readonly notRevoked: readonly { readonly code: ErrorCode; readonly detail: string }[];
};

/** Access to one connection, whatever its grant; all instances of the bridge share what is behind it. */
export type ConnectionTokens = Authorizer & {
  /**
   * Gets tokens with what a person has given (a code, a password that is kept nowhere), or with the grant itself, and
   * keeps them in place of those that are there. `accept` looks at them first; see AcceptTokens.
   *
   * Throws BridgeError; what was there before stays then.
   */
  authorise(request: TokenRequest, observe: CallObserver, accept?: AcceptTokens): Promise<void>;
  /** For the timer: renews what is about to end. Throws BridgeError only for what may pass (storage, the network). */
  renewAhead(observe: CallObserver): Promise<RenewedAhead>;
  /** Revokes every token at the partner, and removes them here, whether the partner answers or not. */
  forget(observe: CallObserver): Promise<Forgotten>;
  times(): Promise<TokenTimes>;
};
