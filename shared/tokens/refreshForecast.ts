import type { TokenSet } from "./tokenStore.ts";

/** The set with the end of its refresh token as far as it is known today: `ownMs` is what the connection says. */
export function withForecast(tokens: TokenSet, ownMs: number): TokenSet {
  const { refresh, refreshLifespanMs = ownMs } = tokens;
  if (refresh === undefined || refresh.isLifespanRead === true) return tokens;
  return { ...tokens, refresh: { ...refresh, endsUtc: endOf(refresh.sinceUtc, refreshLifespanMs) } };
}

/** Of a refresh token that was first seen then. */
export function endOf(sinceUtc: string, lifespanMs: number): string {
  return new Date(Date.parse(sinceUtc) + lifespanMs).toISOString();
}
