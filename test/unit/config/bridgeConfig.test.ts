import { describe, expect, it } from "vitest";

import { defaultBridgeConfig, parseBridgeConfig } from "../../../shared/config/bridgeConfig.ts";
import { defaultSeverityLevels } from "../../../shared/workItems/severityLevels.ts";

function problemsOf(document: unknown): readonly string[] {
  const parsed = parseBridgeConfig(document);
  return parsed.kind === "invalid" ? parsed.problems : [];
}

function routesOf(document: unknown) {
  const parsed = parseBridgeConfig(document);
  if (parsed.kind === "invalid") throw new Error(parsed.problems.join("; "));
  return parsed.config.routes;
}

const withRoute = (route: object) => ({ routes: [{ name: "a", ...route }] });

describe("bridge.json", () => {
  it("may be empty: every alert becomes an incident", () => {
    expect(parseBridgeConfig({})).toEqual({ kind: "valid", config: defaultBridgeConfig() });
    expect(routesOf({})).toEqual([
      {
        name: "default",
        match: {},
        connection: "servicenow",
        workItemKind: "incident",
        target: "",
        groupBy: [],
        defaults: {},
        severityLevels: defaultSeverityLevels,
        policy: {
          alreadyOver: "createAndResolve",
          onResolved: "resolve",
          whenTaken: "resolve",
          reopenWindowMs: 3_600_000,
          closeCode: undefined,
          closeNotes: "Azure Monitor reports that the problem is over.",
        },
      },
    ]);
  });

  it("may name its schema, for editors", () => {
    expect(routesOf({ $schema: "./docs/bridge.schema.json" })).toEqual(defaultBridgeConfig().routes);
  });

  it("gives a route what it says, and the defaults for the rest", () => {
    const [route] = routesOf(
      withRoute({
        match: { severities: [0, 1], ruleNames: ["prod-*"] },
        target: "databases",
        groupBy: ["rule", "target"],
        workItem: { assignmentGroup: "Database", severityLevels: { "2": { impact: 1, urgency: 3 } } },
        policy: { whenTaken: "leave", reopenWindowMinutes: 0.5, closeCode: "Solved" },
      }),
    );
    expect(route).toMatchObject({
      name: "a",
      match: { severities: [0, 1], ruleNames: ["prod-*"] },
      target: "databases",
      groupBy: ["rule", "target"],
      defaults: { assignmentGroup: "Database" },
      severityLevels: { ...defaultSeverityLevels, "2": { impact: 1, urgency: 3 } },
      policy: { whenTaken: "leave", reopenWindowMs: 30_000, closeCode: "Solved", onResolved: "resolve" },
    });
  });

  it("keeps the order of routes: the first that wants an alert makes its ticket", () => {
    const names = ["c", "a", "b"];
    expect(routesOf({ routes: names.map((name) => ({ name })) }).map(({ name }) => name)).toEqual(names);
  });

  it.each<[string, unknown, string]>([
    ["is a list", [], "(document): "],
    ["is nothing", null, "(document): "],
    ["has an unknown key", { route: [] }, "(document): "],
    ["has no route in its list", { routes: [] }, "routes: "],
    ["has a route without a name", { routes: [{}] }, "routes[0].name: "],
    [
      "has a name that cannot be in an address",
      withRoute({ name: "a/b" }),
      "routes[0].name: must be 1 to 63 letters",
    ],
    [
      "has a name that is too long",
      withRoute({ name: "a".repeat(64) }),
      "routes[0].name: must be 1 to 63 letters",
    ],
    [
      "has one name twice, in another case",
      { routes: [{ name: "A" }, { name: "a" }] },
      "routes: two routes have the same name",
    ],
    ["has a misspelt key in a route", withRoute({ polices: {} }), "routes[0]: "],
    ["has a misspelt key in a policy", withRoute({ policy: { whenTakn: "note" } }), "routes[0].policy: "],
    ["has a misspelt key in a match", withRoute({ match: { severity: [1] } }), "routes[0].match: "],
    [
      "has a wish that nobody knows",
      withRoute({ policy: { whenTaken: "close" } }),
      "routes[0].policy.whenTaken: ",
    ],
    [
      "has a severity that does not exist",
      withRoute({ match: { severities: [1, 5] } }),
      "routes[0].match.severities[1]: ",
    ],
    [
      "has a severity in words",
      withRoute({ match: { severities: ["Sev1"] } }),
      "routes[0].match.severities[0]: ",
    ],
    [
      "has a family that does not exist",
      withRoute({ match: { families: ["metrics"] } }),
      "routes[0].match.families[0]: ",
    ],
    ["matches nothing at all", withRoute({ match: { ruleNames: [] } }), "routes[0].match.ruleNames: "],
    ["groups by what is no field", withRoute({ groupBy: ["host"] }), "routes[0].groupBy[0]: "],
    [
      "has a level that does not exist",
      withRoute({ workItem: { severityLevels: { "1": { impact: 0, urgency: 1 } } } }),
      "routes[0].workItem.severityLevels.1.impact: ",
    ],
    [
      "has half of a level",
      withRoute({ workItem: { severityLevels: { none: { impact: 1 } } } }),
      "routes[0].workItem.severityLevels.none.urgency: ",
    ],
    [
      "has a level for a severity that does not exist",
      withRoute({ workItem: { severityLevels: { "5": { impact: 1, urgency: 1 } } } }),
      "routes[0].workItem.severityLevels: ",
    ],
    [
      "asks for a kind of work item that does not exist yet",
      withRoute({ workItem: { kind: "changeRequest" } }),
      "routes[0].workItem.kind: ",
    ],
    [
      "reopens for longer than a month",
      withRoute({ policy: { reopenWindowMinutes: 43_201 } }),
      "routes[0].policy.reopenWindowMinutes: ",
    ],
    [
      "reopens backwards",
      withRoute({ policy: { reopenWindowMinutes: -1 } }),
      "routes[0].policy.reopenWindowMinutes: ",
    ],
    [
      "has an empty assignment group",
      withRoute({ workItem: { assignmentGroup: "" } }),
      "routes[0].workItem.assignmentGroup: ",
    ],
  ])("that %s is refused, with the place: %#", (_what, document, complaint) => {
    const problems = problemsOf(document);
    expect(problems).toHaveLength(1);
    expect(problems[0]?.slice(0, complaint.length)).toBe(complaint);
  });

  it("is told everything that is wrong at once", () => {
    const problems = problemsOf({
      routes: [
        { name: "a", match: { severities: [9] } },
        { name: "b", policy: { onResolved: "close" }, groupBy: ["x"] },
      ],
      more: true,
    });
    expect(problems.map((problem) => problem.split(":")[0]).sort()).toEqual([
      "(document)",
      "routes[0].match.severities[0]",
      "routes[1].groupBy[0]",
      "routes[1].policy.onResolved",
    ]);
  });

  it("names an unknown key", () => {
    expect(problemsOf(withRoute({ assignmentgroup: "x" }))[0]).toContain("assignmentgroup");
  });
});

