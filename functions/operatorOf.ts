import type { HttpRequest } from "@azure/functions";

const longest = 200;

/**
 * Who does something by hand, for the audit trail. App Service authentication says so in headers that nobody outside
 * can set, where it is switched on; else it is what the caller says of itself, and marked so.
 * https://learn.microsoft.com/azure/app-service/configure-authentication-user-identities
 */
export function operatorOf({ headers }: HttpRequest, isSignInOn: boolean): string {
  const principal = text(
    headers.get("x-ms-client-principal-name") ?? headers.get("x-ms-client-principal-id"),
  );
  if (isSignInOn && principal !== "") return principal;
  const said = text(headers.get("x-bridge-operator")) || principal;
  return said === "" ? "function key" : `said: ${said}`;
}

/** App Service sets it for every app, to True where its authentication is on. */
export function isSignInOn(environment: Readonly<Record<string, string | undefined>>): boolean {
  return environment["WEBSITE_AUTH_ENABLED"]?.toLowerCase() === "true";
}

function text(value: string | null): string {
  return (value ?? "").replace(/\p{C}/gu, "").trim().slice(0, longest);
}
