import { type FailureCase, struckBy } from "../failureCase.ts";

/** It may pass. */
export const passingCases: readonly FailureCase[] = [
  struckBy({
    code: "SERVICENOW_RATE_LIMITED",
    when: "the hour's calls are used up",
    detail: /429: Rate limit exceeded/,
    fault: "rateLimit",
    rule: { retryAfterSeconds: 1 },
  }),
  struckBy({
    code: "SERVICENOW_BUSY",
    when: "all semaphores are taken",
    detail: /429/,
    fault: "semaphore",
  }),
  struckBy({
    code: "SERVICENOW_TRANSACTION_CANCELLED",
    when: "the transaction's quota runs out",
    detail: /maximum execution time exceeded/,
    fault: "transactionCancelled",
  }),
  struckBy({
    code: "SERVICENOW_SCRIPT_ERROR",
    when: "a script throws an exception after the incident is stored",
    detail: /Exception while executing request/,
    fault: "commitThenScriptError",
  }),
  struckBy({
    code: "SERVICENOW_SERVER_ERROR",
    when: "a page of a 500 says nothing",
    detail: /ServiceNow answered 500/,
    fault: "serverError",
  }),
  struckBy({
    code: "SERVICENOW_UNAVAILABLE",
    when: "a node is upgraded",
    detail: /ServiceNow answered 503/,
    fault: "unavailable",
  }),
  struckBy({
    code: "SERVICENOW_UNAVAILABLE",
    when: "the gateway gives up waiting for a node",
    detail: /ServiceNow answered 504/,
    fault: "gatewayTimeout",
  }),
  struckBy({
    code: "SERVICENOW_MAINTENANCE",
    when: "a page speaks of maintenance",
    detail: /page about maintenance or an upgrade/,
    fault: "maintenancePage",
  }),
  struckBy({
    code: "SERVICENOW_HIBERNATING",
    when: "the developer instance sleeps",
    detail: /hibernation page/,
    fault: "hibernating",
  }),
  struckBy({
    code: "SERVICENOW_INSTANCE_RECLAIMED",
    when: "the developer instance has been taken back",
    detail: /502/,
    fault: "badGateway",
  }),
];
