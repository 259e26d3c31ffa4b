import type { HonoRequest } from "hono";
import { createMiddleware } from "hono/factory";

/**
 * Pages and admin API have no sign-in, so they must only ever answer somebody at this machine: not a web page
 * that a browser here has open, neither by a form sent across sites nor by a name made to point at loopback.
 */
export function localOnly(instanceUrl: () => string) {
  return createMiddleware(async (c, next) => {
    const host = c.req.header("host") ?? "";
    const origin = c.req.header("origin");
    const known = new URL(instanceUrl()).host;
    const isLocalHost = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.test(host) || host === known;
    const isSameOrigin = origin === undefined || origin === `http://${host}` || origin === instanceUrl();
    const isForeign = c.req.header("sec-fetch-site") === "cross-site" && !isArrival(c.req);
    if (!isLocalHost || !isSameOrigin || isForeign) {
      return c.text("This page answers only on this machine.", 403);
    }
    c.header("X-Frame-Options", "DENY");
    c.header("Referrer-Policy", "same-origin");
    c.header("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'");
    c.header("Cache-Control", "no-store");
    await next();
    return;
  });
}

/** Somebody whom a client sends with his browser to allow it something: these pages do have a sign-in. */
function isArrival(request: HonoRequest): boolean {
  return (
    request.method === "GET" &&
    /^\/(oauth_auth|login|login_with_sso|side_door)\.do$/.test(request.path) &&
    request.header("sec-fetch-mode") === "navigate" &&
    request.header("sec-fetch-dest") === "document"
  );
}
