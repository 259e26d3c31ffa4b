import type { ErrorCode } from "../failures/catalogue.ts";
import type { TokenIssuer } from "./tokenIssuer.ts";
import type { TokenSet } from "./tokenStore.ts";

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

/** What is known of the tokens, without the tokens. */
export function tokenTimes(
  { access, refresh, refused, partnerClockAheadMs }: TokenSet,
  { needsNobody }: Pick<TokenIssuer, "needsNobody">,
): TokenTimes {
  return {
    isAuthorised: needsNobody || access !== undefined || refresh !== undefined,
    needsNobody,
    accessEndsUtc: access?.endsUtc ?? null,
    refreshSinceUtc: refresh?.sinceUtc ?? null,
    refreshEndsUtc: refresh?.endsUtc ?? null,
    refused:
      refused === undefined
        ? null
        : {
            code: refused.code,
            detail: refused.detail,
            atUtc: refused.atUtc,
            attempts: refused.attempts,
          },
    partnerClockAheadMs: partnerClockAheadMs ?? null,
  };
}
