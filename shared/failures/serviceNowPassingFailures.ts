import { restsWhileAway, resumeAtOnce } from "./connectionRests.ts";
import type { FailureEntry } from "./failureEntry.ts";

/** It may pass. */
export const serviceNowPassingFailures = {
  SERVICENOW_RATE_LIMITED: {
    title: "ServiceNow's hourly rate limit is used up",
    cause: "A rate limit rule of the instance counts the integration user's requests.",
    resolution:
      "Nothing: messages wait as long as ServiceNow asks. If it happens often, raise the rule's limit for this user (sys_rate_limit_rules). `bridge status` shows the limit and what is used of it.",
    owner: "partner",
    automaticAction:
      "The connection rests for all messages until ServiceNow says, else 1, 2, then 5 minutes. Then severity 0 and 1 go first. No message loses retries by that.",
    retry: "later",
    httpStatus: 503,
  },
  SERVICENOW_BUSY: {
    title: "ServiceNow is too busy for another request",
    cause:
      "The instance's queue for API requests (semaphores) is full: 429 “Too Many Requests” without any X-RateLimit header.",
    resolution:
      "Nothing: messages wait. If it goes on, see who else calls the instance, and lower the connection's concurrency.",
    owner: "partner",
    automaticAction: restsWhileAway,
    retry: "later",
    httpStatus: 503,
  },
  SERVICENOW_TRANSACTION_CANCELLED: {
    title: "ServiceNow cancelled the transaction",
    cause:
      "The request took longer than the instance's quota allows (60 seconds). It may have been carried out.",
    resolution:
      "Nothing: the bridge looks whether it happened before it tries again. If it goes on, look for slow business rules on the table.",
    owner: "partner",
    automaticAction:
      "It looks in ServiceNow whether the write happened, and repeats it only if it certainly did not.",
    retry: "later",
    httpStatus: 503,
  },
  SERVICENOW_SCRIPT_ERROR: {
    title: "A script failed in ServiceNow",
    cause: "A business rule, workflow or scripted API threw an exception. The record may have been written.",
    resolution:
      "Look into ServiceNow's system log at that time. The bridge looks whether it happened before it tries again.",
    owner: "partner",
    automaticAction:
      "It looks in ServiceNow whether the write happened, and repeats it only if it certainly did not.",
    retry: "later",
    httpStatus: 503,
  },
  SERVICENOW_SERVER_ERROR: {
    title: "ServiceNow reports an internal error",
    cause: "ServiceNow answered with a status of 500 or above and no reason that is known.",
    resolution:
      "See the answer, and ServiceNow's system log at that time. The bridge looks whether it happened before it tries again.",
    owner: "partner",
    automaticAction:
      "It looks in ServiceNow whether the write happened, and repeats it only if it certainly did not.",
    retry: "later",
    httpStatus: 503,
  },
  SERVICENOW_UNAVAILABLE: {
    title: "ServiceNow is not available at the moment",
    cause: "A gateway or node answers 502, 503 or 504: a restart, an upgrade, or maintenance.",
    resolution: "Nothing: messages wait and go on by themselves. See ServiceNow's status page.",
    owner: "partner",
    automaticAction: `After a write it looks first whether that happened. ${restsWhileAway}`,
    retry: "later",
    httpStatus: 503,
  },
  SERVICENOW_MAINTENANCE: {
    title: "ServiceNow is being maintained or upgraded",
    cause: "A page that speaks of maintenance or an upgrade came in place of data, whatever its status.",
    resolution: "Nothing: messages wait and go on by themselves when the maintenance is over.",
    owner: "partner",
    automaticAction: `After a write it looks first whether that happened. ${restsWhileAway}`,
    retry: "later",
    httpStatus: 503,
  },
  SERVICENOW_HIBERNATING: {
    title: "The developer instance is hibernating",
    cause: "A personal developer instance sleeps when nobody uses it, and answers every call with a page.",
    resolution: `Sign in at developer.servicenow.com and wake the instance. ${resumeAtOnce}`,
    owner: "partner",
    automaticAction: `It does not take the page for success. ${restsWhileAway}`,
    retry: "later",
    httpStatus: 503,
  },
  SERVICENOW_INSTANCE_RECLAIMED: {
    title: "The developer instance is probably reclaimed",
    cause:
      "The load balancer in front of the developer instance finds nothing behind it (502): it was taken back, or is restarting.",
    resolution:
      "See developer.servicenow.com. If it was reclaimed, request a new instance and change the connection's URL.",
    owner: "partner",
    automaticAction: restsWhileAway,
    retry: "later",
    httpStatus: 503,
  },
} as const satisfies Record<string, FailureEntry>;
