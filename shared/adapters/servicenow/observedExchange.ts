import type { CallObserver, Clock } from "../../delivery/ports.ts";
import { BridgeError } from "../../failures/bridgeError.ts";
import type { Answer } from "./answer.ts";
import type { Exchange, HttpRequest } from "./exchange.ts";
import { pathWithoutPersonalData, withoutPersonalData } from "./personalData.ts";
import { recordExchange } from "./recordExchange.ts";
import { withoutKnownSecrets, withoutSecrets } from "./secretFilter.ts";
import { secretsInForm } from "./tokenForm.ts";

/**
 * One exchange, its answer read, and told to the observer with what it came to. `read` throws BridgeError for an answer
 * that is a failure; what was asked and answered is attached to it here, without secrets and personal data.
 */
export type ObservedExchange = <T>(
  request: HttpRequest,
  observe: CallObserver,
  read: (answer: Answer, nowMs: number) => T,
) => Promise<T>;

/** Of an error text that ServiceNow wrote; far more than is kept. */
const longestDetail = 10_000;

export function observedExchange(
  exchange: Exchange,
  clock: Clock,
  secrets: () => readonly string[],
): ObservedExchange {
  return async (request, observe, read) => {
    const { method } = request;
    const path = pathWithoutPersonalData(request.path);
    const startedMs = clock.nowMs();
    let answer: Answer | undefined;
    try {
      answer = await exchange(request);
      const endedMs = clock.nowMs();
      const result = read(answer, endedMs);
      observe({ method, path, status: answer.status, durationMs: endedMs - startedMs });
      return result;
    } catch (error) {
      if (!(error instanceof BridgeError)) throw error;
      const endedMs = clock.nowMs();
      observe({ method, path, status: answer?.status, durationMs: endedMs - startedMs, code: error.code });
      const known = [...secrets(), ...secretsInForm(request)];
      throw error.with({
        detail: withoutSecrets(
          withoutPersonalData(withoutKnownSecrets(error.detail.slice(0, longestDetail), known)),
          known,
        ),
        exchange: recordExchange({ request, answer, startedMs, endedMs }, known),
      });
    }
  };
}
