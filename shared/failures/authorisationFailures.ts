import type { FailureEntry } from "./failureEntry.ts";

const beginAnew = "Ask for a new link: `bridge connections authorize <name>`.";
const notYou =
  "Press “Not you?” at the top right of ServiceNow's sign-in or allow page, and sign in as the integration user. Where single sign-on " +
  "signs somebody else in by itself: sign out of ServiceNow first (/logout.do) and sign in at /side_door.do or /login.do, use a private " +
  "window, or give the integration user an account at the identity provider (the same name and e-mail) and sign in as that. " +
  "Without any browser: `bridge connections authorize <name> --user <integration user>`.";

/** Somebody is to sign in, once, so that the bridge may work as the integration user; and that did not come off. */
export const authorisationFailures = {
  AUTHORISATION_STATE_INVALID: {
    title: "The link or the way back does not belong to this sign-in",
    cause:
      "The link was not copied as a whole, was used in another browser, or has done its work; the connection was changed after it was made; or a browser came back from ServiceNow that was not sent there by the bridge, or has lost the bridge's cookie.",
    resolution: `Open the link in one browser, allow its cookie, and finish there. ${beginAnew} If nobody of you has used it, somebody else has: see the audit trail.`,
    owner: "sender",
    automaticAction: "It exchanges nothing, and what the connection had before stays in use.",
    retry: "never",
    httpStatus: 400,
  },
  AUTHORISATION_EXPIRED: {
    title: "The sign-in took too long",
    cause:
      "A link counts for ten minutes, and for ten more once its button was pressed. If ServiceNow showed an error in place of its sign-in page, it never sent the browser back.",
    resolution: `${beginAnew} If ServiceNow said something of a redirect URL, see that the OAuth client's redirect URLs have the very address that the bridge's page shows.`,
    owner: "sender",
    automaticAction: "It forgets the link; what the connection had before stays in use.",
    retry: "never",
    httpStatus: 410,
  },
  AUTHORISATION_DENIED: {
    title: "ServiceNow was told not to let the bridge in",
    cause:
      "On ServiceNow's page somebody pressed “Deny”, or a policy there forbids the OAuth client to this user.",
    resolution:
      "Press “Try again” on the bridge's page, and “Allow” on ServiceNow's. If nobody pressed “Deny”, see the OAuth client's policies in ServiceNow.",
    owner: "credentials",
    automaticAction: "It asks nobody again by itself; what the connection had before stays in use.",
    retry: "never",
    httpStatus: 403,
  },
  AUTHORISATION_REFUSED: {
    title: "ServiceNow sends the browser back without a code",
    cause:
      "ServiceNow refused the request itself: the OAuth client is inactive, may not use the authorization code grant, or does not know the scope useraccount.",
    resolution:
      "The detail has ServiceNow's words. Check the OAuth client in ServiceNow (System OAuth, Application Registry): active, authorization code allowed, auth scope useraccount.",
    owner: "configuration",
    automaticAction: "It asks nobody again by itself; what the connection had before stays in use.",
    retry: "never",
    httpStatus: 403,
  },
  CONNECTION_WRONG_ACCOUNT: {
    title: "This is not the integration user",
    cause:
      "Somebody else than the connection's integration user has signed in to ServiceNow: the browser was signed in as that person, or single sign-on signed them in.",
    resolution: `${notYou} If the other account is the right one, change the connection's integration user.`,
    owner: "credentials",
    automaticAction:
      "It revokes the tokens at once and keeps none of them; what the connection had before stays in use, but for a refresh token that ended soon and was revoked so that ServiceNow would give another: of that the bridge warns.",
    retry: "never",
    httpStatus: 403,
  },
  CREDENTIALS_OF_WRONG_ACCOUNT: {
    title: "These credentials are not the integration user's",
    cause:
      "ServiceNow takes the credentials for another account than the connection's integration user. Nobody has signed in at a page: it is the OAuth client's application user, the JWT's subject, the user that belongs to the Entra application, or the user name that was given.",
    resolution:
      "For client credentials, correct “OAuth Application User” of the client; for a JWT its subject; for Entra tokens the user with that Source; a user name and password have to be those of the integration user. If the other account is the right one, change the connection's integration user.",
    owner: "credentials",
    automaticAction:
      "It revokes tokens that somebody has just authorised, and keeps none of them; what the connection had before stays in use. A connection that is not in use yet stays so; of one in use the status tells it.",
    retry: "never",
    httpStatus: 403,
  },
  CONNECTION_ACCOUNT_UNKNOWN: {
    title: "ServiceNow does not say whose access it is",
    cause:
      "The bridge asks sys_user for the record of gs.getUserID(). The answer was empty, or more than one record: the user may not read its own record, or the instance does not evaluate scripted values in queries.",
    resolution:
      "Let the integration user read its own record in sys_user (itil can). Where scripted values are not evaluated, leave the connection's integration user out: then whoever signs in is accepted.",
    owner: "configuration",
    automaticAction:
      "It revokes tokens that somebody has just authorised, because they might be anybody's; what the connection had before stays in use. A connection that names its user and is not in use yet stays so.",
    retry: "never",
    httpStatus: 403,
  },
  REDIRECT_URI_REFUSED: {
    title: "The address to come back to cannot be used",
    cause:
      "It is neither https nor on this machine, or it is not one of the redirect URLs of the OAuth client in ServiceNow, which compares them letter by letter.",
    resolution:
      "Set BRIDGE_PUBLIC_URL to the https address at which browsers reach the bridge, and enter the redirect URL that the bridge's page shows in the OAuth client (System OAuth, Application Registry, Redirect URL).",
    owner: "configuration",
    automaticAction: "It sends nobody anywhere; what the connection had before stays in use.",
    retry: "never",
    httpStatus: 400,
  },
} as const satisfies Record<string, FailureEntry>;
