import type { CallObserver } from "../delivery/ports.ts";
import { BridgeError } from "../failures/bridgeError.ts";
import type { ErrorCode } from "../failures/catalogue.ts";
import { authoriseAnew } from "./authoriseAnew.ts";
import type { Authorizer } from "./authorizer.ts";
import { withoutAccess } from "./issuedTokens.ts";
import { leasedTokens, type ReadTokens, type WriteTokens } from "./leasedTokens.ts";
import { learnRefreshLifespan } from "./refreshLifespan.ts";
import { renewAhead, type RenewedAhead } from "./renewAhead.ts";
import { requestsFor, requestTokens, revokeAll, unauthorised } from "./requestTokens.ts";
import type { AcceptTokens, TokenRequest } from "./tokenIssuer.ts";
import { leaseMs, type TokenParts } from "./tokenParts.ts";
import { type TokenTimes, tokenTimes } from "./tokenTimes.ts";
import type { TokenSet } from "./tokenStore.ts";

export type { RenewedAhead, TokenTimes };

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
   * A partner gives the same refresh token again while it lives. One that ends soon is revoked, and another one asked for:
   * with a password at once; a code counts once, so that the result says `isWantedAgain`, and the next code is given with
   * `replaces`, which revokes beforehand.
   *
   * Throws BridgeError; what was there before stays then, unless nobody can open it any more.
   */
  authorise(
    request: TokenRequest,
    observe: CallObserver,
    accept?: AcceptTokens,
    how?: { readonly replaces?: boolean },
  ): Promise<{ readonly isWantedAgain: boolean }>;
  /** Told how long refresh tokens live, as the partner says: their end is forecast by that. Throws BridgeError. */
  learnRefreshLifespan(lifespanMs: number): Promise<void>;
  /** For the timer: renews what is about to end. Throws BridgeError only for what may pass (storage, the network). */
  renewAhead(observe: CallObserver): Promise<RenewedAhead>;
  /** Revokes every token at the partner, and removes them here, whether the partner answers or not, and even if they cannot be opened. */
  forget(observe: CallObserver): Promise<Forgotten>;
  times(): Promise<TokenTimes>;
};

type Access = NonNullable<TokenSet["access"]>;

/** A token is renewed so long before it ends, so that it does not end on its way. */
const marginMs = 30_000;
/** After a renewal ahead of time that failed, the token that is still good is used for so long before the next one. */
const againAfterMs = 5_000;

/**
 * Access by tokens. They are looked for in this process first, then in the store that all instances share; only then, and by
 * one instance at a time, the partner is asked. If the store is away, a process goes on with what it has until that ends.
 */
