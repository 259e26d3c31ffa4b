import { withoutWrongLogins } from "./tokenAttempts.ts";
import type { IssuedTokens, TokenRequest } from "./tokenIssuer.ts";
import type { TokenSet } from "./tokenStore.ts";

type Issued = {
  readonly request: TokenRequest;
  /** Whose login it was (accountShown.ts). */
  readonly account: string;
  readonly issued: IssuedTokens;
  /** When it was asked for: the token's lifetime begins at the partner, after that. */
  readonly askedAtMs: number;
  /** As the connection says; what the partner has said wins. */
  readonly refreshTokenLifespanMs: number;
};

/** The set after tokens were given. What was refused before is over. */
export function withIssued(set: TokenSet, given: Issued): TokenSet {
  const { request, issued, askedAtMs } = given;
  const { refused: _refused, begun: _begun, ...rest } = withoutWrongLogins(set, given);
  const { access: _access, refresh: _refresh, formerRefreshToken: _former, grantTried, ...kept } = rest;
  const endsAtMs = askedAtMs + issued.expiresInMs;
  const isGivenAgain = issued.accessToken === set.access?.token && Date.parse(set.access.endsUtc) > askedAtMs;
  const refresh = refreshAfter(set, given);
  const former = formerAfter(set, refresh, request);
  return {
    ...kept,
    access: {
      token: issued.accessToken,
      obtainedUtc: utc(askedAtMs),
      endsUtc: utc(endsAtMs),
      ...(isGivenAgain ? { isGivenAgain } : {}),
    },
    ...(refresh === undefined ? {} : { refresh }),
    ...(former === undefined ? {} : { formerRefreshToken: former }),
    ...(request.by === "refreshToken" && grantTried !== undefined ? { grantTried } : {}),
  };
}

/** ServiceNow gives the same refresh token until it ends, and does not prolong it by that. */
function refreshAfter(
  { refresh, refused, refreshLifespanMs }: TokenSet,
  { request, issued, askedAtMs, refreshTokenLifespanMs }: Issued,
): TokenSet["refresh"] {
  const { refreshToken: token } = issued;
  if (token === undefined) {
    // One that belongs to another sign-in, or was just refused, is not to be shown again.
    const isGood = request.by === "refreshToken" || (request.by === "grant" && refused === undefined);
    return isGood ? livingOn(refresh) : undefined;
  }
  if (token === refresh?.token) return livingOn(refresh);
  const endsAtMs = askedAtMs + (refreshLifespanMs ?? refreshTokenLifespanMs);
  return { token, sinceUtc: utc(askedAtMs), endsUtc: utc(endsAtMs) };
}

/** It works, or is given again: whatever was said of it, it is not revoked. */
function livingOn(refresh: TokenSet["refresh"]): TokenSet["refresh"] {
  if (refresh === undefined) return undefined;
  const { revokedUtc: _notSo, ...living } = refresh;
  return living;
}

/**
 * What the new refresh token takes the place of; kept until the new one has worked, to be revoked then. One that a server
 * has rotated has ended by that, and to revoke it would end its successor, too, where the whole family goes (RFC 7009,
 * section 2.1; RFC 9700, section 4.14.2).
 */
function formerAfter(set: TokenSet, refresh: TokenSet["refresh"], request: TokenRequest): string | undefined {
  const isReplaced = set.refresh !== undefined && set.refresh.token !== refresh?.token;
  return isReplaced && request.by !== "refreshToken" ? set.refresh.token : set.formerRefreshToken;
}

/** The set without an access token that the partner does not take. */
export function withoutAccess(set: TokenSet): TokenSet {
  const { access: _access, ...rest } = set;
  return rest;
}

/** The set once the former refresh token is done with. */
export function withoutFormer(set: TokenSet): TokenSet {
  const { formerRefreshToken: _former, ...rest } = set;
  return rest;
}

function utc(ms: number): string {
  return new Date(ms).toISOString();
}
