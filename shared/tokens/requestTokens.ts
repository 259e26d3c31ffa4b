import type { CallObserver } from "../delivery/ports.ts";
import { BridgeError } from "../failures/bridgeError.ts";
import { isTokenRefusal } from "./credentialCodes.ts";
import { withIssued, withoutFormer } from "./issuedTokens.ts";
import type { ReadTokens, WriteTokens } from "./leasedTokens.ts";
import {
  attemptsForPerson,
  attemptsNow,
  type Showable,
  withBegun,
  withoutBegun,
  withRefusal,
  withWrongLogin,
} from "./tokenAttempts.ts";
import type { AcceptTokens, IssuedTokens, TokenRequest } from "./tokenIssuer.ts";
import type { TokenParts } from "./tokenParts.ts";
import type { TokenSet } from "./tokenStore.ts";

type Wish = {
  /** Each one may help where the former did not. Not empty. */
  readonly requests: readonly TokenRequest[];
  readonly accept?: AcceptTokens | undefined;
  /** A person wants it now. */
  readonly isWanted?: boolean;
};

/**
 * Asks for tokens, in turn (see LeasedTokens), as often as is allowed, and stores what comes of it: what is tried before it
 * is tried, new tokens before they are used. Throws BridgeError.
 */
export async function requestTokens(
  parts: TokenParts,
  { tokens, write }: { readonly tokens: ReadTokens["tokens"]; readonly write: WriteTokens },
  { requests, accept, isWanted = false }: Wish,
  observe: CallObserver,
): Promise<TokenSet> {
  const { issuer, clock, log, connection } = parts;
  const showables = await showablesOf(parts, requests);
  const nowMs = clock.nowMs();
  const attempts = isWanted
    ? attemptsForPerson(tokens, showables, nowMs)
    : attemptsNow(tokens, showables, { nowMs, restUntil: await restOf(parts, tokens) });
  if (attempts.kind === "notNow") throw attempts.error;

  let set = tokens;
  let refusal: BridgeError | undefined;
  for (const shown of attempts.show) {
    const { request, account } = shown;
    if (set.partnerClockAheadMs !== undefined) issuer.partnerClock?.know(set.partnerClockAheadMs);
    set = withBegun(set, shown, { nowMs: clock.nowMs(), showables });
    await write(set);
    const askedAtMs = clock.nowMs();
    try {
      const issued = await issuer.request(request, observe);
      await accept?.(issued, observe).catch(async (error: unknown) => {
        await revokeAll(parts, newOnes(issued, tokens), observe);
        throw error;
      });
      const { refreshTokenLifespanMs } = connection;
      const next = withPartnerClock(
        parts,
        withIssued(set, { request, account, issued, askedAtMs, refreshTokenLifespanMs }),
      );
      await write.surely(next);
      log("tokens.issued", {
        connection: connection.name,
        by: request.by,
        isGivenAgain: next.access?.isGivenAgain ?? false,
        accessEndsUtc: next.access?.endsUtc,
      });
      return await revokeFormer(parts, { former: set.formerRefreshToken, next, request, write }, observe);
    } catch (error) {
      if (!(error instanceof BridgeError)) throw error;
      if (!isTokenRefusal(error.code)) {
        await write.surely(withPartnerClock(parts, withoutBegun(set)));
        throw error;
      }
      refusal = refusalFor(request, error, issuer.needsNobody);
      const { code, detail } = refusal;
      set =
        request.by === "password" || request.by === "code"
          ? withWrongLogin(withoutBegun(set), shown, clock.nowMs())
          : withRefusal(set, { shown, error: refusal }, { nowMs: clock.nowMs(), showables });
      set = withPartnerClock(parts, set);
      await write.surely(set);
      log("tokens.refused", { connection: connection.name, by: request.by, code, detail });
    }
  }
  throw refusal ?? new Error("There was nothing to ask with");
}

/** ServiceNow gives the same tokens again to the same account: those that are in use stay. */
function newOnes(issued: IssuedTokens, { access, refresh }: TokenSet): readonly (string | undefined)[] {
  return [issued.refreshToken, issued.accessToken].filter(
    (token) => token !== access?.token && token !== refresh?.token,
  );
}

