import type { FailureEntry } from "./failureEntry.ts";

/** The connection's settings are wrong, or the bridge holds a call back by itself. */
const connectionFailures = {
  CONNECTION_URL_REFUSED: {
    title: "The instance's address is not allowed",
    cause:
      "Credentials are sent only to https addresses that end in .service-now.com or .servicenowservices.com, to hosts on the allow-list, and to this machine.",
    resolution:
      "Correct the instance URL (https://<instance>.service-now.com, without a path), or add a custom host to the allow-list.",
    owner: "configuration",
    retry: "never",
    httpStatus: 400,
  },
  CONNECTION_BUSY: {
    title: "Too many calls wait for this connection",
    cause:
      "ServiceNow answers more slowly than alerts arrive, so the call could not be sent while it was still safe to send it.",
    resolution:
      "Nothing: the message is tried again. If it goes on, look for slow business rules, or raise the connection's concurrency.",
    owner: "bridge",
    retry: "later",
    httpStatus: 503,
  },
} as const satisfies Record<string, FailureEntry>;

/** No usable answer came. */
const networkFailures = {
  SERVICENOW_UNREACHABLE: {
    title: "The ServiceNow instance cannot be reached",
    cause:
      "No connection came about: the host name is not known, the connection was refused, or the TLS certificate is not valid. Nothing was sent.",
    resolution:
      "Check the instance URL, the outbound network rules and DNS of the function app, and ServiceNow's status. Messages wait and go on by themselves.",
    owner: "partner",
    retry: "later",
    httpStatus: 503,
  },
  SERVICENOW_TIMEOUT: {
    title: "ServiceNow did not answer in time",
    cause: "The request was given up before the whole answer was there. ServiceNow may have carried it out.",
    resolution:
      "Nothing: the bridge looks whether it happened before it tries again. If it goes on, look for slow business rules or an overloaded instance.",
    owner: "partner",
    retry: "later",
    httpStatus: 504,
  },
  SERVICENOW_CONNECTION_LOST: {
    title: "The connection to ServiceNow broke",
    cause: "The connection ended after the request had begun and before the whole answer was there.",
    resolution: "Nothing: the bridge looks whether it happened before it tries again.",
    owner: "partner",
    retry: "later",
    httpStatus: 503,
  },
  SERVICENOW_REPLY_CUT: {
    title: "ServiceNow's answer is cut off",
    cause:
      "The answer says success, but its JSON ends in the middle: ServiceNow cancels a transaction after 60 seconds, even while it is answering.",
    resolution:
      "Nothing: the bridge looks whether it happened before it tries again. If it goes on, look for slow business rules on the table.",
    owner: "partner",
    retry: "later",
    httpStatus: 503,
  },
} as const satisfies Record<string, FailureEntry>;

/** The caller is not who it has to be. */
const credentialFailures = {
  SERVICENOW_CREDENTIALS_REJECTED: {
    title: "ServiceNow rejects the credentials",
    cause:
      "Wrong password, unknown or locked user, a password that must be reset, or Basic authentication restricted for this user: ServiceNow gives all of them the same answer.",
    resolution:
      "Check the integration user (active, not locked, no password reset due). For Basic authentication it needs “Web service access only” or the role snc_basic_auth_api_access; better is OAuth. The bridge tries again rarely, so that the account is not locked.",
    owner: "credentials",
    retry: "later",
    httpStatus: 503,
  },
  SERVICENOW_TOKEN_REFUSED: {
    title: "ServiceNow gives no access token",
    cause:
      "The client id or secret is wrong, the user's password is wrong or must be reset, or the grant is switched off. ServiceNow answers “server_error, access_denied” to nearly all of them.",
    resolution:
      "Look in ServiceNow's system log for “Exception on token flow”. Check the OAuth registry entry (active, grant allowed) and the user, who must be able to log in interactively for the password grant.",
    owner: "credentials",
    retry: "later",
    httpStatus: 503,
  },
} as const satisfies Record<string, FailureEntry>;

