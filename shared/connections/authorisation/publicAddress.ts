import { BridgeError } from "../../failures/bridgeError.ts";

/** The address to which the instance sends a browser back: what has to stand in the OAuth client's redirect URLs. */
export function redirectUriOf(publicUrl: string, connection: string): string {
  return `${checkedBase(publicUrl)}${redirectPath(connection)}`;
}

/** What every redirect URL of a connection ends in, wherever the bridge is. */
export function redirectPath(connection: string): string {
  return `/api/connections/${encodeURIComponent(connection)}/authorized`;
}

/** The page that a link leads to. */
export function linkOf(redirectUri: string, ticket: string): string {
  return `${redirectUri.replace(/authorized$/, "authorize")}?ticket=${ticket}`;
}

/**
 * Throws BridgeError REDIRECT_URI_REFUSED: what comes back is as good as a password for a minute, so it travels
 * encrypted, or not beyond this machine (RFC 9700, 2.6).
 */
function checkedBase(publicUrl: string): string {
  const url = URL.parse(publicUrl);
  if (url === null || !["http:", "https:"].includes(url.protocol))
    throw refused("is no http or https address");
  if (url.username !== "" || url.password !== "") throw refused("carries credentials");
  if (url.protocol === "http:" && !isLoopback(url.hostname)) throw refused(`(${url.origin}) is not https`);
  return `${url.origin}${url.pathname}`.replace(/\/+$/, "");
}

function refused(why: string): BridgeError {
  return new BridgeError(
    "REDIRECT_URI_REFUSED",
    `The address at which browsers reach the bridge ${why}; BRIDGE_PUBLIC_URL sets it`,
  );
}

function isLoopback(hostname: string): boolean {
  return ["127.0.0.1", "localhost", "[::1]"].includes(hostname);
}
