import type { CallObserver } from "../delivery/ports.ts";
import type { ReadTokens, WriteTokens } from "./leasedTokens.ts";
import { requestTokens, revokeAll } from "./requestTokens.ts";
import type { AcceptTokens, TokenRequest } from "./tokenIssuer.ts";
import type { TokenParts } from "./tokenParts.ts";
import type { TokenSet } from "./tokenStore.ts";

type Wish = {
  readonly request: TokenRequest;
  readonly accept?: AcceptTokens | undefined;
  /** The refresh token that is there is revoked beforehand, so that the partner gives another one. */
  readonly replaces?: boolean;
};

type Given = {
  readonly set: TokenSet;
  /** The refresh token is the one that ends soon; only another sign-in, with `replaces`, brings a new one. */
  readonly isWantedAgain: boolean;
};

/**
 * Tokens for a person who has just signed in, in turn (see LeasedTokens). ServiceNow gives the refresh token that it has
 * given before until that ends, without prolonging it: whoever authorises a connection because it ends soon would go
 * away with the same end. That token is revoked only once the tokens have been accepted (it is the right account), and only
 * when what brings the next one is at hand. Throws BridgeError.
 */
export async function authoriseAnew(
  parts: TokenParts,
  { tokens, unreadable, write }: ReadTokens & { readonly write: WriteTokens },
  { request, accept, replaces = false }: Wish,
  observe: CallObserver,
): Promise<Given> {
  const wish = { requests: [request], accept, isWanted: true };
  const there = replaces ? await withRefreshRevoked(parts, tokens, observe) : tokens;
  const set = await requestTokens(parts, { tokens: there, write }, wish, observe);
  // Where the former could not be opened, the partner may have given the same, and nobody knows how old it is.
  const isOld = unreadable === undefined ? isOldOne(parts, tokens, set) : set.refresh !== undefined;
  if (replaces || !isOld) return { set, isWantedAgain: false };
  if (request.by === "code") return { set, isWantedAgain: true };
  if (request.by !== "password") return { set, isWantedAgain: false };
  const without = await withRefreshRevoked(parts, set, observe);
  return { set: await requestTokens(parts, { tokens: without, write }, wish, observe), isWantedAgain: false };
}

/** What there is once the refresh token is revoked: if nothing takes its place, it has ended now. */
async function withRefreshRevoked(
  parts: TokenParts,
  tokens: TokenSet,
  observe: CallObserver,
): Promise<TokenSet> {
  const { refresh } = tokens;
  if (refresh === undefined || (await revokeAll(parts, [refresh.token], observe)).length > 0) return tokens;
  return { ...tokens, refresh: { ...refresh, revokedUtc: new Date(parts.clock.nowMs()).toISOString() } };
}

const mostLeftMs = 30 * 24 * 60 * 60_000;

/** The same as before, and it ends in a time in which the end is warned of, or has lived for half of its life. */
function isOldOne({ clock }: TokenParts, before: TokenSet, { refresh }: TokenSet): boolean {
  if (refresh === undefined || refresh.token !== before.refresh?.token) return false;
  const endsAtMs = Date.parse(refresh.endsUtc);
  const lifespanMs = endsAtMs - Date.parse(refresh.sinceUtc);
  return endsAtMs - clock.nowMs() <= Math.min(mostLeftMs, lifespanMs / 2);
}
