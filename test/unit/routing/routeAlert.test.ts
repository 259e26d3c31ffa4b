import { describe, expect, it } from "vitest";

import { routeAlert } from "../../../shared/routing/routeAlert.ts";
import { anAlert } from "../../support/builders/alerts.ts";
import { aRoute } from "../../support/builders/routes.ts";

const special = aRoute({ name: "databases", match: { families: ["metric"] } });
const general = aRoute({ name: "everything" });
const rest = (name: string, target: string) => aRoute({ name, target });

function namesFor(routes: readonly ReturnType<typeof aRoute>[], requested: string | null = null) {
  const routing = routeAlert(anAlert(), routes, requested);
  return routing.kind === "routed" ? routing.to.map(({ route }) => route.name) : routing;
}

describe("where an alert goes", () => {
  it("is to the first of the routes that would share its ticket", () => {
    expect(namesFor([special, general])).toEqual(["databases"]);
    expect(namesFor([general, special])).toEqual(["everything"]);
  });

  it("is to every route that makes a ticket of its own: another target, connection or grouping", () => {
    const routes = [
      general,
      rest("audit", "audit"),
      aRoute({ name: "partner", connection: "fabrikam" }),
      aRoute({ name: "by rule", groupBy: ["rule"] }),
    ];
    expect(namesFor(routes)).toEqual(["everything", "audit", "partner", "by rule"]);
  });

  it("is to the named route alone, even if another would be asked first", () => {
    expect(namesFor([special, general], "EVERYTHING")).toEqual(["everything"]);
  });

  it("is nowhere, if the named route does not want it", () => {
    const budgets = aRoute({ name: "budgets", match: { families: ["budget"] } });
    expect(namesFor([budgets, general], "budgets")).toEqual({ kind: "unwanted" });
  });

  it("is unknown, if no route has the name", () => {
    expect(namesFor([general], "misspelt")).toEqual({ kind: "routeUnknown", route: "misspelt" });
    expect(namesFor([general], "")).toEqual({ kind: "routeUnknown", route: "" });
  });

  it("does not depend on a route's name: a renamed route keeps its tickets", () => {
    const idOf = (name: string) => {
      const routing = routeAlert(anAlert(), [aRoute({ name })], null);
      return routing.kind === "routed" ? routing.to[0].correlationId : undefined;
    };
    expect(idOf("before")).toBe(idOf("after"));
  });
});
