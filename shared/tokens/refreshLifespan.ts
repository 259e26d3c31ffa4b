import type { LogEvent } from "../delivery/deliveryParts.ts";
import type { LeasedTokens } from "./leasedTokens.ts";
import { endOf } from "./refreshForecast.ts";
import type { TokenSet } from "./tokenStore.ts";

type Parts = {
  readonly leased: Pick<LeasedTokens, "inTurn">;
  readonly connection: { readonly name: string };
  readonly log: LogEvent;
};

/**
 * Keeps how long refresh tokens live, as the partner says. The one that is there has the lifespan that is read first
 * after it was given: its end was fixed then, and what the partner is told later holds for later ones.
 *
 * Throws BridgeError STORAGE_UNAVAILABLE, SECRET_UNREADABLE, CONNECTION_BUSY.
 */
export async function learnRefreshLifespan(
  { leased, connection, log }: Parts,
  lifespanMs: number,
): Promise<void> {
  await leased.inTurn(
    ({ tokens }) => (isKnown(tokens, lifespanMs) ? true : undefined),
    async ({ tokens }, write) => {
      const next = withLifespan(tokens, lifespanMs);
      await write(next);
      log("tokens.lifespanRead", {
        connection: connection.name,
        lifespanMs,
        refreshEndsUtc: next.refresh?.endsUtc,
      });
      return true;
    },
  );
}

function isKnown({ access, refresh, refreshLifespanMs }: TokenSet, lifespanMs: number): boolean {
  // Nobody signed in, or the connection was removed meanwhile.
  if (access === undefined && refresh === undefined) return true;
  return refreshLifespanMs === lifespanMs && (refresh === undefined || refresh.isLifespanRead === true);
}

function withLifespan(tokens: TokenSet, refreshLifespanMs: number): TokenSet {
  const { refresh } = tokens;
  if (refresh === undefined || refresh.isLifespanRead === true) return { ...tokens, refreshLifespanMs };
  const read = {
    ...refresh,
    endsUtc: endOf(refresh.sinceUtc, refreshLifespanMs),
    isLifespanRead: true,
  } as const;
  return { ...tokens, refreshLifespanMs, refresh: read };
}
