import { BridgeError } from "../../failures/bridgeError.ts";

/** For one call with all its repetitions. */
const limitMs = 15_000;

/**
 * One call to the vault. What goes wrong becomes BridgeError SECRET_STORE_FORBIDDEN or SECRET_STORE_UNAVAILABLE: with the
 * vault's own code, and without its message, which names callers and resources. Answers that the caller expects are the
 * callback's affair.
 */
export async function vaultCall<T>(what: string, call: (abortSignal: AbortSignal) => Promise<T>): Promise<T> {
  const abortSignal = AbortSignal.timeout(limitMs);
  try {
    return await call(abortSignal);
  } catch (error) {
    if (error instanceof BridgeError || !(error instanceof Error)) throw error;
    const why = describe(error, abortSignal.aborted);
    if (why === undefined) throw error;
    throw new BridgeError(why.code, `Key Vault, ${what}: ${why.detail}`);
  }
}

/** True if the vault has no such secret. */
export function isMissing(error: unknown): boolean {
  return statusOf(error) === 404;
}

/**
 * Key Vault's name for what went wrong, the more precise one of two: `ObjectIsDeletedButRecoverable`, `ForbiddenByRbac`.
 * https://learn.microsoft.com/azure/key-vault/general/rest-error-codes
 */
export function vaultCode(error: unknown): string {
  const { details, code } = asObject(error);
  const answered = asObject(asObject(details)["error"]);
  // The client spells it differently from the vault.
  const inner = asObject(answered["innerError"] ?? answered["innererror"])["code"];
  // Of letters only: what stands there goes into messages.
  const found = [inner, answered["code"], code].find(
    (name) => typeof name === "string" && /^[A-Za-z_]{1,60}$/.test(name),
  );
  return typeof found === "string" ? found : "";
}

type Why = {
  readonly code: "SECRET_STORE_FORBIDDEN" | "SECRET_STORE_UNAVAILABLE";
  readonly detail: string;
};

/** `undefined`: nothing that has to do with the vault, so a bug of ours. */
function describe(error: Error, isTooLate: boolean): Why | undefined {
  const status = statusOf(error);
  if (status === 401 || status === 403) {
    return { code: "SECRET_STORE_FORBIDDEN", detail: `${status} ${vaultCode(error)}`.trim() };
  }
  // Nobody could be found to sign in as, or Entra ID refuses him.
  if (
    /^(CredentialUnavailableError|AggregateAuthenticationError|AuthenticationError|AuthenticationRequiredError)$/.test(
      error.name,
    )
  ) {
    return { code: "SECRET_STORE_FORBIDDEN", detail: "no identity could sign in" };
  }
  if (error.name === "AbortError" || isTooLate) {
    return { code: "SECRET_STORE_UNAVAILABLE", detail: `no answer within ${limitMs / 1000} s` };
  }
  if (error.name === "RestError") {
    const detail = [status === undefined ? "" : String(status), vaultCode(error)].join(" ").trim();
    return { code: "SECRET_STORE_UNAVAILABLE", detail: detail === "" ? "no usable answer" : detail };
  }
  // The client's own word for a host that is not the one that its token is for.
  if (error.message.startsWith("The challenge resource")) {
    return { code: "SECRET_STORE_FORBIDDEN", detail: "the address is not that of a vault" };
  }
  return undefined;
}

function statusOf(error: unknown): number | undefined {
  const { statusCode } = asObject(error);
  return typeof statusCode === "number" ? statusCode : undefined;
}

function asObject(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
