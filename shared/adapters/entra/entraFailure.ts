import { BridgeError } from "../../failures/bridgeError.ts";

/**
 * What the SDK's errors mean. Undefined for one that is none of its own: a fault of ours.
 *
 * The names are those of @azure/identity: AuthenticationError (with Entra's own answer), AggregateAuthenticationError,
 * CredentialUnavailableError; AbortError and RestError come from the layer below.
 */
export function entraFailure(error: unknown): BridgeError | undefined {
  if (error instanceof BridgeError) return error;
  if (!(error instanceof Error)) return undefined;
  const detail = firstLine(error.message);
  if (error.name === "AbortError" || error.name === "TimeoutError" || error.name === "RestError") {
    return new BridgeError("ENTRA_UNAVAILABLE", detail, { cause: error });
  }
  if (error.name === "CredentialUnavailableError") {
    return new BridgeError(
      isNetwork(error.message) ? "ENTRA_UNAVAILABLE" : "ENTRA_IDENTITY_MISSING",
      detail,
      {
        cause: error,
      },
    );
  }
  if (error.name === "AggregateAuthenticationError") {
    const { errors = [] } = error as Error & { readonly errors?: readonly unknown[] };
    const known = errors.map(entraFailure).filter((one) => one !== undefined);
    return (
      known.find(({ code }) => code === "ENTRA_TOKEN_REFUSED") ??
      known.find(({ code }) => code === "ENTRA_UNAVAILABLE") ??
      new BridgeError("ENTRA_IDENTITY_MISSING", detail, { cause: error })
    );
  }
  if (error.name === "AuthenticationError" || error.name === "AuthenticationRequiredError") {
    const { statusCode } = error as Error & { readonly statusCode?: number };
    const isPassing =
      (statusCode !== undefined && (statusCode === 0 || statusCode === 429 || statusCode >= 500)) ||
      isNetwork(error.message);
    return new BridgeError(isPassing ? "ENTRA_UNAVAILABLE" : "ENTRA_TOKEN_REFUSED", detail, { cause: error });
  }
  return undefined;
}

function isNetwork(message: string): boolean {
  return /ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|network_error|network error|timed out|unreachable/i.test(
    message,
  );
}

const longestDetail = 500;

/** Entra adds trace ids and times on lines of their own, which make every failure look new. */
function firstLine(message: string): string {
  const [line = ""] = message.split(/\r?\n| Trace ID:/);
  return line.trim().slice(0, longestDetail);
}
