import type { CallObserver } from "../../delivery/ports.ts";
import { BridgeError } from "../../failures/bridgeError.ts";
import type { Answer } from "./answer.ts";
import { classifyTokenAnswer, type TokenReply } from "./classifyTokenAnswer.ts";
import type { ObservedExchange } from "./observedExchange.ts";
import { retryAfterMs } from "./retryAfter.ts";

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
  const classified = classifyTokenAnswer(answer, { grantType, isDeveloperInstance });
  if (classified.kind === "granted") return classified.reply;
  throw new BridgeError(classified.code, classified.detail, { retryAfterMs: retryAfterMs(answer, nowMs) });
}
