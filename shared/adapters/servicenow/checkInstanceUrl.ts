import { BridgeError } from "../../failures/bridgeError.ts";

/** ServiceNow's own domains: commercial and government clouds. */
const knownSuffixes = [".service-now.com", ".servicenowservices.com"];

/**
 * Whether credentials may be sent there: https to ServiceNow's domains or to an allowed host (name, or `name:port`), or
 * plain http to this machine. Whoever may change a connection's address could otherwise have its password sent anywhere.
 *
 * Throws BridgeError CONNECTION_URL_REFUSED.
 */
export function checkInstanceUrl(instanceUrl: string, allowedHosts: readonly string[] = []): URL {
  const url = URL.parse(instanceUrl);
  if (url === null) throw refused("it is not a URL; expected is https://<instance>.service-now.com");
  if (url.username !== "" || url.password !== "") throw refused("a URL must not carry credentials");
  if (url.pathname !== "/" || url.search !== "" || url.hash !== "") {
    throw refused(`only the host is expected: ${url.protocol}//${url.host}`);
  }

  if (isLoopback(url.hostname) && (url.protocol === "http:" || url.protocol === "https:")) return url;
  if (url.protocol !== "https:") throw refused("it does not begin with https://");
  if (allowedHosts.some((host) => isSameHost(host, url))) return url;
  if (url.port === "" && knownSuffixes.some((suffix) => url.hostname.endsWith(suffix))) return url;

  throw refused(`the host ${url.host} is not a ServiceNow instance${hintFor(url.hostname)}`);
}

/** Personal developer instances hibernate and are reclaimed; on this machine, the sandbox plays one. */
export function isDeveloperInstance({ hostname }: URL): boolean {
  return /^dev\d+\.service-now\.com$/.test(hostname) || isLoopback(hostname);
}

/** Names are not resolved: the local machine is what says so in the URL itself. */
function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127(\.\d{1,3}){3}$/.test(hostname);
}

function isSameHost(allowed: string, url: URL): boolean {
  const host = allowed.trim().toLowerCase();
  return host === url.host || (host === url.hostname && url.port === "");
}

function hintFor(hostname: string): string {
  if (hostname === "servicenow.com" || hostname.endsWith(".servicenow.com")) {
    return `; instances are at .service-now.com, with a hyphen (${hostname.replace(/servicenow\.com$/, "service-now.com")})`;
  }
  if (hostname === "service-now.com") return "; the instance's name is missing";
  return "; add it to the allow-list if it is one under a custom name";
}

function refused(because: string): BridgeError {
  return new BridgeError("CONNECTION_URL_REFUSED", `The instance URL is refused: ${because}`);
}
