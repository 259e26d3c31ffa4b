import { restsAfterThree, restsWhileAway, resumeAtOnce } from "./connectionRests.ts";
import type { FailureEntry } from "./failureEntry.ts";

/** Success that is none, and what nobody knows. */
export const serviceNowAnswerFailures = {
  SERVICENOW_LOGIN_PAGE: {
    title: "A login page answers in place of ServiceNow's API",
    cause: "Single sign-on, or a proxy in between, sent a login page or a redirect to one.",
    resolution: `Check the instance URL (no custom portal, no path), and that single sign-on and proxies let /api/now through. ${resumeAtOnce}`,
    owner: "configuration",
    automaticAction: `It does not take the page for success and follows no redirect. ${restsWhileAway}`,
    retry: "later",
    httpStatus: 503,
  },
  SERVICENOW_REDIRECTED: {
    title: "The instance's address leads elsewhere",
    cause:
      "The answer is a redirect to another address (the detail names it): the instance was renamed or has a custom URL, or something in between redirects.",
    resolution:
      "If the new address is the instance's, make it the connection's (`bridge connections change <name> --instance …`, `bridge.json`, or SERVICENOW_INSTANCE_URL). What became a dead letter before can be replayed.",
    owner: "configuration",
    automaticAction:
      "It follows no redirect, so that no credentials go to a strange address, and tries again for about eleven hours.",
    retry: "later",
    httpStatus: 503,
  },
  SERVICENOW_REPLY_NOT_JSON: {
    title: "A page answers in place of ServiceNow's API",
    cause: "The answer says success, but is not JSON: a proxy in between, or not the API's address.",
    resolution: "See the answer. Check the instance URL and what stands between the bridge and ServiceNow.",
    owner: "partner",
    automaticAction: `It does not take the page for success; after a write it looks whether that happened, and tries again later. ${restsAfterThree}`,
    retry: "later",
    httpStatus: 503,
  },
  SERVICENOW_UNEXPECTED_RESPONSE: {
    title: "ServiceNow gave an answer that this release does not know",
    cause: "Neither ServiceNow's documentation nor experience knows this answer.",
    resolution:
      "See the request and the answer that are attached. Report it, so that the next release knows it.",
    owner: "partner",
    automaticAction:
      "It guesses nothing: it keeps the message as a dead letter with the whole answer, after a look where a write may have happened.",
    retry: "never",
    httpStatus: 502,
  },
} as const satisfies Record<string, FailureEntry>;
