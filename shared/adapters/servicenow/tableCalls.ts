import type { CallObserver, Clock, CountedCall } from "../../delivery/ports.ts";
import { BridgeError } from "../../failures/bridgeError.ts";
import type { ErrorCode } from "../../failures/catalogue.ts";
import type { Authorizer, CredentialsVerdict } from "../../tokens/authorizer.ts";
import { allowedCalls } from "./allowedCalls.ts";
import { headerOf, type Answer } from "./answer.ts";
import { classifyAnswer } from "./classifyAnswer.ts";
import { isRejection, isTokenRefusal } from "../../tokens/credentialCodes.ts";
import type { CredentialsGuard } from "./credentialsGuard.ts";
import type { Limiter } from "./limiter.ts";
import { mayHaveHappened } from "./mayHaveHappened.ts";
import type { ObservedExchange } from "./observedExchange.ts";
import { retryAfterMs } from "./retryAfter.ts";

type TableRequest = {
  readonly method: "GET" | "POST" | "PATCH";
  /** Path and query, made of our own constants and of checked ids. */
  readonly path: string;
  /** JSON. */
  readonly body?: string;
  /** Not sent any more from this moment on: CONNECTION_BUSY. Left out: however long the queue is. */
  readonly sendBeforeMs?: number;
  /** Left out: the connection's. */
  readonly timeoutMs?: number;
  /** Throws BridgeError for a success that is none; called where the answer is still at hand, to be kept with it. */
  readonly check?: (result: unknown) => unknown;
};

type TableReply = {
  /** As sent; the caller parses it. */
  readonly result: unknown;
  /** Of a list: how many rows the query has, those included that this user may not see. */
  readonly totalCount: number | undefined;
};

/** A call of the Table API. Throws BridgeError for everything that is no success. */
export type CallTable = (request: TableRequest, observe: CallObserver) => Promise<TableReply>;

type Parts = {
  readonly exchange: ObservedExchange;
  readonly authorizer: Authorizer;
  readonly guard: CredentialsGuard;
  readonly limiter: Limiter;
  readonly clock: Clock;
  readonly timeoutMs: number;
  readonly userAgent: string;
  readonly isDeveloperInstance: boolean;
};

/** Few at a time, with the right token, and after a rejected token once again with a new one. */
export function tableCalls(parts: Parts): CallTable {
  const { exchange, authorizer, guard, limiter, clock } = parts;

  function send(request: TableRequest, authorization: string, observe: CallObserver): Promise<TableReply> {
    const { method, path, body, sendBeforeMs } = request;
    if (sendBeforeMs !== undefined && clock.nowMs() >= sendBeforeMs) {
      throw new BridgeError("CONNECTION_BUSY", "The call waited so long that it could not be sent in time");
    }
    const isWrite = method !== "GET";
    const headers = {
      authorization,
      accept: "application/json",
      "user-agent": parts.userAgent,
      ...(body === undefined ? undefined : { "content-type": "application/json" }),
    };
    let counted: CountedCall = { allowed: undefined, isRefused: false };
    return exchange(
      { method, path, headers, body, isWrite, timeoutMs: request.timeoutMs ?? parts.timeoutMs },
      (called) => observe(called, counted),
      (answer, nowMs) => {
        counted = { allowed: allowedCalls(answer), isRefused: answer.status === 429 };
        const reply = readReply(answer, nowMs, isWrite, parts.isDeveloperInstance);
        request.check?.(reply.result);
        return reply;
      },
    );
  }

  /** `shown`: told as soon as credentials are about to be shown to ServiceNow. */
  async function sendAuthorized(
    request: TableRequest,
    observe: CallObserver,
    shown: () => void,
  ): Promise<TableReply> {
    const authorization = await authorizer.header(observe);
    shown();
    try {
      return await send(request, authorization, observe);
    } catch (error) {
      if (!(error instanceof BridgeError) || !isRejection(error.code)) throw error;
      const renewed = await authorizer.renewedHeader(authorization, observe);
      if (renewed === undefined) throw asTokenRejection(error, authorization);
      return await send(request, renewed, observe).catch((again: unknown) => {
        throw asTokenRejection(again, renewed);
      });
    }
  }

  return async (request, observe) => {
    await limiter.enter();
    try {
      const leave = await guard.enter();
      let verdict: CredentialsVerdict = "unknown";
      const shown = { once: false };
      try {
        const reply = await sendAuthorized(request, observe, () => (shown.once = true));
        verdict = "accepted";
        return reply;
      } catch (error) {
        if (error instanceof BridgeError) verdict = verdictOf(error);
        throw error;
      } finally {
        const told = shown.once ? authorizer.judged?.(verdict) : undefined;
        if (told !== undefined) await told;
        leave(verdict);
      }
    } finally {
      limiter.leave();
    }
  };
}

function readReply(
  answer: Answer,
  nowMs: number,
  isWrite: boolean,
  isDeveloperInstance: boolean,
): TableReply {
  const classified = classifyAnswer(answer, { isWrite, isDeveloperInstance });
  if (classified.kind === "success") {
    const total = headerOf(answer, "x-total-count");
    return { result: classified.result, totalCount: total === undefined ? undefined : Number(total) };
  }
  const { code, detail } = classified;
  throw new BridgeError(code, detail, {
    retryAfterMs: retryAfterMs(answer, nowMs),
    mayHaveHappened: isWrite && mayHaveHappened(code, answer.status),
  });
}

/** A 401 to a token that was issued just now is no matter of a password. */
function asTokenRejection(error: unknown, authorization: string): unknown {
  return error instanceof BridgeError &&
    error.code === "SERVICENOW_CREDENTIALS_REJECTED" &&
    authorization.startsWith("Bearer ")
    ? error.with({ code: "SERVICENOW_TOKEN_NOT_ACCEPTED" })
    : error;
}

/** ServiceNow looks at these only after it knows who is asking. */
const afterLogin: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  "SERVICENOW_API_SCOPE_MISSING",
  "SERVICENOW_API_ACL_DENIED",
  "SERVICENOW_ACL_DENIED",
  "SERVICENOW_QUERY_DENIED",
  "SERVICENOW_DATA_POLICY",
  "SERVICENOW_BUSINESS_RULE_ABORTED",
  "SERVICENOW_TABLE_INVALID",
  "SERVICENOW_RECORD_NOT_FOUND",
]);

function verdictOf(error: BridgeError): CredentialsVerdict {
  if (isRejection(error.code) || isTokenRefusal(error.code)) return { rejectedBy: error };
  return afterLogin.has(error.code) || error.code.startsWith("SERVICENOW_IMPORT_") ? "accepted" : "unknown";
}
