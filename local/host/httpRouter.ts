import findMyWay from "find-my-way";
import { HostError, messageOf } from "./hostError.ts";
import { toRoutePaths } from "./routeTemplate.ts";

export type Route<T> = {
  /** ASP.NET template without the route prefix. */
  readonly template: string;
  readonly methods: readonly string[];
  readonly target: T;
};

export type RouteMatch<T> = {
  readonly target: T;
  readonly params: Readonly<Record<string, string>>;
};

/**
 * Finds the function for a request: the most specific template first (literal, then parameter, then catch-all),
 * without regard to case and a trailing slash, as ASP.NET does. A path that exists for other methods only is not
 * found either: the real host makes the method part of the match, so it never answers 405.
 * (Azure/azure-functions-host: src/WebJobs.Script.WebHost, HttpMethodRouteConstraint.)
 */
export function makeHttpRouter<T>(routePrefix: string, routes: readonly Route<T>[]) {
  type Entry = { readonly target: T; readonly catchAll: string | undefined };
  const router = findMyWay({ caseSensitive: false, ignoreTrailingSlash: true, maxParamLength: 65_536 });

  for (const { template, methods, target } of routes) {
    if (/^\/?(?:admin|runtime)(?:\/|$)/i.test(`${routePrefix}/${template}`)) {
      throw new HostError(`Route "${template}" cannot be used: /admin and /runtime belong to the host.`);
    }
    for (const { path, catchAll } of toRoutePaths(`${routePrefix}/${template}`)) {
      const entry: Entry = { target, catchAll };
      for (const method of methods) {
        try {
          router.on(method.toUpperCase() as "GET", path, () => undefined, entry);
        } catch (error) {
          throw new HostError(`Route "${template}" (${method}) cannot be used: ${messageOf(error)}`);
        }
      }
    }
  }

  /** `path` as it stands in the request line, without the query. */
  return function match(method: string, path: string): RouteMatch<T> | undefined {
    // ASP.NET leaves an escaped slash escaped; the router would turn it into a slash.
    const kept = path.replace(/%2f/gi, (escaped) => `%25${escaped.slice(1)}`);
    const found = router.find(method as "GET", kept);
    if (found === null) return undefined;
    const { target, catchAll } = found.store as Entry;
    const params: Record<string, string> = {};
    for (const name in found.params) {
      const value = found.params[name];
      if (value !== undefined) params[name === "*" ? (catchAll ?? name) : name] = value;
    }
    return { target, params };
  };
}
