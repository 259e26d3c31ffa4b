import { BridgeError } from "../../failures/bridgeError.ts";
import { mayHaveHappened, type ServiceNowCode } from "./mayHaveHappened.ts";

/** Errors of Node and of undici that come before a single byte of the request is sent, beside those of TLS. */
const beforeSending: ReadonlySet<string> = new Set([
  "EAI_AGAIN",
  "EAI_FAIL",
  "ECONNREFUSED",
  "EHOSTUNREACH",
  "EHOSTDOWN",
  "ENETUNREACH",
  "ENETDOWN",
  "EADDRNOTAVAIL",
  "EACCES",
  "UND_ERR_CONNECT_TIMEOUT",
  "UND_ERR_CLOSED",
  "UND_ERR_PRX_TLS",
]);
/** OpenSSL's verdicts on a certificate, as Node names them. */
const certificateCodes =
  /^(?:ERR_TLS_CERT_|CERT_|CRL_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|HOSTNAME_MISMATCH|INVALID_CA)/;
const tlsCodes = /^ERR_(?:TLS|SSL)_/;
const afterSending =
  /^(?:ECONNRESET|ECONNABORTED|EPIPE|ETIMEDOUT|UND_ERR_(?:SOCKET|DESTROYED|INFO|HEADERS_OVERFLOW|RES_\w+))$/;

type Circumstances = { readonly isWrite: boolean; readonly timedOutAfterMs: number | undefined };

/** What it means that no whole answer came. Undefined for an error that is not the network's. */
export function transportFailure(
  error: unknown,
  { isWrite, timedOutAfterMs }: Circumstances,
): BridgeError | undefined {
  const failure = (code: ServiceNowCode, detail: string) =>
    new BridgeError(code, detail, {
      cause: error,
      mayHaveHappened: isWrite && mayHaveHappened(code, undefined),
    });

  if (timedOutAfterMs !== undefined) {
    return failure("SERVICENOW_TIMEOUT", `No whole answer within ${timedOutAfterMs} ms`);
  }
  if (!(error instanceof Error)) return undefined;
  if (error.name === "HTTPParserError") return failure("SERVICENOW_CONNECTION_LOST", error.message);
  if (!("code" in error) || typeof error.code !== "string") return undefined;
  const { code } = error;
  if (code === "UND_ERR_RES_EXCEEDED_MAX_SIZE") {
    const detail = "The answer is far larger than anything that was asked for";
    return failure("SERVICENOW_REPLY_TOO_LARGE", detail);
  }
  const detail =
    error.message === "" || error.message.includes(code)
      ? error.message || code
      : `${error.message} (${code})`;
  if (code === "ENOTFOUND") return failure("SERVICENOW_HOST_UNKNOWN", detail);
  if (certificateCodes.test(code)) return failure("SERVICENOW_CERTIFICATE_INVALID", detail);
  if (beforeSending.has(code) || tlsCodes.test(code) || isHandshake(error) || !hasSent(error)) {
    return failure("SERVICENOW_UNREACHABLE", detail);
  }
  return afterSending.test(code) ? failure("SERVICENOW_CONNECTION_LOST", detail) : undefined;
}

/** Node's wording for a connection that broke during the TLS handshake; its code is an ordinary ECONNRESET. */
function isHandshake(error: Error): boolean {
  return error.message.includes("before secure TLS connection was established");
}

/** undici's SocketError carries what went over the socket; without it, something may have been sent. */
function hasSent(error: Error): boolean {
  if (!("socket" in error) || typeof error.socket !== "object" || error.socket === null) return true;
  return !("bytesWritten" in error.socket) || error.socket.bytesWritten !== 0;
}
