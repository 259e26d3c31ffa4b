import type { FailureEntry } from "./failureEntry.ts";

/** ServiceNow knows who we are, and will not do it. */
export const serviceNowPermissionFailures = {
  SERVICENOW_API_SCOPE_MISSING: {
    title: "The OAuth client may not use this API",
    cause: "The OAuth client is securely scoped (the default for new clients) and lacks the API's scope.",
    resolution:
      "In the OAuth application registry make the client broadly scoped, or link the auth scope useraccount (or one for the Table API) to it; then replay the message.",
    owner: "partner",
    automaticAction: "It keeps the message as a dead letter at once: trying again would change nothing.",
    retry: "never",
    httpStatus: 502,
  },
  SERVICENOW_API_ACL_DENIED: {
    title: "The integration user may not use the REST API",
    cause: "An ACL on the REST endpoint asks for a role that the user lacks.",
    resolution:
      "Give the integration user the role snc_platform_rest_api_access (itil contains it); then replay the message.",
    owner: "partner",
    automaticAction: "It keeps the message as a dead letter at once: trying again would change nothing.",
    retry: "never",
    httpStatus: 502,
  },
  SERVICENOW_CROSS_SCOPE_DENIED: {
    title: "A table may not be read from another application's scope",
    cause:
      "Somebody has restricted who may reach a table of ServiceNow's own (usually oauth_entity, the Application Registries): the apps x_mioms_m365ticket and x_mioms_m365_assis, and a user who works in one's scope, are refused by the table's cross-scope access policy.",
    resolution:
      "Put the table back to its defaults (System Definition, Tables, oauth_entity, in the scope Global): label “Application Registries”; name oauth_entity; “Accessible from”: All application scopes; “Can read”: ticked.",
    owner: "partner",
    automaticAction: "It goes on without what it wanted to read there: tickets do not need it.",
    retry: "never",
    httpStatus: 502,
  },
  SERVICENOW_WEB_ACCESS_DENIED: {
    title: "The table is closed to web services",
    cause: "The table's application access does not allow access via web services.",
    resolution:
      "Turn on “Allow access to this table via web services” in the table's record; then replay the message.",
    owner: "partner",
    automaticAction: "It keeps the message as a dead letter at once: trying again would change nothing.",
    retry: "never",
    httpStatus: 502,
  },
  SERVICENOW_ACL_DENIED: {
    title: "The integration user may not write this record",
    cause: "An access control rule refused the insert, update or delete that the detail names.",
    resolution:
      "Give the integration user the role itil, or sn_incident_write; then replay the message. “Debug security rules” in ServiceNow shows the rule.",
    owner: "partner",
    automaticAction: "It keeps the message as a dead letter at once: trying again would change nothing.",
    retry: "never",
    httpStatus: 502,
  },
  SERVICENOW_QUERY_DENIED: {
    title: "The integration user may not search by this field",
    cause: "A field in the query cannot be read, or a query ACL forbids to search or sort by it.",
    resolution:
      "Give the integration user read access to the incident table, correlation_id included; then replay the message.",
    owner: "partner",
    automaticAction:
      "It changes nothing in ServiceNow without having looked, and keeps the message as a dead letter.",
    retry: "never",
    httpStatus: 502,
  },
  SERVICENOW_IP_DENIED: {
    title: "ServiceNow refuses calls from this address",
    cause:
      "ServiceNow answered 403 without data, as its IP address access control and its API access policies do.",
    resolution:
      "Allow the outbound IP addresses of the function app in ServiceNow (IP Address Access Control), and check the REST API access policies; then replay the message.",
    owner: "partner",
    automaticAction: "It keeps the message as a dead letter at once: trying again would change nothing.",
    retry: "never",
    httpStatus: 502,
  },
  SERVICENOW_PROXY_DENIED: {
    title: "Something between the bridge and ServiceNow refuses the call",
    cause:
      "A page with 403 came from a server that is not ServiceNow (the detail names it): a proxy, a firewall or a web application firewall.",
    resolution:
      "Let calls from the function app to the instance's /api/now and /oauth_token.do through there, with GET, POST and PATCH; then replay the message.",
    owner: "configuration",
    automaticAction: "It keeps the message as a dead letter at once: trying again would change nothing.",
    retry: "never",
    httpStatus: 502,
  },
  SERVICENOW_READING_NOT_PROVEN: {
    title: "It cannot be told whether the record is gone or hidden",
    cause:
      "ServiceNow hides what a user may not read without saying so, and the integration user sees no record of the table at all.",
    resolution:
      "Give the integration user read access to the incident table (itil or sn_incident_read). What became a dead letter before can be replayed.",
    owner: "partner",
    automaticAction:
      "It creates nothing that might be there already, and looks again with growing pauses for about eleven hours.",
    retry: "later",
    httpStatus: 503,
  },
} as const satisfies Record<string, FailureEntry>;
