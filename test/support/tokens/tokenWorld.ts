import { memoryTokenStore } from "../../../shared/adapters/memory/memoryTokenStore.ts";
import type { Schedule } from "../../../shared/delivery/ports.ts";
import { BridgeError } from "../../../shared/failures/bridgeError.ts";
import { makeConnectionTokens } from "../../../shared/tokens/connectionTokens.ts";
import type { TokenIssuer, TokenRequest } from "../../../shared/tokens/tokenIssuer.ts";
import type { TokenStore } from "../../../shared/tokens/tokenStore.ts";
import { settableClock } from "../contracts/storageBuilders.ts";

export const minuteMs = 60_000;
export const dayMs = 24 * 60 * minuteMs;
export const name = "contoso";
export const unobserved = () => undefined;

type Options = {
  readonly needsNobody?: boolean;
  /** Every refresh gives a new refresh token, and the former one is no good any more. */
  readonly rotates?: boolean;
  /** Another access token is given whenever one is asked for. */
  readonly givesNewTokens?: boolean;
  readonly refreshMs?: number;
};

/**
 * Instances of the bridge that share one store, and whoever gives them tokens: as ServiceNow does, the same ones until they
 * end. Whatever waits goes on at once, and time with it.
 */
export function aTokenWorld({
  needsNobody = true,
  rotates = false,
  givesNewTokens = false,
  ...rest
}: Options = {}) {
  const { refreshMs = 90 * dayMs } = rest;
  const clock = settableClock();
  const memory = memoryTokenStore(clock);
  const asked: TokenRequest[] = [];
  const revoked: string[] = [];
  const log: { readonly event: string; readonly [field: string]: unknown }[] = [];
  /** What the partner takes, and what the bridge shows. */
  const right = { password: "right", secret: "s1" };
  const shown = { password: "right", secret: "s1" };
  const partner = {
    serial: 0,
    access: { token: "", endsAtMs: 0 },
    refresh: { token: "", endsAtMs: 0 },
    wrongInARow: 0,
    mostWrongInARow: 0,
    isAway: false,
    /** As whom the grant itself logs in. */
    grantsAccount: "bridge",
    /** Runs while a request is on its way. */
    onRequest: async (_request: TokenRequest): Promise<void> => undefined,
  };
  /** `isUnreadable`: what is there was sealed under a key that is gone; it can only be removed. */
  const stored = { isAway: false, isUnreadable: false };
  const resting = { untilUtc: undefined as string | undefined };

  function refuse(): never {
    partner.wrongInARow += 1;
    partner.mostWrongInARow = Math.max(partner.mostWrongInARow, partner.wrongInARow);
    throw new BridgeError("SERVICENOW_TOKEN_REFUSED", "401: access_denied");
  }

  function give(withRefresh: boolean) {
    partner.wrongInARow = 0;
    const nowMs = clock.nowMs();
    if (givesNewTokens || partner.access.endsAtMs <= nowMs) {
      partner.access = { token: `access-${(partner.serial += 1)}`, endsAtMs: nowMs + 30 * minuteMs };
    }
    if (withRefresh && (rotates || partner.refresh.endsAtMs <= nowMs)) {
      partner.refresh = { token: `refresh-${(partner.serial += 1)}`, endsAtMs: nowMs + refreshMs };
    }
    return {
      accessToken: partner.access.token,
      expiresInMs: partner.access.endsAtMs - nowMs,
      ...(withRefresh ? { refreshToken: partner.refresh.token } : {}),
    };
  }

  const issuer: TokenIssuer = {
    needsNobody,
    async request(request) {
      asked.push(request);
      await partner.onRequest(request);
      if (partner.isAway) throw new BridgeError("SERVICENOW_UNREACHABLE", "away");
      if (shown.secret !== right.secret) refuse();
      if (request.by === "refreshToken") {
        const isGood =
          request.refreshToken === partner.refresh.token && partner.refresh.endsAtMs > clock.nowMs();
        if (!isGood) refuse();
        return give(rotates);
      }
      if ((request.by === "password" ? request.password : shown.password) !== right.password) refuse();
      return give(true);
    },
    async revoke(token) {
      revoked.push(token);
      if (token === partner.refresh.token) partner.refresh.endsAtMs = 0;
      if (token === partner.access.token) partner.access.endsAtMs = 0;
    },
    fingerprint: (request) => Promise.resolve(JSON.stringify([request, shown])),
    secrets: () => [],
  };
  const away = () => {
    if (stored.isAway) throw new BridgeError("STORAGE_UNAVAILABLE", "away");
  };
  const store: TokenStore = {
    read: async (connection) => {
      away();
      if (stored.isUnreadable) throw new BridgeError("SECRET_UNREADABLE", "sealed under another key");
      return memory.read(connection);
    },
    write: async (tokens, version) => (away(), memory.write(tokens, version)),
    remove: async (connection) => {
      away();
      await memory.remove(connection);
      stored.isUnreadable = false;
    },
    lease: async (connection, holdMs) => (away(), memory.lease(connection, holdMs)),
  };
  const schedule: Schedule = (delayMs, run) => {
    const waiting = setImmediate(() => {
      clock.advanceMs(delayMs);
      run();
    });
    return () => clearImmediate(waiting);
  };
  const parts = {
    connection: { name, refreshTokenLifespanMs: refreshMs },
    /** Whose login the grant is may be changed. */
    accountOf: (request: TokenRequest) =>
      request.by === "password" ? request.userName : partner.grantsAccount,
    issuer,
    store,
    clock,
    schedule,
    log: (event: string, fields: Readonly<Record<string, unknown>>) => void log.push({ event, ...fields }),
    restUntil: () => Promise.resolve(resting.untilUtc),
  };
  return {
    clock,
    store,
    memory,
    asked,
    revoked,
    log,
    right,
    shown,
    partner,
    stored,
    rest: resting,
    parts,
    instance: () => makeConnectionTokens(parts),
    tokens: async () => (await memory.read(name))?.tokens,
    by: () => asked.map(({ by }) => by),
  };
}

/** What a call of the API would be answered. */
export function isAccepted({ partner, clock }: ReturnType<typeof aTokenWorld>, header: string): boolean {
  return header === `Bearer ${partner.access.token}` && partner.access.endsAtMs > clock.nowMs();
}
