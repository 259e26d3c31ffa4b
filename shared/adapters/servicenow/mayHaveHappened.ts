import type { serviceNowFailures } from "../../failures/servicenowFailures.ts";

export type ServiceNowCode = keyof typeof serviceNowFailures;

/**
 * Of a write that failed with this code, whether ServiceNow may have carried it out all the same. False only where it
 * refuses before it begins, or rolls back; a look too many is cheap, a second ticket is not.
 */
const possible: Readonly<Record<ServiceNowCode, boolean>> = {
  CONNECTION_URL_REFUSED: false,
  CONNECTION_BUSY: false,
  SERVICENOW_HOST_UNKNOWN: false,
  SERVICENOW_CERTIFICATE_INVALID: false,
  SERVICENOW_UNREACHABLE: false,
  SERVICENOW_TIMEOUT: true,
  SERVICENOW_CONNECTION_LOST: true,
  SERVICENOW_REPLY_CUT: true,
  SERVICENOW_REPLY_TOO_LARGE: true,
  SERVICENOW_CREDENTIALS_REJECTED: false,
  SERVICENOW_TOKEN_NOT_ACCEPTED: false,
  SERVICENOW_MFA_REQUIRED: false,
  SERVICENOW_TOKEN_REFUSED: false,
  SERVICENOW_CLIENT_REJECTED: false,
  SERVICENOW_GRANT_REJECTED: false,
  SERVICENOW_GRANT_NOT_ALLOWED: false,
  SERVICENOW_TOKEN_REPLY_INVALID: false,
  SERVICENOW_API_SCOPE_MISSING: false,
  SERVICENOW_API_ACL_DENIED: false,
  SERVICENOW_CROSS_SCOPE_DENIED: false,
  SERVICENOW_WEB_ACCESS_DENIED: false,
  SERVICENOW_ACL_DENIED: false,
  SERVICENOW_QUERY_DENIED: false,
  SERVICENOW_IP_DENIED: false,
  SERVICENOW_PROXY_DENIED: false,
  SERVICENOW_READING_NOT_PROVEN: false,
  SERVICENOW_DATA_POLICY: false,
  SERVICENOW_BUSINESS_RULE_ABORTED: false,
  SERVICENOW_TABLE_INVALID: false,
  SERVICENOW_API_NOT_FOUND: false,
  SERVICENOW_RECORD_NOT_FOUND: false,
  SERVICENOW_REQUEST_TOO_LARGE: false,
  SERVICENOW_BODY_UNREADABLE: false,
  SERVICENOW_METHOD_REFUSED: false,
  SERVICENOW_REQUEST_INVALID: false,
  SERVICENOW_CLOSE_CODE_MISSING: false,
  SERVICENOW_RATE_LIMITED: false,
  SERVICENOW_BUSY: false,
  SERVICENOW_TRANSACTION_CANCELLED: true,
  SERVICENOW_SCRIPT_ERROR: true,
  SERVICENOW_SERVER_ERROR: true,
  // 503 as well: the load balancer gives it for a node that went away in the middle of a request.
  SERVICENOW_UNAVAILABLE: true,
  // A gateway's page may come for a node that went down in the middle of a request.
  SERVICENOW_MAINTENANCE: true,
  SERVICENOW_HIBERNATING: false,
  SERVICENOW_INSTANCE_RECLAIMED: true,
  SERVICENOW_LOGIN_PAGE: true,
  SERVICENOW_REDIRECTED: true,
  SERVICENOW_REPLY_NOT_JSON: true,
  SERVICENOW_UNEXPECTED_RESPONSE: false,
};

/** `status` is undefined where no answer came. */
export function mayHaveHappened(code: ServiceNowCode, status: number | undefined): boolean {
  // Of a success that is none, and of a redirect nobody knows, only a sleeping instance surely did nothing.
  if (status !== undefined && status < 400) return code !== "SERVICENOW_HIBERNATING";
  return possible[code];
}
