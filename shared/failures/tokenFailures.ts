import { restsParked, restsWhileAway, resumeAtOnce } from "./connectionRests.ts";
import type { FailureEntry } from "./failureEntry.ts";

/** What goes wrong between the bridge and whoever gives it tokens, apart from ServiceNow's own answers. */
export const tokenFailures = {
  CONNECTION_UNAUTHORISED: {
    title: "Nobody has signed in for the connection",
    cause:
      "The connection's grant needs a person to sign in once as the integration user, and that has not happened yet, or its tokens were removed.",
    resolution: `Run \`bridge connections authorize <name>\` and sign in as the integration user. ${resumeAtOnce}`,
    owner: "credentials",
    automaticAction: `It asks ServiceNow for nothing. ${restsParked}`,
    retry: "later",
    httpStatus: 503,
  },
  REFRESH_TOKEN_INVALID: {
    title: "The refresh token has expired or was revoked",
    cause:
      "ServiceNow refuses the refresh token (“AccessToken and RefreshToken invalid. User needs to authenticate again.” in the connector of old): it has reached the end of its lifespan, which use does not prolong, somebody revoked it, the OAuth client's secret was changed, or the integration user is locked or inactive.",
    resolution: `Check that the integration user is active and not locked, and that the client's secret is the one that the bridge has. Then sign in again: \`bridge connections authorize <name>\`. Client credentials, a JWT, or an Entra token need no refresh token. ${resumeAtOnce}`,
    owner: "credentials",
    automaticAction: `It keeps the token, in case that the client or the user is the reason. ${restsParked}`,
    retry: "later",
    httpStatus: 503,
  },
  JWT_KEY_INVALID: {
    title: "The private key for the JWT cannot be used",
    cause:
      "The secret that the connection names as its private key is not a PKCS #8 key in PEM, or of a kind that ServiceNow does not verify (RSA, or EC on P-256, P-384 or P-521).",
    resolution: `Store the key anew: a text that begins with “-----BEGIN PRIVATE KEY-----”, without a passphrase (openssl pkcs8 -topk8 -nocrypt). Its certificate belongs to ServiceNow's JWT verifier map. ${resumeAtOnce}`,
    owner: "credentials",
    automaticAction: `It asks ServiceNow for nothing. ${restsParked}`,
    retry: "later",
    httpStatus: 503,
  },
  ENTRA_TOKEN_REFUSED: {
    title: "Microsoft Entra ID gives no token for ServiceNow",
    cause:
      "Entra answers, and refuses: the app registration's secret is wrong or has expired, the audience is not known in the tenant, or the identity has no right to it.",
    resolution: `See the AADSTS number in the detail. Check tenant, client id and secret, and that the audience is the Application ID URI (or the client id) of the app registration that stands for ServiceNow. ${resumeAtOnce}`,
    owner: "credentials",
    automaticAction: restsParked,
    retry: "later",
    httpStatus: 503,
  },
  ENTRA_IDENTITY_MISSING: {
    title: "There is no managed identity to get a token with",
    cause:
      "The connection wants a token of a managed identity, and this app has none: it is not switched on, the client id names one that is not assigned, or the bridge does not run in Azure.",
    resolution: `Switch the function app's managed identity on, or assign the one that the connection names. Outside of Azure, sign in with the Azure CLI, or give the connection an app registration with a secret. ${resumeAtOnce}`,
    owner: "configuration",
    automaticAction: restsParked,
    retry: "later",
    httpStatus: 503,
  },
  ENTRA_UNAVAILABLE: {
    title: "Microsoft Entra ID does not answer",
    cause: "The login endpoint, or the endpoint of the managed identity, cannot be reached or is busy.",
    resolution:
      "It passes by itself. If it lasts, check outbound rules (login.microsoftonline.com), the tenant id, and Azure's status page.",
    owner: "partner",
    automaticAction: restsWhileAway,
    retry: "later",
    httpStatus: 503,
  },
} as const satisfies Record<string, FailureEntry>;
