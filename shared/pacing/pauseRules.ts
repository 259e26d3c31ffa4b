import type { ErrorCode } from "../failures/catalogue.ts";

/** What a failure says about the connection, and not about the message that met it. */
export type PauseRule = {
  readonly waits: keyof PauseWaits;
  /** So many failures in a row pause the connection; one alone may be the message's own bad luck. */
  readonly inARow: number;
};

/** How long the connection rests: after the failure, after the first try that failed, and so on; the last one stays. */
export type PauseWaits = {
  readonly outage: readonly number[];
  /** Unless the partner says itself how long. */
  readonly limit: readonly number[];
  /** ServiceNow locks an account after five failed logins, for 15 minutes (glide.user.max_unlock_attempts). */
  readonly credentials: readonly number[];
};

const secondsMs = (...seconds: readonly number[]) => seconds.map((one) => one * 1000);
const minutesMs = (...minutes: readonly number[]) => minutes.map((one) => one * 60_000);

export const defaultPauseWaits: PauseWaits = {
  outage: secondsMs(2, 4, 8, 10, 10, 10, 20, 30, 60),
  limit: minutesMs(1, 2, 5),
  credentials: minutesMs(5, 15, 30, 60),
};

const outage: PauseRule = { waits: "outage", inARow: 1 };
const severalInARow: PauseRule = { waits: "outage", inARow: 3 };
const credentials: PauseRule = { waits: "credentials", inARow: 1 };

/** Codes that concern every message of a connection. All others are about one record, and the connection is well. */
const rules: Partial<Readonly<Record<ErrorCode, PauseRule>>> = {
  SERVICENOW_RATE_LIMITED: { waits: "limit", inARow: 1 },
  SERVICENOW_BUSY: outage,
  SERVICENOW_UNREACHABLE: outage,
  SERVICENOW_HOST_UNKNOWN: outage,
  SERVICENOW_CERTIFICATE_INVALID: outage,
  SERVICENOW_UNAVAILABLE: outage,
  SERVICENOW_MAINTENANCE: outage,
  SERVICENOW_HIBERNATING: outage,
  SERVICENOW_INSTANCE_RECLAIMED: outage,
  SERVICENOW_LOGIN_PAGE: outage,
  SERVICENOW_TOKEN_REPLY_INVALID: outage,
  SERVICENOW_TIMEOUT: severalInARow,
  SERVICENOW_CONNECTION_LOST: severalInARow,
  SERVICENOW_REPLY_NOT_JSON: severalInARow,
  SERVICENOW_CREDENTIALS_REJECTED: credentials,
  SERVICENOW_TOKEN_NOT_ACCEPTED: credentials,
  SERVICENOW_MFA_REQUIRED: credentials,
  SERVICENOW_TOKEN_REFUSED: credentials,
  SERVICENOW_CLIENT_REJECTED: credentials,
  SERVICENOW_GRANT_REJECTED: credentials,
  SERVICENOW_GRANT_NOT_ALLOWED: credentials,
  SECRET_MISSING: credentials,
  SECRET_UNREADABLE: credentials,
  SECRET_STORE_MISSING: credentials,
  SECRET_STORE_FORBIDDEN: outage,
  SECRET_STORE_UNAVAILABLE: outage,
  CONNECTION_UNAUTHORISED: credentials,
  REFRESH_TOKEN_INVALID: credentials,
  JWT_KEY_INVALID: credentials,
  ENTRA_TOKEN_REFUSED: credentials,
  ENTRA_IDENTITY_MISSING: credentials,
  ENTRA_UNAVAILABLE: outage,
};

/** Undefined: the failure is about the message, not about the connection. */
export function pauseRuleFor(code: ErrorCode): PauseRule | undefined {
  return rules[code];
}

/** Failures of ours that say nothing about the connection. */
const unsaying: ReadonlySet<ErrorCode> = new Set([
  "CONNECTION_BUSY",
  "CONNECTION_URL_REFUSED",
  "CLAIM_LOST",
  "STORAGE_UNAVAILABLE",
]);

/** Whether a failure shows that the partner answers and knows us. */
export function showsThatItWorks(code: ErrorCode): boolean {
  return pauseRuleFor(code) === undefined && !unsaying.has(code);
}
