import type { Alert } from "../alerts/alert.ts";
import { correlationIdFor } from "./correlationId.ts";
import { matchesRoute } from "./matchesRoute.ts";
import type { Route } from "./route.ts";
import { ticketIdentityKey } from "./ticketIdentity.ts";

/** One work item that ought to exist for an alert. */
export type RoutedAlert = { readonly route: Route; readonly correlationId: string };

export type Routing =
  | { readonly kind: "routed"; readonly to: readonly [RoutedAlert, ...RoutedAlert[]] }
  | { readonly kind: "unwanted" }
  | { readonly kind: "routeUnknown"; readonly route: string };

/**
 * Where an alert goes. An address that names a route asks for that one alone; otherwise every route that wants the
 * alert gets its own work item.
 */
export function routeAlert(alert: Alert, routes: readonly Route[], requested: string | null): Routing {
  const asked = requested === null ? routes : routes.filter((route) => sameName(route.name, requested));
  if (requested !== null && asked.length === 0) return { kind: "routeUnknown", route: requested };

  const [first, ...rest] = asked
    .filter((route) => matchesRoute(alert, route.match))
    .map((route) => ({ route, correlationId: correlationIdOf(alert, route) }));
  return first === undefined ? { kind: "unwanted" } : { kind: "routed", to: [first, ...rest] };
}

export function correlationIdOf(alert: Alert, route: Route): string {
  return correlationIdFor({
    connection: route.connection,
    workItemKind: route.workItemKind,
    target: route.target,
    identityKey: ticketIdentityKey(alert, route.groupBy),
  });
}

function sameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
