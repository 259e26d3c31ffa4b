import { describe, expect, it } from "vitest";
import { recogniseAlert } from "../../../shared/alerts/recogniseAlert.ts";
import type { Alert } from "../../../shared/alerts/alert.ts";
import { defaultBridgeConfig } from "../../../shared/config/bridgeConfig.ts";
import { matchesPattern, matchesRoute } from "../../../shared/routing/matchesRoute.ts";
import { routeAlert } from "../../../shared/routing/routeAlert.ts";
import type { Route, RouteMatch } from "../../../shared/routing/route.ts";
import { samples } from "../../../local/samples/samples.ts";

/** A metric alert of rule "vm-web-cpu-high", severity 2. */
function anAlert(overrides: Partial<Alert> = {}): Alert {
  const body = samples.get("metric")?.make({
    sequence: 1,
    seed: "routing",
    atUtc: "2026-03-01T12:00:00Z",
    condition: "fired",
  });
  const recognition = recogniseAlert(body, "2026-03-01T12:00:01Z");
  if (recognition.kind === "unknown") throw new Error(recognition.problems.join("; "));
  return { ...recognition.alert, ...overrides };
}

const subscriptionId = "AAAAAAAA-0000-4000-8000-00000000000B";

describe("matchesRoute", () => {
  it.each<{ when: string; alert?: Partial<Alert>; match: RouteMatch; wanted: boolean }>([
    { when: "nothing is named", match: {}, wanted: true },
    { when: "the severity is named", match: { severities: [1, 2] }, wanted: true },
    { when: "only other severities are named", match: { severities: [0, 1] }, wanted: false },
    {
      when: "the alert has no severity",
      alert: { severity: null },
      match: { severities: [2] },
      wanted: false,
    },
    { when: "the family is named", match: { families: ["budget", "metric"] }, wanted: true },
    { when: "another family is named", match: { families: ["budget"] }, wanted: false },
    {
      when: "the subscription is named in another case",
      alert: { subscriptionId: subscriptionId.toLowerCase() },
      match: { subscriptionIds: [subscriptionId] },
      wanted: true,
    },
    {
      when: "the alert has no subscription",
      alert: { subscriptionId: null },
      match: { subscriptionIds: [subscriptionId] },
      wanted: false,
    },
    { when: "the rule is named in another case", match: { ruleNames: ["VM-WEB-*"] }, wanted: true },
    {
      when: "the alert has no rule name",
      alert: { ruleName: null },
      match: { ruleNames: ["a*"] },
      wanted: false,
    },
    {
      when: "one of two criteria does not hold",
      match: { severities: [2], ruleNames: ["db-*"] },
      wanted: false,
    },
  ])("says $wanted when $when", ({ alert, match, wanted }) => {
    expect(matchesRoute(anAlert(alert), match)).toBe(wanted);
  });
});

describe("matchesPattern", () => {
  it.each([
    ["disk-full", "disk-full", true],
    ["disk-full", "disk", false],
    ["disk-full", "*", true],
    ["disk-full", "disk*full", true],
    ["disk-full", "*-*", true],
    ["disk-full", "d*k*l", true],
    ["disk-full", "*disk-full*disk", false],
    ["aba", "ab*ba", false],
    ["a.b", "a?b", false],
  ])("%s against %s: %s", (text, pattern, isMatch) => {
    expect(matchesPattern(text, pattern)).toBe(isMatch);
  });
});

describe("routeAlert", () => {
  const [base] = defaultBridgeConfig().routes;
  if (base === undefined) throw new Error("There is a default route");
  const route = (name: string, match: RouteMatch = {}): Route => ({ ...base, name, match, target: name });
  const routes = [
    route("metrics", { families: ["metric"] }),
    route("budgets", { families: ["budget"] }),
    route("All"),
  ];
  const namesOf = (requested: string | null, alert = anAlert()) => {
    const routing = routeAlert(alert, routes, requested);
    return routing.kind === "routed" ? routing.to.map((to) => to.route.name) : routing.kind;
  };

  it("asks every route, in their order", () => {
    expect(namesOf(null)).toEqual(["metrics", "All"]);
  });

  it("asks only the route that the address names, in any case", () => {
    expect(namesOf("all")).toEqual(["All"]);
    expect(namesOf("Budgets")).toBe("unwanted");
    expect(namesOf("nobody")).toBe("routeUnknown");
  });

  it("answers for each alert anew", () => {
    expect(namesOf(null, anAlert({ family: "budget" }))).toEqual(["budgets", "All"]);
    expect(namesOf(null, anAlert({ family: "backup" }))).toEqual(["All"]);
  });

  it("gives each route a ticket of its own", () => {
    const routing = routeAlert(anAlert(), routes, null);
    const ids = routing.kind === "routed" ? routing.to.map(({ correlationId }) => correlationId) : [];
    expect(new Set(ids).size).toBe(2);
  });
});
