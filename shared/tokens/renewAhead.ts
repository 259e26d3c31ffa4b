import type { CallObserver } from "../delivery/ports.ts";
import { BridgeError } from "../failures/bridgeError.ts";
import type { ErrorCode } from "../failures/catalogue.ts";
import { isTokenRefusal } from "./credentialCodes.ts";
import { withIssued } from "./issuedTokens.ts";
import type { LeasedTokens, ReadTokens, WriteTokens } from "./leasedTokens.ts";
import { requestsFor, requestTokens, restOf, showablesOf } from "./requestTokens.ts";
import { attemptsNow, withBegun, withoutBegun, withWrongLogin } from "./tokenAttempts.ts";
import type { TokenParts } from "./tokenParts.ts";
import type { TokenSet } from "./tokenStore.ts";

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

type Parts = TokenParts & {
  readonly leased: LeasedTokens;
  /** This process goes on with these. */
  readonly hold: (set: TokenSet) => unknown;
};

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
/** An access token that ends before the timer comes again twice. */
const accessAheadMs = 10 * minuteMs;
/** A refresh token that is about to end: the grant is tried, which shows in time whether it still works. */
const grantAheadMs = 7 * dayMs;
/** Once a day is enough: each try is a login. */
const grantAgainMs = dayMs;
/** From here on a person is asked for; the warnings begin as early. */
const personAheadMs = 30 * dayMs;

/** What the timer does. Refusals are an answer (`needsPerson`); throws BridgeError for what may pass. */
export async function renewAhead(parts: Parts, observe: CallObserver): Promise<RenewedAhead> {
  const { leased, issuer, connection } = parts;
  const { tokens } = await leased.read();
  if (requestsFor(tokens, issuer.needsNobody).length === 0) {
    const detail = `Nobody has signed in for "${connection.name}"`;
    return { kind: "needsPerson", byUtc: null, code: "CONNECTION_UNAUTHORISED", detail };
  }
  try {
    const access = needsAccess(parts, tokens) ? await renewAccess(parts, observe) : undefined;
    const { tokens: now } = access === undefined ? { tokens } : await leased.read();
    const refresh = needsGrant(parts, now) ? await tryGrant(parts, observe) : undefined;
    if (refresh?.kind === "renewed" || refresh?.kind === "needsPerson") return refresh;
    const { tokens: after } = refresh === undefined ? { tokens: now } : await leased.read();
    return needsPersonSoon(parts, after) ?? refresh ?? access ?? goodFor(after);
  } catch (error) {
    if (!(error instanceof BridgeError) || !isTokenRefusal(error.code)) throw error;
    return { kind: "needsPerson", byUtc: null, code: error.code, detail: error.detail };
  }
}

function needsAccess({ clock }: Pick<Parts, "clock">, { access }: TokenSet): boolean {
  const leftMs = access === undefined ? 0 : Date.parse(access.endsUtc) - clock.nowMs();
  return leftMs <= 0 || (leftMs <= accessAheadMs && access?.isGivenAgain !== true);
}

async function renewAccess(parts: Parts, observe: CallObserver): Promise<RenewedAhead> {
  const { leased, issuer, hold } = parts;
  return leased.inTurn<RenewedAhead>(
    ({ tokens }) =>
      needsAccess(parts, tokens) ? undefined : { kind: "nothingToDo", because: "othersRenew" },
    async ({ tokens }, write) => {
      const requests = requestsFor(tokens, issuer.needsNobody);
      const set = await requestTokens(parts, { tokens, write }, { requests }, observe);
      hold(set);
      return set.access?.isGivenAgain === true
        ? { kind: "nothingToDo", because: "sameToken" }
        : { kind: "renewed", what: "accessToken" };
    },
  );
}

function needsGrant(
  { clock, issuer }: Pick<Parts, "clock" | "issuer">,
  { refresh, grantTried }: TokenSet,
): boolean {
  if (!issuer.needsNobody || refresh === undefined) return false;
  const nowMs = clock.nowMs();
  if (Date.parse(refresh.endsUtc) - nowMs > grantAheadMs) return false;
  return grantTried === undefined || nowMs - Date.parse(grantTried.atUtc) >= grantAgainMs;
}

/**
 * The grant, while the refresh token still works: the partner may give a new one (ServiceNow does only after the end of
 * the former), and if it refuses, there is time to put that right. What is there goes on working either way.
 */
async function tryGrant(parts: Parts, observe: CallObserver): Promise<RenewedAhead> {
  return parts.leased.inTurn<RenewedAhead>(
    ({ tokens }) => (needsGrant(parts, tokens) ? undefined : { kind: "nothingToDo", because: "othersRenew" }),
    ({ tokens }, write) => grantBeside(parts, tokens, write, observe),
  );
}

async function grantBeside(
  parts: Parts,
  tokens: ReadTokens["tokens"],
  write: WriteTokens,
  observe: CallObserver,
): Promise<RenewedAhead> {
  const { issuer, clock, connection, hold } = parts;
  const request = { by: "grant" } as const;
  const askedAtMs = clock.nowMs();
  const atUtc = new Date(askedAtMs).toISOString();
  const showables = await showablesOf(parts, requestsFor(tokens, true));
  const restUntil = await restOf(parts, tokens);
  const attempts = attemptsNow(tokens, showables, { nowMs: askedAtMs, restUntil });
  const showable =
    attempts.kind === "go" ? attempts.show.find((one) => one.request.by === "grant") : undefined;
  if (showable === undefined) return { kind: "nothingToDo", because: "good" };
  await write(withBegun(tokens, showable, { nowMs: askedAtMs, showables }));
  try {
    const issued = await issuer.request(request, observe);
    const { refreshTokenLifespanMs } = connection;
    const next = withIssued(tokens, {
      ...{ request, account: showable.account },
      ...{ issued, askedAtMs, refreshTokenLifespanMs },
    });
    const isNew = next.refresh?.token !== tokens.refresh?.token;
    const set = isNew ? next : { ...next, grantTried: { atUtc } };
    await write.surely(set);
    hold(set);
    return isNew ? { kind: "renewed", what: "refreshToken" } : { kind: "nothingToDo", because: "sameToken" };
  } catch (error) {
    if (!(error instanceof BridgeError)) throw error;
    const before = withoutBegun(tokens);
    if (!isTokenRefusal(error.code)) {
      await write.surely(before);
      throw error;
    }
    const { code, detail } = error;
    const grantTried = { atUtc, refused: { code, detail, fingerprint: showable.fingerprint } };
    await write.surely({ ...withWrongLogin(before, showable, askedAtMs), grantTried });
    return { kind: "needsPerson", byUtc: tokens.refresh?.endsUtc ?? null, code, detail };
  }
}

function needsPersonSoon(
  { clock, issuer, connection }: Parts,
  { refresh, grantTried }: TokenSet,
): RenewedAhead | undefined {
  if (refresh === undefined) return undefined;
  const byUtc = refresh.endsUtc;
  if (issuer.needsNobody) {
    const { refused } = grantTried ?? {};
    if (refused === undefined) return undefined;
    return { kind: "needsPerson", byUtc, code: refused.code, detail: refused.detail };
  }
  if (Date.parse(byUtc) - clock.nowMs() > personAheadMs) return undefined;
  const detail = `The refresh token of "${connection.name}" ends, and only a person can get another`;
  return { kind: "needsPerson", byUtc, code: "REFRESH_TOKEN_INVALID", detail };
}

function goodFor({ access }: TokenSet): RenewedAhead {
  return { kind: "nothingToDo", because: access?.isGivenAgain === true ? "sameToken" : "good" };
}
