import * as z from "zod";
import type { CallObserver } from "../../delivery/ports.ts";
import { BridgeError } from "../../failures/bridgeError.ts";
import type { Answer } from "./answer.ts";
import { classifyAnswer } from "./classifyAnswer.ts";
import { describe } from "./errorTexts.ts";
import type { ObservedExchange } from "./observedExchange.ts";
import { retryAfterMs } from "./retryAfter.ts";

export type TokenReply = {
  readonly accessToken: string;
  readonly refreshToken: string | undefined;
  readonly expiresInMs: number;
};

type Grant =
  | { readonly grant_type: "password"; readonly username: string; readonly password: string }
  | { readonly grant_type: "refresh_token"; readonly refresh_token: string };

/** Asks for an access token. Throws BridgeError; nothing has been written then. */
export type RequestToken = (grant: Grant, observe: CallObserver) => Promise<TokenReply>;

type Client = {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly exchange: ObservedExchange;
  readonly timeoutMs: number;
  readonly userAgent: string;
  readonly isDeveloperInstance: boolean;
};

const tokenPath = "/oauth_token.do";
/** The platform's default lifetime, for a reply that does not say. */
const defaultLifetimeS = 1_800;

const Granted = z.object({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1).optional(),
  expires_in: z.coerce.number().nonnegative().catch(defaultLifetimeS),
});
const Refused = z.object({ error: z.string().min(1), error_description: z.string().optional() });

/** `/oauth_token.do`, which takes a form and nothing else, and answers nearly every refusal with the same 401. */
export function tokenEndpoint(client: Client): RequestToken {
  const headers = {
    accept: "application/json",
    "content-type": "application/x-www-form-urlencoded",
    "user-agent": client.userAgent,
  };
  return async (grant, observe) => {
    const body = new URLSearchParams({
      ...grant,
      client_id: client.clientId,
      client_secret: client.clientSecret,
    }).toString();
    return client.exchange(
      { method: "POST", path: tokenPath, headers, body, isWrite: false, timeoutMs: client.timeoutMs },
      observe,
      (answer, nowMs) => read(answer, nowMs, grant.grant_type, client.isDeveloperInstance),
    );
  };
}

function read(answer: Answer, nowMs: number, grantType: string, isDeveloperInstance: boolean): TokenReply {
  const json = parse(answer.text);
  const refused = Refused.safeParse(json);
  if (refused.success || answer.status === 401 || answer.status === 400) {
    const { error, error_description: description } = refused.data ?? { error: "no reason given" };
    const said = describe({ message: error, detail: description ?? "" });
    throw new BridgeError("SERVICENOW_TOKEN_REFUSED", `${answer.status} to the ${grantType} grant: ${said}`, {
      retryAfterMs: retryAfterMs(answer, nowMs),
    });
  }
  const granted = Granted.safeParse(json);
  if (answer.status === 200 && granted.success) {
    const { access_token: accessToken, refresh_token: refreshToken, expires_in: lifetimeS } = granted.data;
    return { accessToken, refreshToken, expiresInMs: lifetimeS * 1000 };
  }
  const classified = classifyAnswer(answer, { isWrite: false, isDeveloperInstance });
  if (classified.kind === "failure") {
    throw new BridgeError(classified.code, classified.detail, { retryAfterMs: retryAfterMs(answer, nowMs) });
  }
  throw new BridgeError("SERVICENOW_UNEXPECTED_RESPONSE", `${answer.status} without an access token`);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
