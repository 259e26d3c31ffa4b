/** ServiceNow's own words for what must not be shown. */
const secretFields =
  /("(?:access_token|refresh_token|id_token|client_secret|password|user_password|assertion)"\s*:\s*")[^"]*/gi;
const authorizations = /\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{8,}/gi;

/** Longest text of an answer that is kept. */
const longest = 2_000;

/**
 * Text of a partner as it may stand in a journal, a dead letter or a log: known secrets replaced wherever they occur,
 * unknown ones where they look like such, cut to so many characters.
 */
export function withoutSecrets(text: string, secrets: readonly string[], mostChars = longest): string {
  let safe = text;
  // Shorter ones would blank out half of the text, and are no secrets worth the name.
  for (const secret of secrets) if (secret.length >= 4) safe = safe.replaceAll(secret, "***");
  safe = safe.replace(secretFields, "$1***").replace(authorizations, "$1 ***");
  return safe.length > mostChars ? `${safe.slice(0, mostChars - 1)}…` : safe;
}
