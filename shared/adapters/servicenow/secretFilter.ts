/** ServiceNow's own words for what must not be shown. */
const secretFields =
  /("(?:access_token|refresh_token|id_token|client_secret|password|user_password|assertion)"\s*:\s*")[^"]*/gi;
/** The same in a form or a query, as something repeats it that refuses a request. */
const secretPairs =
  /\b((?:access_token|refresh_token|id_token|client_secret|password|user_password|assertion|client_assertion|code_verifier)=)[^&\s"'<>\\]+/gi;
const authorizations = /\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{8,}/gi;

/** Longest text of an answer that is kept. */
const longest = 2_000;

/**
 * Text of a partner as it may stand in a journal, a dead letter or a log: known secrets replaced wherever they occur,
 * unknown ones where they look like such, cut to so many characters.
 */
export function withoutSecrets(text: string, secrets: readonly string[], mostChars = longest): string {
  const safe = withoutKnownSecrets(text, secrets)
    .replace(secretFields, "$1***")
    .replace(secretPairs, "$1***")
    .replace(authorizations, "$1 ***");
  return safe.length > mostChars ? `${safe.slice(0, mostChars - 1)}…` : safe;
}

/** Known secrets in every form in which HTTP and JSON carry them. What else changes a text comes after this, or it hides a part of one. */
export function withoutKnownSecrets(text: string, secrets: readonly string[]): string {
  let safe = text;
  for (const secret of secrets) {
    // Shorter ones would blank out half of the text, and are no secrets worth the name.
    if (secret.length < 4) continue;
    for (const shape of shapesOf(secret)) safe = safe.replaceAll(shape, "***");
  }
  return safe;
}

function shapesOf(secret: string): ReadonlySet<string> {
  const escaped = JSON.stringify(secret).slice(1, -1);
  return new Set([
    JSON.stringify(escaped).slice(1, -1),
    escaped,
    secret,
    encodeURIComponent(secret),
    new URLSearchParams([["", secret]]).toString().slice(1),
    Buffer.from(secret).toString("base64"),
    Buffer.from(secret).toString("base64url"),
  ]);
}