export function makeConnectionTokens(parts: TokenParts): ConnectionTokens {
  const { connection, issuer, clock, log } = parts;
  const { name } = connection;
  const leased = leasedTokens({ ...parts, leaseMs, replacesUnreadable: issuer.needsNobody });
  let held: { readonly header: string; readonly access: Access; readonly renewAtMs: number } | undefined;
  let refreshToken: string | undefined;
  const underWay = new Map<string | undefined, Promise<string | undefined>>();

  function hold(set: TokenSet): string | undefined {
    refreshToken = set.refresh?.token;
    const { access } = set;
    if (access === undefined) {
      held = undefined;
      return undefined;
    }
    const endsAtMs = Date.parse(access.endsUtc);
    const isShort = endsAtMs - Date.parse(access.obtainedUtc) <= marginMs;
    const renewAtMs = access.isGivenAgain === true || isShort ? endsAtMs : endsAtMs - marginMs;
    held = { header: `Bearer ${access.token}`, access, renewAtMs };
    return held.header;
  }

  /** What the store has, if it is good enough: from another instance, or from before this process began. */
  function fromStore({ tokens }: ReadTokens, rejected: string | undefined): string | undefined {
    const { access } = tokens;
    if (access === undefined || Date.parse(access.endsUtc) <= clock.nowMs()) return undefined;
    if (rejected !== undefined) return `Bearer ${access.token}` === rejected ? undefined : hold(tokens);
    const header = hold(tokens);
    return held !== undefined && clock.nowMs() < held.renewAtMs ? header : undefined;
  }

  /** Asks the partner. Returns undefined if it gives the rejected one again: then nobody is to use that any more. */
  async function ask(
    there: TokenSet,
    write: WriteTokens,
    rejected: string | undefined,
    observe: CallObserver,
  ): Promise<string | undefined> {
    const requests = requestsFor(there, issuer.needsNobody);
    if (requests.length === 0) throw unauthorised(name);
    const set = await requestTokens(parts, { tokens: there, write }, { requests }, observe);
    if (`Bearer ${set.access?.token ?? ""}` !== rejected) return hold(set);
    const without = withoutAccess(set);
    await write.surely(without);
    hold(without);
    return undefined;
  }

  /** One at a time in this process, and in turn with the others. `rejected`: a header that is no good any more. */
  function obtain(rejected: string | undefined, observe: CallObserver): Promise<string | undefined> {
    const already = underWay.get(rejected);
    if (already !== undefined) return already;
    const obtaining = leased
      .inTurn<{ readonly header: string | undefined }>(
        (read) => {
          const header = fromStore(read, rejected);
          return header === undefined ? undefined : { header };
        },
        async ({ tokens }, write) => ({ header: await ask(tokens, write, rejected, observe) }),
      )
      .then(({ header }) => header)
      .finally(() => underWay.delete(rejected));
    underWay.set(rejected, obtaining);
    return obtaining;
  }

  /** A token that is still good is used up to its end if there is no newer one to be had. */
  async function headerAhead(observe: CallObserver): Promise<string> {
    try {
      const header = await obtain(undefined, observe);
      if (header === undefined) throw new Error("Only a header that was rejected is not given again");
      return header;
    } catch (error) {
      if (!(error instanceof BridgeError)) throw error;
      const nowMs = clock.nowMs();
      if (held === undefined || Date.parse(held.access.endsUtc) <= nowMs) throw error;
      held = { ...held, renewAtMs: Math.min(nowMs + againAfterMs, Date.parse(held.access.endsUtc)) };
      const { code, detail } = error;
      log("tokens.notRenewed", { connection: name, code, detail, accessEndsUtc: held.access.endsUtc });
      return held.header;
    }
  }

  return {
    header(observe) {
      if (held !== undefined && clock.nowMs() < held.renewAtMs) return held.header;
      return headerAhead(observe);
    },
    async renewedHeader(rejected, observe) {
      await underWay.get(undefined)?.catch(() => undefined);
      if (held !== undefined && held.header !== rejected) return held.header;
      return obtain(rejected, observe);
    },
    secrets: () =>
      [...issuer.secrets(), held?.access.token, refreshToken].filter((secret) => secret !== undefined),
    authorise(request, observe, accept, how) {
      return leased.inTurn(
        () => undefined,
        async (read, write) => {
          const given = await authoriseAnew(parts, { ...read, write }, { request, accept, ...how }, observe);
          hold(given.set);
          return { isWantedAgain: given.isWantedAgain };
        },
        { replacesUnreadable: true },
      );
    },
    learnRefreshLifespan: (lifespanMs) => learnRefreshLifespan({ leased, connection, log }, lifespanMs),
    renewAhead: (observe) => renewAhead({ ...parts, leased, hold }, observe),
    async forget(observe) {
      return leased.inTurn<Forgotten>(
        () => undefined,
        async ({ tokens, unreadable }) => {
          const all = [tokens.access?.token, tokens.refresh?.token, tokens.formerRefreshToken];
          const known = all.filter((token) => token !== undefined);
          const failures = await revokeAll(parts, known, observe);
          await leased.forget();
          held = undefined;
          refreshToken = undefined;
          const notRevoked = unreadable === undefined ? failures : [...failures, unreadable];
          return {
            revoked: known.length - failures.length,
            notRevoked: notRevoked.map(({ code, detail }) => ({ code, detail })),
          };
        },
        { replacesUnreadable: true },
      );
    },
    async times() {
      const { tokens } = await leased.read();
      return tokenTimes(tokens, issuer);
    },
  };
}
