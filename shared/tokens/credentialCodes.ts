import type { ErrorCode } from "../failures/catalogue.ts";

/** The API did not take the credentials. */
const rejections: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  "SERVICENOW_CREDENTIALS_REJECTED",
  "SERVICENOW_TOKEN_NOT_ACCEPTED",
  "SERVICENOW_MFA_REQUIRED",
]);

/** Whoever gives tokens gave none for what it was shown. */
const tokenRefusals: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  "SERVICENOW_TOKEN_REFUSED",
  "SERVICENOW_CLIENT_REJECTED",
  "SERVICENOW_GRANT_REJECTED",
  "SERVICENOW_GRANT_NOT_ALLOWED",
  "REFRESH_TOKEN_INVALID",
  "ENTRA_TOKEN_REFUSED",
]);

export function isRejection(code: ErrorCode): boolean {
  return rejections.has(code);
}

export function isTokenRefusal(code: ErrorCode): boolean {
  return tokenRefusals.has(code);
}