describe("fallbacks of a work item", () => {
  it("are levels and names, and go with the route's defaults", () => {
    const fallbacks = { impact: 2, category: "software", contactType: "monitoring" };
    expect(routesOf(withRoute({ workItem: { fallbacks } }))[0]?.defaults).toEqual({ fallbacks });
    expect(problemsOf(withRoute({ workItem: { fallbacks: { impact: 4, state: "1" } } }))).toHaveLength(2);
  });
});

describe("connections in bridge.json", () => {
  const contoso = {
    name: "contoso",
    instanceUrl: "https://contoso.service-now.com",
    grant: { kind: "clientCredentials", clientId: "7d3c", clientSecret: "env:CONTOSO_CLIENT_SECRET" },
  };

  it("are none, unless it describes some", () => {
    expect(defaultBridgeConfig().connections).toEqual([]);
    const parsed = parseBridgeConfig({ connections: [contoso] });
    expect(parsed).toMatchObject({
      kind: "valid",
      config: {
        connections: [
          {
            name: "contoso",
            source: "file",
            grant: { clientSecret: { from: "environment", name: "CONTOSO_CLIENT_SECRET" } },
          },
        ],
      },
    });
  });

  it.each([
    ["contoso", 'connections[1].name: two connections are called "contoso"'],
    ["Contoso", 'connections[1].name: "contoso" and "Contoso" are too much alike'],
  ])("must have names of their own: contoso and %s have not", (name, complaint) => {
    expect(problemsOf({ connections: [contoso, { ...contoso, name }] })).toEqual([
      expect.stringContaining(complaint),
    ]);
  });

  it("are complained of with their place", () => {
    expect(problemsOf({ connections: [contoso, { ...contoso, name: "b", daysBack: 200 }] })).toEqual([
      "connections[1].daysBack: must be at most 120 days",
    ]);
  });
});
