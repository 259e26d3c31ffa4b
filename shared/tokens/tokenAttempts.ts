import { BridgeError } from "../failures/bridgeError.ts";
import type { TokenRequest } from "./tokenIssuer.ts";
import type { TokenSet } from "./tokenStore.ts";

/** What could be shown to the partner, and what tells whether it is still the same. */
export type Showable = {
  readonly request: TokenRequest;
  readonly fingerprint: string;
  /** Whose login it is (accountShown.ts). */
  readonly account: string;
};

/** What pacing knows: until when the connection rests. Undefined: it does not rest. */
export type RestUntil = string | undefined;

export type Attempts =
  /** To be shown in this order, until one is accepted. */
  | { readonly kind: "go"; readonly show: readonly Showable[] }
  /** What was refused stays so for now. */
  | { readonly kind: "notNow"; readonly error: BridgeError };

/** So many wrong attempts in a row; from then on only one whenever a resting connection is tried. */
const mostInARow = 2;
/** Where nothing else says when to try: as pacing does it for credentials (pauseRules.ts). */
const ownWaitsMs = [5, 15, 30, 60].map((minutes) => minutes * 60_000);
/**
 * ServiceNow locks an account after five failed logins, and unlocks it by default after fifteen minutes
 * (glide.user.max_unlock_attempts, glide.user.unlock_timeout_in_mins).
 */
const lockMs = 15 * 60_000;
const mostWrongLogins = 4;

/** What of `showables` (of which each one may help where the former did not) may be shown to the partner now. */
export function attemptsNow(
  set: TokenSet,
  showables: readonly Showable[],
  { nowMs, restUntil }: { readonly nowMs: number; readonly restUntil: RestUntil },
): Attempts {
  const wanted = attemptsForPerson(set, showables, nowMs);
  if (wanted.kind === "notNow") return wanted;
  const { show: allowed } = wanted;
  const inARow = attemptsInARow(set, showables);
  if (inARow === 0) return { kind: "go", show: allowed };
  const beside = refusedBeside(set, showables);
  const others = allowed.filter(({ fingerprint }) => fingerprint !== beside);
  // Nothing says yet that the refresh token is dead, too.
  if (beside !== undefined && others.length > 0) return { kind: "go", show: others };
  if (isTryDue(set, showables, { nowMs, restUntil })) return { kind: "go", show: allowed.slice(-1) };
  const untried = allowed.filter(({ fingerprint }) => fingerprint !== set.refused?.fingerprint);
  if (inARow < mostInARow && untried.length > 0) return { kind: "go", show: untried.slice(-1) };
  return { kind: "notNow", error: refusalOf(set) };
}

/** The same for a person who wants it now, whatever was refused before; only the account is not to be locked. */
export function attemptsForPerson(set: TokenSet, showables: readonly Showable[], nowMs: number): Attempts {
  const show = showables.filter((one) => !isLogin(one.request) || !isNearLock(set, one, nowMs));
  const [first] = showables;
  return show.length === 0 && first !== undefined
    ? { kind: "notNow", error: lockNear(set, first) }
    : { kind: "go", show };
}

/** How many attempts with these credentials have failed, one after the other. Those whose end nobody knows count. */
export function attemptsInARow(set: TokenSet, showables: readonly Showable[]): number {
  const isOurs = (fingerprint: string) => showables.some((one) => one.fingerprint === fingerprint);
  const { refused, begun } = set;
  const known = refused !== undefined && isOurs(refused.fingerprint) ? refused.attempts : 0;
  const beside = refusedBeside(set, showables) === undefined ? 0 : 1;
  return known + beside + (begun !== undefined && isOurs(begun.fingerprint) ? begun.times : 0);
}

/**
 * The grant, if it was refused beside a refresh token that went on working (renewAhead.ts), and nothing was accepted or
 * refused since.
 */
function refusedBeside(
  { grantTried, refused, access }: TokenSet,
  showables: readonly Showable[],
): string | undefined {
  const tried = grantTried?.refused?.fingerprint;
  const isOver =
    refused !== undefined || utcMs(access?.obtainedUtc) > utcMs(grantTried?.atUtc) || tried === undefined;
  return isOver || !showables.some(({ fingerprint }) => fingerprint === tried) ? undefined : tried;
}

/**
 * Whether it is time for one more attempt: the connection's rest is over, on schedule or by hand, and nothing was tried
 * since; or, where it never rested, our own wait is.
 */
