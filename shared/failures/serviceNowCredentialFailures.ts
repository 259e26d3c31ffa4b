import { restsParked, restsWhileAway, resumeAtOnce } from "./connectionRests.ts";
import type { FailureEntry } from "./failureEntry.ts";

/** The caller is not who it has to be. All may pass: credentials are renewed without any message being at fault. */
export const serviceNowCredentialFailures = {
  SERVICENOW_CREDENTIALS_REJECTED: {
    title: "ServiceNow rejects the credentials",
    cause:
      "Wrong password, unknown or locked user, a password that must be reset, or Basic authentication restricted for this user: ServiceNow gives all of them the same answer.",
    resolution: `Check the integration user (active, not locked, no password reset due), and correct the password where the connection has it: \`bridge connections credentials <name>\`, or the settings. For Basic authentication it needs “Web service access only” or the role snc_basic_auth_api_access; better is OAuth. ${resumeAtOnce}`,
    owner: "credentials",
    automaticAction: `It renews a token once. If that does not help: ${restsParked}`,
    retry: "later",
    httpStatus: 503,
  },
  SERVICENOW_TOKEN_NOT_ACCEPTED: {
    title: "ServiceNow issues a token and does not accept it",
    cause:
      "The token endpoint gave a token, and the API answers 401 to it: the user was locked or deactivated meanwhile, the token was revoked, or a REST API access policy asks for another authentication profile.",
    resolution: `Check the integration user (active, not locked) and ServiceNow's REST API access policies; revoke the user's tokens (System OAuth, Manage Tokens) so that a new one is issued. ${resumeAtOnce}`,
    owner: "credentials",
    automaticAction: `It has already asked for another token. ${restsParked}`,
    retry: "later",
    httpStatus: 503,
  },
  SERVICENOW_MFA_REQUIRED: {
    title: "ServiceNow asks the integration user for a one-time password",
    cause:
      "Multi-factor authentication is on for this user's Basic authentication: the answer is 401 with the header X-MFA_TOKEN: invalid. The password itself is right.",
    resolution: `Exempt the integration user from multi-factor authentication, or use OAuth for the connection. ${resumeAtOnce}`,
    owner: "credentials",
    automaticAction: restsParked,
    retry: "later",
    httpStatus: 503,
  },
  SERVICENOW_TOKEN_REFUSED: {
    title: "ServiceNow gives no access token",
    cause:
      "The client id or secret is wrong, the user's password is wrong or must be reset, a signed assertion (JWT) is not accepted, or the grant is switched off. ServiceNow answers “server_error, access_denied” to nearly all of them.",
    resolution: `Check user name and password, where they were given; then the client's id and secret, its entry in the Application Registry (active, grant allowed; client credentials have to be switched on and need an “OAuth Application User”; JWT bearer needs the key id and the certificate in a verifier map, and the subject in the user's field), and the user (active, not locked; for the password grant one that may sign in interactively). ServiceNow's system log says more under “Exception on token flow”. ${resumeAtOnce}`,
    owner: "credentials",
    automaticAction: `Where a refresh token is refused and the grant needs nobody, it asks with the grant itself once. ${restsParked}`,
    retry: "later",
    httpStatus: 503,
  },
  SERVICENOW_CLIENT_REJECTED: {
    title: "ServiceNow does not know the OAuth client",
    cause:
      "The token endpoint answers “invalid_client”: the client id or its secret is wrong, or the OAuth registry entry is inactive or deleted.",
    resolution: `Compare the client id that \`bridge connections show <name>\` names with the entry in ServiceNow (System OAuth, Application Registry), see that it is active, and give the bridge its client secret anew: \`bridge connections credentials <name>\`, or the settings SERVICENOW_CLIENT_ID and SERVICENOW_CLIENT_SECRET for the connection that they describe. ${resumeAtOnce}`,
    owner: "credentials",
    automaticAction: restsParked,
    retry: "later",
    httpStatus: 503,
  },
  SERVICENOW_GRANT_REJECTED: {
    title: "ServiceNow rejects what the token was asked for with",
    cause:
      "The token endpoint answers “invalid_grant”: the user's name or password is wrong, a signed assertion is not accepted, the code of a sign-in has ended, or the refresh token has expired or was revoked.",
    resolution: `Correct what the connection's grant shows (\`bridge connections credentials <name>\`, or the settings): name and password, or private key, key id and subject. Where somebody has to sign in: \`bridge connections authorize <name>\`. A refresh token that has ended is replaced by itself where the grant needs nobody. ${resumeAtOnce}`,
    owner: "credentials",
    automaticAction: `Where a refresh token is refused and the grant needs nobody, it asks with the grant itself once. ${restsParked}`,
    retry: "later",
    httpStatus: 503,
  },
  SERVICENOW_GRANT_NOT_ALLOWED: {
    title: "The OAuth client may not use this grant",
    cause:
      "The token endpoint answers “unsupported_grant_type” or “unauthorized_client”: the connection's grant is switched off on the instance or for this client.",
    resolution: `Allow the grant that \`bridge connections show <name>\` names in the client's entry (System OAuth, Application Registry). Password: glide.oauth.inbound.ropc.grant_type.disabled must not be true. Client credentials: glide.oauth.inbound.client.credential.grant_type.enabled has to be true, and the client needs an “OAuth Application User”. JWT bearer: the client has to be a JWT client. Or take another grant: \`bridge connections credentials <name> --grant …\`. ${resumeAtOnce}`,
    owner: "credentials",
    automaticAction: restsParked,
    retry: "later",
    httpStatus: 503,
  },
  SERVICENOW_TOKEN_REPLY_INVALID: {
    title: "The token endpoint answers without a token",
    cause:
      "The token endpoint answers success, but its JSON has no access token: another service answers at /oauth_token.do, or the answer was cut.",
    resolution: "See the answer. Check the instance URL and what stands between the bridge and ServiceNow.",
    owner: "partner",
    automaticAction: `It sends nothing to the API. ${restsWhileAway}`,
    retry: "later",
    httpStatus: 503,
  },
} as const satisfies Record<string, FailureEntry>;
