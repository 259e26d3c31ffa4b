import type { Alert } from "../alerts/alert.ts";
import { correlationIdFor } from "./correlationId.ts";
import { type Matcher, matcherOf, matchSubjectOf } from "./matchesRoute.ts";
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
 * alert gets its own work item. Routes that would share one ticket (same connection, target and grouping) do not race
 * for it: the first of them that wants the alert makes it.
 */
export function routeAlert(alert: Alert, routes: readonly Route[], requested: string | null): Routing {
  const prepared = preparedRoutes(routes);
  const asked =
    requested === null ? prepared : prepared.filter(({ route }) => sameName(route.name, requested));
  if (requested !== null && asked.length === 0) return { kind: "routeUnknown", route: requested };

  const subject = matchSubjectOf(alert);
  const tickets = new Map<string, RoutedAlert>();
  for (const { route, wants } of asked) {
    if (!wants(subject)) continue;
    const correlationId = correlationIdOf(alert, route);
    if (!tickets.has(correlationId)) tickets.set(correlationId, { route, correlationId });
  }
  const [first, ...rest] = tickets.values();
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

type PreparedRoute = { readonly route: Route; readonly wants: Matcher };

/** A list of routes lives as long as the configuration that it comes from. */
const preparedLists = new WeakMap<readonly Route[], readonly PreparedRoute[]>();

function preparedRoutes(routes: readonly Route[]): readonly PreparedRoute[] {
  let prepared = preparedLists.get(routes);
  if (prepared === undefined) {
    prepared = routes.map((route) => ({ route, wants: matcherOf(route.match) }));
    preparedLists.set(routes, prepared);
  }
  return prepared;
}

function sameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
