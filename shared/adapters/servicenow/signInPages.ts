import type { Connection } from "../../connections/connection.ts";
import type { SignInRequest } from "../../connections/authorisation/authorisationParts.ts";
import { checkInstanceUrl } from "./checkInstanceUrl.ts";

/**
 * `/oauth_auth.do`: RFC 6749, 4.1.1 with PKCE. `useraccount` is the scope that stands for all that the user may do; clients
 * that are made since the Zurich release have no other way to the Table API.
 * Throws BridgeError CONNECTION_URL_REFUSED.
 */
export function signInUrl(
  connection: Connection,
  { redirectUri, state, codeChallenge }: SignInRequest,
): string {
  const { grant } = connection;
  if (grant.kind !== "authorizationCode") throw new Error(`Nobody signs in for the grant ${grant.kind}`);
  const url = new URL("/oauth_auth.do", checkInstanceUrl(connection.instanceUrl, connection.allowedHosts));
  url.search = new URLSearchParams({
    response_type: "code",
    client_id: grant.clientId,
    redirect_uri: redirectUri,
    scope: "useraccount",
    state,
    code_challenge: codeChallenge,
    code_challenge_method: "S256",
  }).toString();
  return url.href;
}

/** Ends a session of the browser there. Throws BridgeError CONNECTION_URL_REFUSED. */
export function signOutUrl({ instanceUrl, allowedHosts }: Connection): string {
  return new URL("/logout.do", checkInstanceUrl(instanceUrl, allowedHosts)).href;
}
