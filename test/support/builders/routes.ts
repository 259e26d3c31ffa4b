import { defaultBridgeConfig } from "../../../shared/config/bridgeConfig.ts";
import type { Route, RoutePolicy } from "../../../shared/routing/route.ts";

/** The route of somebody without a configuration: wants everything. */
export function aRoute(overrides: Partial<Route> = {}): Route {
  const [route] = defaultBridgeConfig().routes;
  if (route === undefined) throw new Error("the default configuration has no route");
  return { ...route, ...overrides };
}

export function aPolicy(overrides: Partial<RoutePolicy> = {}): RoutePolicy {
  return { ...aRoute().policy, ...overrides };
}
