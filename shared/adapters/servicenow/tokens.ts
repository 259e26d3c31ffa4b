import type { CallObserver, Clock } from "../../delivery/ports.ts";
import { BridgeError } from "../../failures/bridgeError.ts";
import type { Authorizer } from "../../tokens/authorizer.ts";
import type { TokenReply } from "./classifyTokenAnswer.ts";
import { isTokenRefusal } from "./credentialCodes.ts";
import type { RequestToken } from "./tokenEndpoint.ts";

type Token = TokenReply & {
  readonly header: string;
  /** From then on a new one is asked for. */
  readonly renewAtMs: number;
};

type Credentials = { readonly clientSecret: string; readonly userName: string; readonly password: string };

/** A token is renewed so long before it ends, so that it does not end on its way. */
const marginMs = 30_000;

/**
 * Access tokens by the password grant, then by refresh token, kept in memory. Renewals happen one at a time, whoever
 * asks for them.
 *
 * Inside a token's lifetime ServiceNow hands out the same one again (its `expires_in` counts down), so a renewal ahead of
 * time may change nothing; then the token is used up to its end.
 */
export function tokenAuthorizer(credentials: Credentials, request: RequestToken, clock: Clock): Authorizer {
  let token: Token | undefined;
  let refreshToken: string | undefined;
  let renewing: Promise<Token> | undefined;

  async function obtain(observe: CallObserver): Promise<TokenReply> {
    if (refreshToken !== undefined) {
      try {
        return await request({ grant_type: "refresh_token", refresh_token: refreshToken }, observe);
      } catch (error) {
        if (!(error instanceof BridgeError) || !isTokenRefusal(error.code)) throw error;
        // Expired after its hundred days, or revoked: the password is still there.
        refreshToken = undefined;
      }
    }
    const { userName, password } = credentials;
    return request({ grant_type: "password", username: userName, password }, observe);
  }

  async function renew(observe: CallObserver): Promise<Token> {
    const reply = await obtain(observe);
    const endsAtMs = clock.nowMs() + reply.expiresInMs;
    const isSame = reply.accessToken === token?.accessToken;
    // The refresh grant may give one back or not; not rotated, the old one stays good.
    refreshToken = reply.refreshToken ?? refreshToken;
    token = {
      ...reply,
      header: `Bearer ${reply.accessToken}`,
      renewAtMs: isSame || reply.expiresInMs <= marginMs ? endsAtMs : endsAtMs - marginMs,
    };
    return token;
  }

  function renewOnce(observe: CallObserver): Promise<Token> {
    renewing ??= renew(observe).finally(() => {
      renewing = undefined;
    });
    return renewing;
  }

  return {
    header(observe) {
      if (token !== undefined && clock.nowMs() < token.renewAtMs) return token.header;
      return renewOnce(observe).then(({ header }) => header);
    },
    async renewedHeader(rejected, observe) {
      if (token !== undefined && token.header !== rejected) return token.header;
      const { header } = await renewOnce(observe);
      if (header !== rejected) return header;
      token = undefined;
      return undefined;
    },
    secrets() {
      const { clientSecret, password } = credentials;
      return [clientSecret, password, token?.accessToken, token?.refreshToken, refreshToken].filter(
        (secret) => secret !== undefined,
      );
    },
  };
}
