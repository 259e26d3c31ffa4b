import { BridgeError } from "../../failures/bridgeError.ts";

/**
 * What the SDK's errors mean. Undefined for one that is none of its own: a fault of ours.
 *
 * The names are those of @azure/identity: AuthenticationError (with Entra's own answer), AuthenticationRequiredError (where
 * MSAL asked, whose error it carries as its cause), AggregateAuthenticationError, CredentialUnavailableError (all that goes
 * wrong with a managed identity, and an authority that cannot be found); AbortError and RestError come from the layer below.
 *
 * `hasIdentity`: whether the platform has said where the app's managed identity is. Where it has not, the SDK looks on the
 * network for what is not there, and calls that unreachable.
 */
export function entraFailure(
  error: unknown,
  { hasIdentity }: { readonly hasIdentity: boolean },
): BridgeError | undefined {
  if (error instanceof BridgeError) return error;
  if (!(error instanceof Error)) return undefined;
  const failure = (code: BridgeError["code"]) => new BridgeError(code, detailOf(error), { cause: error });
  switch (error.name) {
    case "AbortError":
    case "TimeoutError":
    case "RestError":
      return failure("ENTRA_UNAVAILABLE");
    case "AggregateAuthenticationError": {
      const { errors = [] } = error as Error & { readonly errors?: readonly unknown[] };
      const known = errors.flatMap((one) => entraFailure(one, { hasIdentity }) ?? []);
      return (
        known.find(({ code }) => code === "ENTRA_TOKEN_REFUSED") ??
        known.find(({ code }) => code === "ENTRA_UNAVAILABLE") ??
        known.find(({ cause }) => cause instanceof Error && isOfIdentity(cause)) ??
        failure("ENTRA_IDENTITY_MISSING")
      );
    }
    case "CredentialUnavailableError":
      if (isOfIdentity(error) && !hasIdentity) return failure("ENTRA_IDENTITY_MISSING");
      if (mayPass(error)) return failure("ENTRA_UNAVAILABLE");
      return failure(aadsts.test(error.message) ? "ENTRA_TOKEN_REFUSED" : "ENTRA_IDENTITY_MISSING");
    case "AuthenticationError":
    case "AuthenticationRequiredError":
      return failure(mayPass(error) ? "ENTRA_UNAVAILABLE" : "ENTRA_TOKEN_REFUSED");
    default:
      return undefined;
  }
}

/** Entra's own number for what is wrong, with what it says about it. */
const aadsts = /AADSTS\d+:/;
const passing =
  /ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|network_error|network error|endpoints_resolution_error|timed out|unreachable|temporarily_unavailable/i;

/** Whether it lies with the network, or with a server that is busy or broken: what was shown has not been judged. */
function mayPass(error: Error): boolean {
  const status = statusOf(error);
  const isServer = status !== undefined && (status === 0 || status === 429 || status >= 500);
  return isServer || chainOf(error).some(({ message }) => passing.test(message));
}

function isOfIdentity({ message }: Error): boolean {
  return message.startsWith("ManagedIdentityCredential");
}

function statusOf(error: Error): number | undefined {
  for (const one of chainOf(error)) {
    const { status, statusCode = status } = one as {
      readonly status?: unknown;
      readonly statusCode?: unknown;
    };
    if (typeof statusCode === "number") return statusCode;
  }
  return undefined;
}

const deepestCause = 5;

function chainOf(error: Error): readonly Error[] {
  const chain = [error];
  while (chain.length < deepestCause) {
    const { cause } = chain.at(-1) ?? error;
    if (!(cause instanceof Error)) break;
    chain.push(cause);
  }
  return chain;
}

const longestDetail = 500;

/** What the server said, without the trace ids and times that make every failure look new. */
function detailOf(error: Error): string {
  const { message } = error;
  const described = aadsts.exec(message)?.index ?? endOf(/Description: (?!Not Available)/.exec(message));
  const [line = ""] = message
    .slice(described ?? endOf(/^ManagedIdentityCredential: .*?Message:? /.exec(message)) ?? 0)
    .split(/\r?\n| (?:- )?(?:Trace ID|Timestamp|Correlation ID):/);
  const said = line.replace(/: Error\(s\): Not Available$|: See https:\S+ for details$/, "").trim();
  const status = statusOf(error);
  return `${status === undefined ? "" : `${status} `}${said}`.trim().slice(0, longestDetail);
}

function endOf(match: RegExpExecArray | null): number | undefined {
  return match === null ? undefined : match.index + match[0].length;
}
