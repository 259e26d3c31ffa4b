/** ServiceNow's own domains: commercial and government clouds. */
const knownSuffixes = [".service-now.com", ".servicenowservices.com"];

export type JudgedUrl =
  { readonly kind: "allowed"; readonly url: URL } | { readonly kind: "refused"; readonly because: string };

/**
 * Whether credentials may be sent there: https to ServiceNow's domains or to an allowed host (name, or `name:port`), or
 * plain http to this machine. Whoever may change a connection's address could otherwise have its password sent anywhere.
 */
export function judgeInstanceUrl(instanceUrl: string, allowedHosts: readonly string[]): JudgedUrl {
  const url = URL.parse(instanceUrl);
  if (url === null) return refused("it is not a URL; expected is https://<instance>.service-now.com");
  if (url.username !== "" || url.password !== "") return refused("a URL must not carry credentials");
  if (url.pathname !== "/" || url.search !== "" || url.hash !== "") {
    return refused(`only the host is expected: ${url.protocol}//${clipped(url.host)}`);
  }
  const allowed: JudgedUrl = { kind: "allowed", url };
  if (isLoopback(url.hostname) && (url.protocol === "http:" || url.protocol === "https:")) return allowed;
  if (url.protocol !== "https:") return refused("it does not begin with https://");
  if (allowedHosts.some((host) => isSameHost(host, url))) return allowed;
  if (url.port === "" && isInstance(url.hostname)) return allowed;
  return refused(`the host ${clipped(url.host)} is not a ServiceNow instance${hintFor(url.hostname)}`);
}

/** With a name before the domain, of which each part is one that DNS can have. */
function isInstance(hostname: string): boolean {
  const suffix = knownSuffixes.find((known) => hostname.endsWith(known));
  if (suffix === undefined) return false;
  const parts = hostname.slice(0, -suffix.length).split(".");
  return parts.every((part) => /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(part));
}

/** Somebody may send a whole megabyte; a name in DNS is shorter than this. */
function clipped(host: string): string {
  return host.length <= 260 ? host : `${host.slice(0, 260)}…`;
}

/** Names are not resolved: the local machine is what says so in the URL itself. */
export function isLoopback(hostname: string): boolean {
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
  return "; if it is one under a name of your own, add that to the allow-list (setting BRIDGE_ALLOWED_HOSTS)";
}

function refused(because: string): JudgedUrl {
  return { kind: "refused", because };
}