function isTryDue(
  set: TokenSet,
  showables: readonly Showable[],
  { nowMs, restUntil }: { readonly nowMs: number; readonly restUntil: RestUntil },
): boolean {
  const isBeside = refusedBeside(set, showables) !== undefined;
  const besideMs = utcMs(isBeside ? set.grantTried?.atUtc : undefined);
  const lastMs = Math.max(utcMs(set.refused?.atUtc), utcMs(set.begun?.atUtc), besideMs);
  const untilMs = utcMs(restUntil);
  if (untilMs > lastMs) return untilMs <= nowMs;
  const tries = Math.max(attemptsInARow(set, showables) - mostInARow, 0);
  return nowMs >= lastMs + (ownWaitsMs[Math.min(tries, ownWaitsMs.length - 1)] ?? 0);
}

/**
 * The set while a request is on its way, written before it is sent: whoever comes after a crash knows of it. `showables`:
 * all that may help, so that what died over one of them counts when another is shown.
 */
export function withBegun(
  set: TokenSet,
  { fingerprint }: Showable,
  { nowMs, showables }: { readonly nowMs: number; readonly showables: readonly Showable[] },
): TokenSet {
  const { begun } = set;
  const isOurs = showables.some((one) => one.fingerprint === begun?.fingerprint);
  const times = begun !== undefined && isOurs ? begun.times + 1 : 1;
  return { ...set, begun: { atUtc: new Date(nowMs).toISOString(), fingerprint, times } };
}

/** The set after a request that ended without saying anything about the credentials. */
export function withoutBegun(set: TokenSet): TokenSet {
  const { begun: _begun, ...rest } = set;
  return rest;
}

/** The set after a refusal. `showables`: all that may help, so that what belongs together counts together. */
export function withRefusal(
  set: TokenSet,
  refused: { readonly shown: Showable; readonly error: BridgeError },
  { nowMs, showables }: { readonly nowMs: number; readonly showables: readonly Showable[] },
): TokenSet {
  const atUtc = new Date(nowMs).toISOString();
  const { code, detail } = refused.error;
  const attempts = Math.max(attemptsInARow(set, showables), attemptsInARow(withoutBegun(set), showables) + 1);
  return {
    ...withWrongLogin(withoutBegun(set), refused.shown, nowMs),
    refused: { code, detail, atUtc, attempts, fingerprint: refused.shown.fingerprint },
  };
}

/** The set after something was refused that the bridge itself does not work with: what a person has typed. */
export function withWrongLogin(set: TokenSet, { request, account }: Showable, nowMs: number): TokenSet {
  if (!isLogin(request)) return set;
  return { ...set, wrongLogins: [...lately(set, nowMs), { account, atUtc: new Date(nowMs).toISOString() }] };
}

/** The set after this account has logged in: only that makes ServiceNow forget its failed ones, and no other's. */
export function withoutWrongLogins(
  set: TokenSet,
  { request, account }: Omit<Showable, "fingerprint">,
): TokenSet {
  const { wrongLogins, ...rest } = set;
  const others = isLogin(request) ? wrongLogins?.filter((one) => one.account !== account) : wrongLogins;
  return others === undefined || others.length === 0 ? rest : { ...rest, wrongLogins: others };
}

/** What stays of a set whose tokens are forgotten: how near accounts are to their locks. Undefined: nothing. */
export function onlyWrongLogins(set: TokenSet, nowMs: number): TokenSet | undefined {
  const { v, connection } = set;
  const wrongLogins = lately(set, nowMs);
  return wrongLogins.length === 0 ? undefined : { v, connection, wrongLogins };
}

/** An automatic attempt and a person's own count alike: the account is the same. */
function isLogin({ by }: TokenRequest): boolean {
  return by === "password" || by === "grant";
}

function isNearLock(set: TokenSet, { account }: Showable, nowMs: number): boolean {
  return lately(set, nowMs).filter((one) => one.account === account).length >= mostWrongLogins;
}

function lately({ wrongLogins = [] }: TokenSet, nowMs: number): NonNullable<TokenSet["wrongLogins"]> {
  return wrongLogins.filter(({ atUtc }) => utcMs(atUtc) > nowMs - lockMs);
}

function lockNear(set: TokenSet, { account }: Showable): BridgeError {
  const first = set.wrongLogins?.filter((one) => one.account === account).at(-mostWrongLogins);
  const fromUtc = new Date(utcMs(first?.atUtc) + lockMs).toISOString();
  return new BridgeError(
    set.refused?.code ?? "SERVICENOW_TOKEN_REFUSED",
    `Not asked before ${fromUtc}: ${mostWrongLogins} attempts within a quarter of an hour have failed, and a fifth would lock the account`,
  );
}

function refusalOf({ refused, begun }: TokenSet): BridgeError {
  if (refused !== undefined) return new BridgeError(refused.code, refused.detail);
  return new BridgeError(
    "SERVICENOW_TOKEN_REFUSED",
    `Processes ended ${begun?.times ?? 0} times in a row while they asked for a token; what was answered is not known`,
  );
}

function utcMs(utc: string | undefined): number {
  return utc === undefined ? Number.NEGATIVE_INFINITY : Date.parse(utc);
}
