import { createHash, createHmac } from "node:crypto";

/**
 * What travels in a link, in a cookie and as `state`: the id of the pending authorisation and a secret, all of it hex,
 * because ServiceNow wants no special characters in a state.
 */
export type Secret = { readonly id: string; readonly secret: string };

const idChars = 32;

export function secretText({ id, secret }: Secret): string {
  return `${id}${secret}`;
}

/** Undefined for what cannot be one of ours. */
export function readSecret(text: string | null | undefined): Secret | undefined {
  if (text === null || text === undefined || !/^[0-9a-f]{96}$/.test(text)) return undefined;
  return { id: text.slice(0, idChars), secret: text.slice(idChars) };
}

export function secretHash({ id, secret }: Secret): string {
  return createHash("sha256").update(`${id}|${secret}`).digest("hex");
}

/**
 * The PKCE verifier (RFC 7636, 4.1) of one sign-in. It is kept nowhere: one half of what it is made of is in the
 * browser's cookie, the other is stored with the pending authorisation.
 */
export function codeVerifier(browser: Secret, salt: string): string {
  return createHmac("sha256", browser.secret).update(`${browser.id}|${salt}`).digest("base64url");
}

/** S256, RFC 7636, 4.2. */
export function codeChallenge(verifier: string): string {
  return createHash("sha256").update(verifier).digest("base64url");
}

export function isAuthorisationId(text: string): boolean {
  return /^[0-9a-f]{32}$/.test(text);
}
