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
  /** A forecast: the partner does not say it of a token. */
  readonly refreshEndsUtc: string | null;
  /** Where the forecast has the lifespan from: the client's record at the partner, or what the connection says; null: there is none. */
  readonly refreshLifespanFrom: "client" | "connection" | null;
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
  { access, refresh, refreshLifespanMs, refused, partnerClockAheadMs }: TokenSet,
  { needsNobody }: Pick<TokenIssuer, "needsNobody">,
): TokenTimes {
  return {
    isAuthorised: needsNobody || access !== undefined || refresh !== undefined,
    needsNobody,
    accessEndsUtc: access?.endsUtc ?? null,
    refreshSinceUtc: refresh?.sinceUtc ?? null,
    refreshEndsUtc: refresh?.revokedUtc ?? refresh?.endsUtc ?? null,
    refreshLifespanFrom:
      refresh === undefined ? null : refreshLifespanMs === undefined ? "connection" : "client",
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