/** ServiceNow knows who we are, and will not do it. */
const permissionFailures = {
  SERVICENOW_API_SCOPE_MISSING: {
    title: "The OAuth client may not use this API",
    cause: "The OAuth client is securely scoped (the default for new clients) and lacks the API's scope.",
    resolution:
      "In the OAuth application registry make the client broadly scoped, or link the auth scope useraccount (or one for the Table API) to it.",
    owner: "partner",
    retry: "never",
    httpStatus: 502,
  },
  SERVICENOW_API_ACL_DENIED: {
    title: "The integration user may not use the REST API",
    cause: "An ACL on the REST endpoint asks for a role that the user lacks.",
    resolution: "Give the integration user the role snc_platform_rest_api_access (itil contains it).",
    owner: "partner",
    retry: "never",
    httpStatus: 502,
  },
  SERVICENOW_WEB_ACCESS_DENIED: {
    title: "The table is closed to web services",
    cause: "The table's application access does not allow access via web services.",
    resolution: "Turn on “Allow access to this table via web services” in the table's record.",
    owner: "partner",
    retry: "never",
    httpStatus: 502,
  },
  SERVICENOW_ACL_DENIED: {
    title: "The integration user may not write this record",
    cause: "An access control rule refused the insert, update or delete that the detail names.",
    resolution:
      "Give the integration user the role itil, or sn_incident_write; then replay the message. “Debug security rules” in ServiceNow shows the rule.",
    owner: "partner",
    retry: "never",
    httpStatus: 502,
  },
  SERVICENOW_QUERY_DENIED: {
    title: "The integration user may not search by this field",
    cause: "A field in the query cannot be read, or a query ACL forbids to search or sort by it.",
    resolution: "Give the integration user read access to the incident table, correlation_id included.",
    owner: "partner",
    retry: "never",
    httpStatus: 502,
  },
  SERVICENOW_IP_DENIED: {
    title: "ServiceNow refuses calls from this address",
    cause:
      "ServiceNow answered 403 without data, as its IP address access control and its API access policies do.",
    resolution:
      "Allow the outbound IP addresses of the function app in ServiceNow (IP Address Access Control), and check the REST API access policies.",
    owner: "partner",
    retry: "never",
    httpStatus: 502,
  },
  SERVICENOW_READING_NOT_PROVEN: {
    title: "It cannot be told whether the record is gone or hidden",
    cause:
      "ServiceNow hides what a user may not read without saying so, and the integration user sees no record of the table at all.",
    resolution:
      "Give the integration user read access to the incident table (itil or sn_incident_read). Messages wait until then.",
    owner: "partner",
    retry: "later",
    httpStatus: 503,
  },
} as const satisfies Record<string, FailureEntry>;

/** ServiceNow understood, and refuses this record or this request. */
const recordFailures = {
  SERVICENOW_DATA_POLICY: {
    title: "A data policy in ServiceNow misses fields",
    cause: "A data policy makes the fields mandatory that the detail names (by their labels).",
    resolution:
      "Let the route fill these fields (bridge.json), or exempt the integration user from the policy; then replay the message. A close code that the instance does not know is reported as missing, too.",
    owner: "configuration",
    retry: "never",
    httpStatus: 502,
  },
  SERVICENOW_BUSINESS_RULE_ABORTED: {
    title: "A business rule in ServiceNow stopped the write",
    cause:
      "The business rule that the detail names aborted the operation. Its message is not shown to callers.",
    resolution: "Look into the rule's script and condition in ServiceNow; then replay the message.",
    owner: "partner",
    retry: "never",
    httpStatus: 502,
  },
  SERVICENOW_TABLE_INVALID: {
    title: "ServiceNow does not know the table",
    cause: "The table does not exist on this instance, or its application is not installed.",
    resolution: "Check that the URL is the right instance's, and that Incident Management is active there.",
    owner: "configuration",
    retry: "never",
    httpStatus: 502,
  },
  SERVICENOW_RECORD_NOT_FOUND: {
    title: "The record is not there, or not visible",
    cause: "The record was deleted, or an access control rule hides it: ServiceNow answers both alike.",
    resolution:
      "Look for the record in ServiceNow as administrator. If it is there, give the integration user read access.",
    owner: "partner",
    retry: "never",
    httpStatus: 502,
  },
  SERVICENOW_REQUEST_TOO_LARGE: {
    title: "The request is too large for ServiceNow",
    cause: "The body is longer than the instance's glide.rest.max_content_length (10 MB by default).",
    resolution: "Shorten what the route writes into the ticket.",
    owner: "configuration",
    retry: "never",
    httpStatus: 502,
  },
  SERVICENOW_REQUEST_INVALID: {
    title: "ServiceNow does not understand the request",
    cause: "ServiceNow could not read the address, the body or the headers of the request.",
    resolution:
      "Check that nothing between the bridge and ServiceNow changes requests. Otherwise report it with the detail.",
    owner: "bridge",
    retry: "never",
    httpStatus: 502,
  },
  SERVICENOW_CLOSE_CODE_MISSING: {
    title: "No close code for resolving is known",
    cause:
      "The route names none that the instance has, and the instance's own could not be read (sys_choice, incident.close_code).",
    resolution:
      "Set the route's closeCode to one of the instance's values, or give the integration user the role personalize_choices; then replay the message.",
    owner: "configuration",
    retry: "never",
    httpStatus: 502,
  },
} as const satisfies Record<string, FailureEntry>;

