import type { FailureEntry } from "./failureEntry.ts";

const automaticAction =
  "It says so when the connection is checked, and goes on with what the instance lets it do.";
const found = { owner: "partner", automaticAction, retry: "never", httpStatus: 502 } as const;

/** What the check of a connection finds before a ticket meets it. */
export const connectionCheckFailures = {
  SERVICENOW_ROLE_MISSING: {
    title: "The integration user lacks a role",
    cause: "What the connection is to do needs a role that neither the user nor one of its groups has.",
    resolution:
      "Give the integration user the role that the detail names (User Administration, Users, Roles). A role holds from the user's next session on: after at most half an hour.",
    ...found,
  },
  SERVICENOW_ROLE_UNSUITED: {
    title: "The integration user has a role that it should not have",
    cause:
      "The role snc_read_only forbids every write whatever else is allowed; admin allows far more than an integration needs, and ServiceNow takes no signed assertion (JWT bearer) for administrators.",
    resolution: "Take the role away that the detail names; itil, or sn_incident_write, is enough.",
    ...found,
  },
  SERVICENOW_ROWS_HIDDEN: {
    title: "ServiceNow hides records from the integration user",
    cause:
      "The table can be called and its answer is good, but its list is empty although there are records: access rules hide them without saying so.",
    resolution: "Give the integration user a role that reads the table which the detail names.",
    ...found,
  },
  SERVICENOW_ACCOUNT_UNUSABLE: {
    title: "The integration user's account will not go on working",
    cause:
      "It is not active, locked, has a password that must be reset, or is of a kind that the grant refuses. A token that was issued before may work until it ends.",
    resolution:
      "Correct the user's record (User Administration, Users): active, not locked out, “Password needs reset” cleared; “Web service access only” as the way of signing in needs it.",
    ...found,
    owner: "credentials",
  },
  SERVICENOW_CLIENT_UNSUITED: {
    title: "The OAuth client's record does not fit",
    cause:
      "The record in ServiceNow's application registry is not active, is missing, or lacks what this grant needs.",
    resolution: "Correct it as the detail says: System OAuth, Application Registry.",
    ...found,
    owner: "credentials",
  },
  SERVICENOW_CLOCK_SKEWED: {
    title: "ServiceNow's clock and the bridge's do not agree",
    cause:
      "The time in ServiceNow's answers differs from the bridge's by more than a minute. Beyond five minutes ServiceNow refuses signed assertions; before that, the ends of tokens are reckoned wrongly.",
    resolution:
      "Azure keeps its clocks right; see to the clock of the machine if the bridge runs elsewhere. If ServiceNow is wrong, tell its support.",
    ...found,
  },
  SERVICENOW_RELEASE_TOO_OLD: {
    title: "The instance's release is older than what the bridge supports",
    cause: "ServiceNow's release is before Kingston (2018), whose interfaces the bridge is not made for.",
    resolution: "Upgrade the instance. What works may go on working; nobody has tried it.",
    ...found,
  },
  SERVICENOW_BASIC_ENDING: {
    title: "The connection signs in by Basic authentication, which ServiceNow is retiring",
    cause:
      "From the Brazil release on ServiceNow prepares its end. New instances let in by it only accounts for web services, and holders of the role snc_basic_auth_api_access; others follow.",
    resolution:
      "Change the connection to OAuth (docs/connect-servicenow.md): no ticket is lost by it. Until then set “Web service access only” in the integration user's record.",
    ...found,
    owner: "configuration",
  },
  CONNECTION_UNUSED: {
    title: "No route leads to the connection",
    cause: "No route of bridge.json names it, so no alert will ever become a ticket there.",
    resolution: "Name it in a route of bridge.json (connection), or remove it.",
    ...found,
    owner: "configuration",
    httpStatus: 409,
  },
} as const satisfies Record<string, FailureEntry>;
