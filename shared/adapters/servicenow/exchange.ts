import type { Dispatcher } from "undici";
import type { Answer } from "./answer.ts";
import { transportFailure } from "./transportFailure.ts";

export type HttpRequest = {
  readonly method: "GET" | "POST" | "PATCH";
  /** Path and query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  /** Whether the request changes something at ServiceNow, so that a failure has to say if it may have happened. */
  readonly isWrite: boolean;
  /** For everything: connecting, sending, and the whole answer. */
  readonly timeoutMs: number;
};

/** One HTTP exchange. Throws BridgeError if no whole answer comes; what the answer means is another matter. */
export type Exchange = (request: HttpRequest) => Promise<Answer>;

export function httpExchange(dispatcher: Dispatcher, origin: string): Exchange {
  return async ({ method, path, headers, body, isWrite, timeoutMs }) => {
    const timeout = new AbortController();
    const timer = setTimeout(() => timeout.abort(), timeoutMs);
    try {
      const answer = await dispatcher.request({
        origin,
        path,
        method,
        headers,
        body: body ?? null,
        signal: timeout.signal,
        // One deadline for all of it is ours; these would each begin anew.
        headersTimeout: 0,
        bodyTimeout: 0,
      });
      return { status: answer.statusCode, headers: answer.headers, text: await answer.body.text() };
    } catch (error) {
      const timedOutAfterMs = timeout.signal.aborted ? timeoutMs : undefined;
      throw transportFailure(error, { isWrite, timedOutAfterMs }) ?? error;
    } finally {
      clearTimeout(timer);
    }
  };
}