export async function showablesOf(
  { issuer, accountOf }: Pick<TokenParts, "issuer" | "accountOf">,
  requests: readonly TokenRequest[],
): Promise<readonly Showable[]> {
  return Promise.all(
    requests.map(async (request) => ({
      request,
      fingerprint: await issuer.fingerprint(request),
      account: accountOf(request),
    })),
  );
}

/** What the bridge has to ask with, the cheapest first. */
export function requestsFor({ refresh }: TokenSet, needsNobody: boolean): readonly TokenRequest[] {
  return [
    ...(refresh === undefined ? [] : [{ by: "refreshToken", refreshToken: refresh.token } as const]),
    ...(needsNobody ? [{ by: "grant" } as const] : []),
  ];
}

export function unauthorised(connection: string): BridgeError {
  return new BridgeError(
    "CONNECTION_UNAUTHORISED",
    `Nobody has signed in for "${connection}" yet: bridge connections authorize ${connection}`,
  );
}

/** Asked for only where something was refused: it costs a read. */
export async function restOf({ restUntil }: Pick<TokenParts, "restUntil">, set: TokenSet) {
  return set.refused === undefined && set.begun === undefined ? undefined : restUntil();
}

/** A refresh token that is dead has a code of its own, if nothing but a person can replace it. */
function refusalFor(request: TokenRequest, error: BridgeError, needsNobody: boolean): BridgeError {
  const isAboutToken =
    error.code === "SERVICENOW_TOKEN_REFUSED" || error.code === "SERVICENOW_GRANT_REJECTED";
  return request.by === "refreshToken" && isAboutToken && !needsNobody
    ? error.with({ code: "REFRESH_TOKEN_INVALID" })
    : error;
}

/** Once a different one has worked, the former refresh token is revoked; until then it might still be needed. */
async function revokeFormer(
  parts: TokenParts,
  done: {
    readonly former: string | undefined;
    readonly next: TokenSet;
    readonly request: TokenRequest;
    readonly write: WriteTokens;
  },
  observe: CallObserver,
): Promise<TokenSet> {
  const { former, next, request, write } = done;
  if (former === undefined) return next;
  const isReplaced = next.formerRefreshToken !== former;
  const hasOtherWorked = request.by === "refreshToken" && request.refreshToken !== former;
  if (!isReplaced && !hasOtherWorked) return next;
  const [failure] = await revokeAll(parts, [former], observe);
  if (failure !== undefined && !isReplaced) return next;
  const { name } = parts.connection;
  logFormer(parts, failure, name);
  if (isReplaced) return next;
  const without = withoutFormer(next);
  await write.surely(without);
  return without;
}

function logFormer(parts: TokenParts, failure: BridgeError | undefined, connection: string): void {
  if (failure === undefined) parts.log("tokens.formerRevoked", { connection });
  else parts.log("tokens.formerNotRevoked", { connection, code: failure.code, detail: failure.detail });
}

/** Returns what could not be done; the tokens end by themselves. */
export async function revokeAll(
  { issuer }: Pick<TokenParts, "issuer">,
  tokens: readonly (string | undefined)[],
  observe: CallObserver,
): Promise<readonly BridgeError[]> {
  const failures: BridgeError[] = [];
  for (const token of tokens) {
    if (token === undefined) continue;
    try {
      await issuer.revoke(token, observe);
    } catch (error) {
      if (!(error instanceof BridgeError)) throw error;
      failures.push(error);
    }
  }
  return failures;
}

/** Small differences are the network's. */
const noticedMs = 5_000;

function withPartnerClock({ issuer }: TokenParts, set: TokenSet): TokenSet {
  const aheadMs = issuer.partnerClock?.aheadMs();
  if (aheadMs === undefined) return set;
  const { partnerClockAheadMs: known } = set;
  if (known !== undefined && Math.abs(known - aheadMs) < noticedMs) return set;
  return { ...set, partnerClockAheadMs: aheadMs };
}
