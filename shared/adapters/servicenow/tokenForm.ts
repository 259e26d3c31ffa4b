import type { HttpRequest } from "./exchange.ts";

/** Of a token request's form; everything else there is secret or a person's. */
const shown = new Set(["grant_type", "client_id", "scope"]);
/** What would let somebody in: also what counts once, and what nobody but the form knows. */
const secret = new Set([
  "assertion",
  "client_assertion",
  "client_secret",
  "code",
  "code_verifier",
  "password",
  "refresh_token",
  "token",
]);

/** A form as it may be kept. */
export function safeForm(body: string): string {
  return [...new URLSearchParams(body)]
    .map(([name, value]) => `${name}=${shown.has(name) ? encodeURIComponent(value) : "***"}`)
    .join("&");
}

/** Secrets in a request's form, which a partner may repeat in its answer. None if it is no form. */
export function secretsInForm({ headers, body }: Pick<HttpRequest, "headers" | "body">): readonly string[] {
  if (body === undefined || !isForm(headers)) return [];
  return [...new URLSearchParams(body)].flatMap(([name, value]) => (secret.has(name) ? [value] : []));
}

export function isForm(headers: HttpRequest["headers"]): boolean {
  return headers["content-type"] === "application/x-www-form-urlencoded";
}
