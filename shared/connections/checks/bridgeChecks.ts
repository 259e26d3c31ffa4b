import type { NotNow } from "../../delivery/pacing.ts";
import type { Route } from "../../routing/route.ts";
import type { Connection } from "../connection.ts";
import { type CheckDefinition, type Finding, ok } from "./connectionCheck.ts";

const group = "The bridge";

/** What the bridge makes of this connection. */
export function bridgeChecks(
  connection: Connection,
  { routes, rest }: { readonly routes: readonly Route[]; readonly rest: NotNow | undefined },
): readonly CheckDefinition[] {
  return [
    { id: "routes", group, title: "Routes lead here", look: () => judgeRoutes(connection, routes) },
    { id: "resting", group, title: "Messages may call it", look: () => judgeRest(connection, rest) },
  ];
}

/** Pure. */
export function judgeRoutes({ name }: Connection, routes: readonly Route[]): Finding {
  if (routes.length > 0) {
    const names = routes.map((route) => `“${route.name}”`).join(", ");
    return ok(routes.length === 1 ? `one does: ${names}` : `${routes.length} do: ${names}`);
  }
  return {
    status: "warning",
    code: "CONNECTION_UNUSED",
    detail: "no route names this connection: no alert will ever become a ticket there",
    cause: `In bridge.json no route has "connection": "${name}".`,
    fix: `Give a route "connection": "${name}", or remove the connection.`,
  };
}

/** Pure. */
export function judgeRest({ name }: Connection, rest: NotNow | undefined): Finding {
  if (rest === undefined) return ok("nothing stands in the way");
  return {
    status: "warning",
    code: rest.code,
    detail: rest.because,
    fix: `When its cause is gone: npm run bridge -- connections resume ${name}. Until then messages wait; nothing is lost.`,
  };
}
