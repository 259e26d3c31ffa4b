import { BridgeError } from "../failures/bridgeError.ts";
import type { CredentialsVerdict } from "./authorizer.ts";
import type { ConnectionTokens } from "./connectionTokens.ts";
import { fingerprints } from "./fingerprints.ts";
import { leasedTokens, type ReadTokens } from "./leasedTokens.ts";
import { restOf } from "./requestTokens.ts";
import {
  attemptsNow,
  type Showable,
  withBegun,
  withoutBegun,
  withoutWrongLogins,
  withRefusal,
} from "./tokenAttempts.ts";
import type { TokenParts } from "./tokenParts.ts";
import { leaseMs } from "./tokenParts.ts";
import type { TokenLease, TokenSet } from "./tokenStore.ts";
import { tokenTimes } from "./tokenTimes.ts";

export type BasicParts = Omit<TokenParts, "issuer" | "connection"> & {
  readonly connection: TokenParts["connection"] & { readonly instanceUrl: string };
  readonly userName: string;
  /** Read anew whenever it has to be tried. */
  readonly password: () => Promise<string>;
};

type Trial = { readonly showable: Showable; readonly lease: TokenLease };

const mostTries = 8;

/**
 * Basic authentication: the same header always. A password that nobody has accepted yet is tried by one call at a time over
 * all instances of the bridge, and one that was refused as seldom as any other credentials (tokenAttempts.ts). Once it is
 * accepted, a refusal reaches the other instances with the connection's rest: what is on its way at that moment arrives.
 *
 * `header` is to be asked for by one call at a time until it is accepted; each is followed by `judged`.
 */
export function makeBasicTokens(parts: BasicParts): ConnectionTokens {
  const { connection, store, clock, log, userName } = parts;
  const { name } = connection;
  const leased = leasedTokens({ ...parts, leaseMs, replacesUnreadable: true });
  const fingerprintOf = fingerprints(`${connection.instanceUrl} basic`);
  let known: { readonly header: string; readonly password: string; readonly showable: Showable } | undefined;
  let isProven = false;
  let trial: Trial | undefined;
  let isDeprecationSaid = false;

  async function credentials() {
    const password = await parts.password();
    if (known?.password === password) return known;
    const fingerprint = await fingerprintOf([userName, password]);
    const header = `Basic ${Buffer.from(`${userName}:${password}`, "utf8").toString("base64")}`;
    const request = { by: "grant" } as const;
    known = { header, password, showable: { request, fingerprint, account: parts.accountOf(request) } };
    return known;
  }

  async function checkRefusal(tokens: TokenSet, showable: Showable): Promise<void> {
    const restUntil = await restOf(parts, tokens);
    const attempts = attemptsNow(tokens, [showable], { nowMs: clock.nowMs(), restUntil });
    if (attempts.kind === "notNow") throw attempts.error;
  }

  /** Waits for its turn to try, unless another instance has found them to be good. */
  async function prove(): Promise<string> {
    if (!isDeprecationSaid) {
      isDeprecationSaid = true;
      log("connection.basicAuthentication", { connection: name, warning: basicWarning });
    }
    const { header, showable } = await credentials();
    const isAccepted = ({ tokens }: ReadTokens) =>
      tokens.accepted?.fingerprint === showable.fingerprint &&
      tokens.refused?.fingerprint !== showable.fingerprint;
    const { lease } = await leased.takeTurn(
      async (read) => {
        if (isAccepted(read)) return true;
        await checkRefusal(read.tokens, showable);
        return undefined;
      },
      async ({ tokens }, write) =>
        write(withBegun(tokens, showable, { nowMs: clock.nowMs(), showables: [showable] })),
    );
    isProven = lease === undefined;
    trial = lease === undefined ? undefined : { showable, lease };
    return header;
  }

  async function change(how: (tokens: TokenSet) => TokenSet): Promise<void> {
    for (let tries = 0; tries < mostTries; tries += 1) {
      const { tokens, version } = await leased.read();
      if ((await store.write(how(tokens), version)).kind === "written") return;
    }
    throw new BridgeError("STORAGE_UNAVAILABLE", `The tokens of "${name}" change all the time`);
  }

  async function judge(verdict: CredentialsVerdict): Promise<void> {
    const mine = trial;
    trial = undefined;
    const showable = mine?.showable ?? known?.showable;
    if (showable === undefined) return;
    isProven = verdict === "unknown" ? isProven : verdict === "accepted";
    const nowMs = clock.nowMs();
    try {
      await change((tokens) => {
        if (verdict === "unknown") return withoutBegun(tokens);
        if (verdict === "accepted") return withAccepted(tokens, showable, nowMs);
        const error = verdict.rejectedBy;
        return withRefusal(tokens, { shown: showable, error }, { nowMs, showables: [showable] });
      });
      if (typeof verdict === "object") log("tokens.refused", refusalFields(name, verdict.rejectedBy));
    } catch (error) {
      // The call has ended whatever this says; what was begun counts as refused until it is known.
      if (!(error instanceof BridgeError)) throw error;
      log("tokens.notSaved", { connection: name, code: error.code, detail: error.detail });
    } finally {
      await mine?.lease.release().catch(() => undefined);
    }
  }

  return {
    header: () => (isProven && known !== undefined ? known.header : prove()),
    // A repeat with the same password would only bring the account nearer to its lock.
    renewedHeader: () => Promise.resolve(undefined),
    judged: (verdict) =>
      trial === undefined && (verdict === "unknown" || (verdict === "accepted" && isProven))
        ? undefined
        : judge(verdict),
    secrets: () => (known === undefined ? [] : [known.password, known.header.slice("Basic ".length)]),
    // There is nothing to get; the next call shows whether it works.
    authorise: () => Promise.resolve({ isWantedAgain: false }),
    learnRefreshLifespan: () => Promise.resolve(),
    renewAhead: () => Promise.resolve({ kind: "nothingToDo", because: "noTokens" }),
    async forget() {
      await leased.forget();
      isProven = false;
      known = undefined;
      return { revoked: 0, notRevoked: [] };
    },
    async times() {
      const { tokens } = await leased.read();
      return tokenTimes(tokens, { needsNobody: true });
    },
  };
}

/** Said in the log when it is first used, and in the connection's status. */
export const basicWarning =
  "ServiceNow is retiring Basic authentication: new instances refuse it unless the account is exempt. Use client credentials, a JWT or an Entra token.";

function withAccepted(tokens: TokenSet, showable: Showable, nowMs: number): TokenSet {
  const { refused: _refused, begun: _begun, ...rest } = withoutWrongLogins(tokens, showable);
  return { ...rest, accepted: { atUtc: new Date(nowMs).toISOString(), fingerprint: showable.fingerprint } };
}

function refusalFields(connection: string, { code, detail }: BridgeError) {
  return { connection, by: "basic", code, detail };
}