/** It may pass. */
const passingFailures = {
  SERVICENOW_RATE_LIMITED: {
    title: "ServiceNow's hourly rate limit is used up",
    cause: "A rate limit rule of the instance counts the integration user's requests.",
    resolution:
      "Nothing: messages wait as long as ServiceNow asks. If it happens often, raise the rule's limit for this user (sys_rate_limit_rules).",
    owner: "partner",
    retry: "later",
    httpStatus: 503,
  },
  SERVICENOW_BUSY: {
    title: "ServiceNow is too busy for another request",
    cause: "The instance's queue for API requests (semaphores) is full.",
    resolution:
      "Nothing: messages wait. If it goes on, see who else calls the instance, and lower the connection's concurrency.",
    owner: "partner",
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
    retry: "later",
    httpStatus: 503,
  },
  SERVICENOW_SCRIPT_ERROR: {
    title: "A script failed in ServiceNow",
    cause: "A business rule, workflow or scripted API threw an exception. The record may have been written.",
    resolution:
      "Look into ServiceNow's system log at that time. The bridge looks whether it happened before it tries again.",
    owner: "partner",
    retry: "later",
    httpStatus: 503,
  },
  SERVICENOW_SERVER_ERROR: {
    title: "ServiceNow reports an internal error",
    cause: "ServiceNow answered with a status of 500 or above and no reason that is known.",
    resolution:
      "See the answer, and ServiceNow's system log at that time. The bridge looks whether it happened before it tries again.",
    owner: "partner",
    retry: "later",
    httpStatus: 503,
  },
  SERVICENOW_UNAVAILABLE: {
    title: "ServiceNow is not available at the moment",
    cause: "A gateway or node answers 502, 503 or 504: a restart, an upgrade, or maintenance.",
    resolution: "Nothing: messages wait and go on by themselves. See ServiceNow's status page.",
    owner: "partner",
    retry: "later",
    httpStatus: 503,
  },
  SERVICENOW_HIBERNATING: {
    title: "The developer instance is hibernating",
    cause: "A personal developer instance sleeps when nobody uses it, and answers every call with a page.",
    resolution: "Sign in at developer.servicenow.com and wake the instance. Messages wait.",
    owner: "partner",
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
    retry: "later",
    httpStatus: 503,
  },
} as const satisfies Record<string, FailureEntry>;

/** Success that is none, and what nobody knows. */
const oddAnswerFailures = {
  SERVICENOW_LOGIN_PAGE: {
    title: "A login page answers in place of ServiceNow's API",
    cause: "Single sign-on, or a proxy in between, sent a login page or a redirect to one.",
    resolution:
      "Check the instance URL (no custom portal, no path), and that single sign-on and proxies let /api/now through.",
    owner: "configuration",
    retry: "later",
    httpStatus: 503,
  },
  SERVICENOW_REPLY_NOT_JSON: {
    title: "A page answers in place of ServiceNow's API",
    cause:
      "The answer says success, but is not JSON: maintenance, a proxy in between, or not the API's address.",
    resolution: "See the answer. Check the instance URL and what stands between the bridge and ServiceNow.",
    owner: "partner",
    retry: "later",
    httpStatus: 503,
  },
  SERVICENOW_UNEXPECTED_RESPONSE: {
    title: "ServiceNow gave an answer that this release does not know",
    cause: "Neither ServiceNow's documentation nor experience knows this answer.",
    resolution: "See the answer that is attached. Report it, so that the next release knows it.",
    owner: "partner",
    retry: "never",
    httpStatus: 502,
  },
} as const satisfies Record<string, FailureEntry>;

/** What can go wrong with ServiceNow, in the order in which a call meets it. */
export const serviceNowFailures = {
  ...connectionFailures,
  ...networkFailures,
  ...credentialFailures,
  ...permissionFailures,
  ...recordFailures,
  ...passingFailures,
  ...oddAnswerFailures,
} as const;
