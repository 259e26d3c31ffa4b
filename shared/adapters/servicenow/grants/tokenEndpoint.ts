import type { CallObserver } from "../../../delivery/ports.ts";
import { BridgeError } from "../../../failures/bridgeError.ts";
import type { IssuedTokens } from "../../../tokens/tokenIssuer.ts";
import type { Answer } from "../answer.ts";
import { classifyAnswer } from "../classifyAnswer.ts";
import type { ObservedExchange } from "../observedExchange.ts";
import { retryAfterMs } from "../retryAfter.ts";
import { classifyTokenAnswer } from "./classifyTokenAnswer.ts";

/** The fields of a request for tokens, as ServiceNow calls them. */
export type TokenForm = Readonly<Record<string, string>> & { readonly grant_type: string };

export type TokenEndpoint = {
  /** Throws BridgeError; nothing has been written then. */
  request(form: TokenForm, observe: CallObserver): Promise<IssuedTokens>;
  /** Asks for no credentials. Throws BridgeError where ServiceNow did not answer as it should. */
  revoke(token: string, observe: CallObserver): Promise<void>;
};

type Parts = {
  readonly exchange: ObservedExchange;
  readonly timeoutMs: number;
  readonly userAgent: string;
  readonly isDeveloperInstance: boolean;
  /** Is shown every answer, before it is read. */
  readonly heard: (answer: Answer, nowMs: number) => void;
};

/** Both take a form and nothing else; a token in a URL would end in logs. */
const tokenPath = "/oauth_token.do";
const revokePath = "/oauth_revoke_token.do";

/** `/oauth_token.do`, which answers nearly every refusal with the same 401, and `/oauth_revoke_token.do`. */
export function tokenEndpoint(parts: Parts): TokenEndpoint {
  const { exchange, timeoutMs, isDeveloperInstance, heard } = parts;
  const headers = {
    accept: "application/json",
    "content-type": "application/x-www-form-urlencoded",
    "user-agent": parts.userAgent,
  };
  const post = (path: string, form: Readonly<Record<string, string>>) => ({
    method: "POST" as const,
    path,
    headers,
    body: new URLSearchParams(form).toString(),
    isWrite: false,
    timeoutMs,
  });
  return {
    request: (form, observe) =>
      exchange(post(tokenPath, form), observe, (answer, nowMs) => {
        heard(answer, nowMs);
        return readTokens(answer, nowMs, form.grant_type, isDeveloperInstance);
      }),
    revoke: (token, observe) =>
      exchange(post(revokePath, { token }), observe, (answer, nowMs) => {
        heard(answer, nowMs);
        // It says "OK" or nothing, to a token that it does not know as well.
        if (answer.status >= 200 && answer.status < 300 && !/^\s*</.test(answer.text)) return;
        const classified = classifyAnswer(answer, { isWrite: false, isDeveloperInstance });
        if (classified.kind === "success") return;
        throw new BridgeError(classified.code, classified.detail, {
          retryAfterMs: retryAfterMs(answer, nowMs),
        });
      }),
  };
}

function readTokens(
  answer: Answer,
  nowMs: number,
  grantType: string,
  isDeveloperInstance: boolean,
): IssuedTokens {
  const classified = classifyTokenAnswer(answer, { grantType, isDeveloperInstance });
  if (classified.kind === "granted") {
    const { accessToken, refreshToken, expiresInMs } = classified.reply;
    return { accessToken, expiresInMs, ...(refreshToken === undefined ? {} : { refreshToken }) };
  }
  throw new BridgeError(classified.code, classified.detail, { retryAfterMs: retryAfterMs(answer, nowMs) });
}
