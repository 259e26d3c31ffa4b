import type { CallObserver, Clock } from "../../delivery/ports.ts";
import { BridgeError } from "../../failures/bridgeError.ts";
import type { Answer } from "./answer.ts";
import type { Exchange, HttpRequest } from "./exchange.ts";
import { withoutSecrets } from "./secretFilter.ts";

/**
 * One exchange, its answer read, and told to the observer with what it came to. `read` throws BridgeError for an answer
 * that is a failure; the answer is attached to it here, without secrets.
 */
export type ObservedExchange = <T>(
  request: HttpRequest,
  observe: CallObserver,
  read: (answer: Answer, nowMs: number) => T,
) => Promise<T>;

export function observedExchange(
  exchange: Exchange,
  clock: Clock,
  secrets: () => readonly string[],
): ObservedExchange {
  return async (request, observe, read) => {
    const { method, path } = request;
    const startedMs = clock.nowMs();
    let status: number | undefined;
    try {
      const answer = await exchange(request);
      const { status: answered } = answer;
      status = answered;
      const endedMs = clock.nowMs();
      const result = readOrThrow(answer, endedMs, read, secrets);
      observe({ method, path, status, durationMs: endedMs - startedMs });
      return result;
    } catch (error) {
      if (error instanceof BridgeError) {
        observe({ method, path, status, durationMs: clock.nowMs() - startedMs, code: error.code });
      }
      throw error;
    }
  };
}

function readOrThrow<T>(
  answer: Answer,
  nowMs: number,
  read: (answer: Answer, nowMs: number) => T,
  secrets: () => readonly string[],
): T {
  try {
    return read(answer, nowMs);
  } catch (error) {
    if (!(error instanceof BridgeError)) throw error;
    const known = secrets();
    throw new BridgeError(error.code, withoutSecrets(error.detail, known), {
      cause: error.cause,
      retryAfterMs: error.retryAfterMs,
      mayHaveHappened: error.mayHaveHappened,
      answer: { status: answer.status, body: withoutSecrets(answer.text, known) },
    });
  }
}
