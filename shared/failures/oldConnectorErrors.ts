import type { ErrorCode } from "./catalogue.ts";

/** An error of Microsoft's IT Service Management Connector, or of its sister in Microsoft 365. */
export type OldConnectorError = {
  /** As the documentation called it. */
  readonly name: string;
  /** As it was shown; `{…}` stands for what differed. */
  readonly texts: readonly string[];
  readonly causes: readonly string[];
  /** What was to be done, and what is to be done with the bridge. */
  readonly waysOut: readonly string[];
  /** What the bridge says in its place, the likeliest first. Empty: it cannot happen any more. */
  readonly codes: readonly ErrorCode[];
};

/**
 * What the connector's dashboard and its set-up pages showed, with every documented cause and way out
 * (learn.microsoft.com, “Connector status errors in the ITSMC dashboard” and the set-up pages that it links to).
 */
export const oldConnectorErrors: readonly OldConnectorError[] = [
  {
    name: "Unexpected response from ServiceNow",
    texts: [
      "Unexpected response from ServiceNow along with success status code. Response: {…}",
      "Target record not found",
      "Invalid staging table",
      "Row transform ignored by onBefore script",
    ],
    causes: [
      "A custom script in ServiceNow makes incidents be ignored.",
      "The code of the OMS Integrator app was changed, for example its onBefore script.",
      "The staging table or the target table is not there.",
      "A business rule aborted what the transform map wrote.",
    ],
    waysOut: [
      "Switch custom scripts and changes to the app's code off.",
      "With the Table API the bridge writes to the incident table itself: no transform map is in between. Leave the import set out of the settings if nothing else needs it.",
    ],
    codes: [
      "SERVICENOW_IMPORT_TARGET_NOT_FOUND",
      "SERVICENOW_IMPORT_ROW_IGNORED",
      "SERVICENOW_IMPORT_RULE_ABORTED",
      "SERVICENOW_IMPORT_TABLE_INVALID",
      "SERVICENOW_IMPORT_STAGING_INVALID",
      "SERVICENOW_IMPORT_ROW_FAILED",
    ],
  },
  {
    name: "Exception update failure",
    texts: [
      '{"error":{"message":"Operation Failed","detail":"ACL Exception Update Failed due to security constraints"}',
    ],
    causes: [
      "The integration user lacks roles, or an access rule of the table refuses it what it is asked to write.",
    ],
    waysOut: [
      "Check all roles of the integration user: itil, or sn_incident_write with sn_incident_read.",
      "Let “Debug security rules” in ServiceNow show which rule refuses.",
    ],
    codes: ["SERVICENOW_ACL_DENIED"],
  },
  {
    name: "Problem sending a request",
    texts: ["An error occurred while sending the request."],
    causes: [
      "The ServiceNow instance is not available: it is down, or was deleted.",
      "The network in between, DNS or the TLS certificate does not let a connection come about.",
    ],
    waysOut: [
      "Check whether the instance is deleted or down.",
      "Check the instance URL, DNS and outbound rules.",
    ],
    codes: [
      "SERVICENOW_UNREACHABLE",
      "SERVICENOW_HOST_UNKNOWN",
      "SERVICENOW_CERTIFICATE_INVALID",
      "SERVICENOW_CONNECTION_LOST",
      "SERVICENOW_TIMEOUT",
    ],
  },
  {
    name: "Host not known",
    texts: ["No such host is known", "The remote name could not be resolved: {…}"],
    causes: ["The instance URL is wrong, or the instance was renamed or deleted."],
    waysOut: ["Correct the instance URL: https://<instance>.service-now.com."],
    codes: ["SERVICENOW_HOST_UNKNOWN"],
  },
  {
    name: "Rate problem",
    texts: ["ServiceDeskHttpBadRequestException: StatusCode=429"],
    causes: [
      "A rate limit rule of ServiceNow is too low for the calls that are made.",
      "The rate limit is so high that the instance cannot keep up, and its queue is full.",
    ],
    waysOut: [
      "Raise or remove the rule's limit for the integration user (sys_rate_limit_rules).",
      "The bridge waits as long as ServiceNow asks and goes on by itself; nothing is lost.",
    ],
    codes: ["SERVICENOW_RATE_LIMITED", "SERVICENOW_BUSY"],
  },
  {
    name: "Invalid refresh token",
    texts: [
      "AccessToken and RefreshToken invalid. User needs to authenticate again.",
      "Could not sync templates configuration for Event,Alert,Incident. See Exception Message for more details.",
    ],
    causes: [
      "The refresh token has expired or was revoked.",
      "The integration user's password was changed, or the OAuth client's secret.",
      "Templates and choices cannot be read: roles are missing.",
    ],
    waysOut: [
      "There: sync the connector, so that it gets a new refresh token.",
      "With the bridge: `bridge connections sync <name>` does what Sync did. A refresh token that has ended is replaced by itself where the grant needs nobody, and warned of 30, 7 and 1 days before where it needs a person: `bridge connections authorize <name>`.",
    ],
    codes: [
      "REFRESH_TOKEN_INVALID",
      "CONNECTION_UNAUTHORISED",
      "SERVICENOW_TOKEN_REFUSED",
      "SERVICENOW_GRANT_REJECTED",
      "SERVICENOW_CREDENTIALS_REJECTED",
      "CONNECTION_CREDENTIALS_END",
      "CONNECTION_CONFIGURATION_UNREADABLE",
      "SERVICENOW_QUERY_DENIED",
    ],
  },
  {
    name: "Missing connector",
    texts: [
      "Could not create/update work item for alert {…}. ITSM Connector {…} does not exist or was deleted.",
    ],
    causes: ["The connector was deleted while action groups still pointed at it."],
    waysOut: [
      "Find the action groups that point at it, and disable, delete or change them.",
      "With the bridge: add the connection that the route names, or let the route name another one; then replay the dead letters.",
    ],
    codes: ["CONNECTION_MISSING", "ROUTE_UNKNOWN"],
  },
  {
    name: "Lack of connection details",
    texts: ["Something went wrong. Could not get connection details."],
    causes: [
      "The first sync of a new connector had not finished.",
      "The connector was badly defined: its address or its credentials are wrong.",
    ],
    waysOut: [
      "There: sync, and review the connection.",
      "With the bridge: GET /api/ready (npm run bridge -- ready) says how the connection is, with its code. There is no first sync to wait for.",
    ],
    codes: ["CONNECTION_MISSING", "CONNECTION_URL_REFUSED", "SERVICENOW_CREDENTIALS_REJECTED"],
  },
  {
    name: "IP restrictions",
    texts: [
      'Failed to add ITSM Connection named "{…}" due to Bad Request. Error: Bad request. Invalid parameters provided for connection. Http Exception: Status Code Forbidden.',
      "Failed to update ITSM Connection credentials",
    ],
    causes: [
      "ServiceNow does not allow calls from the caller's IP address.",
      "The user's roles do not allow what is asked, or the credentials are wrong.",
    ],
    waysOut: [
      "Allow the outbound IP addresses of the function app in ServiceNow (IP Address Access Control). A NAT gateway gives the app one that does not change.",
      "Check the roles of the integration user.",
    ],
    codes: [
      "SERVICENOW_IP_DENIED",
      "SERVICENOW_PROXY_DENIED",
      "SERVICENOW_API_ACL_DENIED",
      "SERVICENOW_TOKEN_REFUSED",
    ],
  },
  {
    name: "User not authenticated",
    texts: ["User Not Authenticated"],
    causes: [
      "The token needs to be renewed.",
      "The integration user's rights or its account are not in order.",
    ],
    waysOut: [
      "There: sync if it ever worked, else set the app and the roles up again.",
      "With the bridge: tokens are renewed by themselves. Check the integration user: active, not locked, no password reset due, Basic authentication not restricted.",
    ],
    codes: ["SERVICENOW_CREDENTIALS_REJECTED", "SERVICENOW_TOKEN_NOT_ACCEPTED", "SERVICENOW_MFA_REQUIRED"],
  },
  {
    name: "Configuration cannot be read",
    texts: [
      "Failed to retrieve connection configuration",
      "Can't retrieve the template configuration{…}",
      "No values found for the following fields: {…}",
    ],
    causes: [
      "Choice lists or templates cannot be read by the integration user, because roles are missing, or they are empty.",
      "The refresh token has ended, so that nothing can be read.",
    ],
    waysOut: [
      "Give the integration user the roles that `bridge connections check <name>` names, then `bridge connections sync <name>`. If its refresh token has ended: `bridge connections authorize <name>`.",
      "The bridge makes tickets all the same: it needs no templates of ServiceNow, and a route may name a close code itself.",
    ],
    codes: [
      "CONNECTION_CONFIGURATION_UNREADABLE",
      "CONNECTION_CHOICES_EMPTY",
      "SERVICENOW_CLOSE_CODE_MISSING",
      "SERVICENOW_QUERY_DENIED",
    ],
  },
  {
    name: "Web app not available",
    texts: ["Web App - Unavailable"],
    causes: ["The Azure app between Azure Monitor and the ITSM product was stopped or not deployed."],
    waysOut: ["See that the function app runs: GET /api/health and GET /api/ready say so."],
    codes: ["BRIDGE_STARTING", "STORAGE_UNAVAILABLE"],
  },
  {
    name: "Cross-scope access refused",
    texts: [
      "Read operation against 'oauth_entity' from scope '{…}' has been refused due to the table's cross-scope access policy",
    ],
    causes: [
      "A customisation of ServiceNow restricts who may read OAuth entities; the Microsoft 365 app expects that every administrator can.",
    ],
    waysOut: [
      "There: set the table Application Registries (oauth_entity) back to “All application scopes” with “Can read”.",
      "With the bridge: nothing. It installs no app in ServiceNow and reads no OAuth entity.",
    ],
    codes: [],
  },
];
