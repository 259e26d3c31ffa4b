import { Pool, type Dispatcher } from "undici";
import type { Connection, SecretReference } from "../../../connections/connection.ts";
import type { CallObserver, Clock } from "../../../delivery/ports.ts";
import { BridgeError } from "../../../failures/bridgeError.ts";
import { isTokenRefusal } from "../../../tokens/credentialCodes.ts";
import { fingerprints } from "../../../tokens/fingerprints.ts";
import type { IssuedTokens, TokenIssuer, TokenRequest } from "../../../tokens/tokenIssuer.ts";
import { checkInstanceUrl, isDeveloperInstance } from "../checkInstanceUrl.ts";
import { httpExchange } from "../exchange.ts";
import { observedExchange } from "../observedExchange.ts";
import { partnerClock } from "../partnerClock.ts";
import { type GrantForm, grantForm, needsNobody, type OAuthGrant } from "./grantForms.ts";
import { tokenEndpoint } from "./tokenEndpoint.ts";

export type ServiceNowIssuerOptions = {
  readonly connection: Pick<Connection, "instanceUrl" | "allowedHosts">;
  readonly grant: OAuthGrant;
  readonly resolve: (reference: SecretReference) => Promise<string>;
  readonly clock: Clock;
  /** For one request, from connecting to the last byte. */
  readonly timeoutMs: number;
  readonly userAgent?: string | undefined;
  /** In place of a connection of our own. `close` leaves it open. */
  readonly dispatcher?: Dispatcher | undefined;
};

/** A clock further off than this may have been why a JWT was refused; ServiceNow tolerates five minutes. */
const tolerableMs = 60_000;
const largestAnswerBytes = 1024 * 1024;
const longestConnectMs = 10_000;

/** Tokens from ServiceNow itself, by every OAuth grant that it has. Throws BridgeError CONNECTION_URL_REFUSED before anything is sent. */
export function serviceNowIssuer(options: ServiceNowIssuerOptions): TokenIssuer & { close(): Promise<void> } {
  const { grant, resolve, clock, timeoutMs, userAgent = "azure-ticket-bridge" } = options;
  const url = checkInstanceUrl(options.connection.instanceUrl, options.connection.allowedHosts);
  const dispatcher = options.dispatcher ?? openPool(url, timeoutMs);
  const known = new Set<string>();
  const secrets = () => [...known];
  const time = partnerClock();
  const endpoint = tokenEndpoint({
    exchange: observedExchange(httpExchange(dispatcher, url.origin), clock, secrets),
    timeoutMs,
    userAgent,
    isDeveloperInstance: isDeveloperInstance(url),
    heard: (answer, nowMs) => time.heard(answer, nowMs),
  });
  const fingerprintOf = fingerprints(`${url.origin} ${grant.clientId}`);

  function formFor(request: TokenRequest): Promise<GrantForm> {
    const partnerNowMs = () => clock.nowMs() + (time.aheadMs() ?? 0);
    return grantForm(grant, request, { resolve, partnerNowMs });
  }

  /** What was typed in once, or is used once, is not remembered any longer than it is needed. */
  async function send(request: TokenRequest, observe: CallObserver): Promise<IssuedTokens> {
    const { form, secrets: shown } = await formFor(request);
    for (const secret of shown) known.add(secret);
    try {
      const issued = await endpoint.request(form, observe);
      return issued;
    } finally {
      if (request.by !== "grant") for (const secret of shown) known.delete(secret);
      if (form["assertion"] !== undefined) known.delete(form["assertion"]);
      if (form["client_secret"] !== undefined) known.add(form["client_secret"]);
    }
  }

  return {
    needsNobody: needsNobody(grant),
    partnerClock: time,
    async request(request, observe) {
      const assumedMs = time.aheadMs() ?? 0;
      try {
        return await send(request, observe);
      } catch (error) {
        // Its answer says what time it is there: a JWT that came from the past or the future is made anew.
        const isForClock = request.by === "grant" && grant.kind === "jwtBearer";
        const isOff = Math.abs((time.aheadMs() ?? 0) - assumedMs) > tolerableMs;
        if (!isForClock || !isOff || !(error instanceof BridgeError) || !isTokenRefusal(error.code))
          throw error;
        return send(request, observe);
      }
    },
    revoke: async (token, observe) => {
      const isNew = !known.has(token);
      known.add(token);
      try {
        await endpoint.revoke(token, observe);
      } finally {
        if (isNew) known.delete(token);
      }
    },
    fingerprint: async (request) => fingerprintOf((await formFor(request)).credentials),
    secrets,
    close: async () => {
      if (options.dispatcher === undefined) await dispatcher.close();
    },
  };
}

function openPool(url: URL, timeoutMs: number): Dispatcher {
  return new Pool(url.origin, {
    connections: 2,
    pipelining: 1,
    maxResponseSize: largestAnswerBytes,
    connect: { timeout: Math.min(longestConnectMs, timeoutMs) },
  });
}
