import { recogniseAlert } from "../../shared/alerts/recogniseAlert.ts";
import type { Alert } from "../../shared/alerts/alert.ts";
import { parseBridgeConfig } from "../../shared/config/bridgeConfig.ts";
import { routeAlert } from "../../shared/routing/routeAlert.ts";
import type { Route } from "../../shared/routing/route.ts";
import type { Figure } from "../figure.ts";
import { alertBodies } from "../load/alertBodies.ts";
import { cpuMicrosecondsEach } from "../measuring/cpuTime.ts";
import { alternate, median, medianRatio } from "../measuring/rounds.ts";

const receivedAtUtc = "2026-01-01T00:00:00.000Z";
const ruleCount = 1_000;

export const figure: Figure = {
  name: "routing",
  title: "Routing with 1,000 rules against reading the alert",
  async measure({ isQuick }) {
    const bodies = alertBodies("metric", 50);
    const alerts = bodies.map(alertOf);
    const passes = isQuick ? 20 : 40;
    const times = bodies.length * passes;
    const rows = [];
    for (const [kind, routes] of [
      [
        "by severity and rule name",
        routesOf((team) => ({ severities: [0, 1, 2], ruleNames: [`team-${team}-*`] })),
      ],
      ["by subscription", routesOf((team) => ({ subscriptionIds: [subscriptionOf(team)] }))],
    ] as const) {
      const measured = await alternate(
        {
          read: () => cpuMicrosecondsEach(times, () => repeat(passes, bodies, (body) => void alertOf(body))),
          route: () =>
            cpuMicrosecondsEach(times, () =>
              repeat(passes, alerts, (alert) => void routeAlert(alert, routes, null)),
            ),
        },
        isQuick ? 5 : 9,
      );
      rows.push({
        name: `routing, 1,000 rules ${kind}`,
        ours: median(measured.route),
        reference: median(measured.read),
        unit: "µs CPU",
        ratio: medianRatio(measured.route, measured.read),
        goal: { of: "ratio", atMost: 1 } as const,
      });
    }
    return {
      rows,
      ran:
        "routeAlert with 999 rules that do not want the alert and a last one that wants everything, against JSON.parse and " +
        "recogniseAlert of its body (metric alerts), in one process.",
    };
  },
};

function repeat<Item>(passes: number, items: readonly Item[], operate: (item: Item) => void): void {
  for (let pass = 0; pass < passes; pass += 1) for (const item of items) operate(item);
}

function alertOf(body: string): Alert {
  const recognition = recogniseAlert(JSON.parse(body), receivedAtUtc);
  if (recognition.kind === "unknown") throw new Error("The sample is not recognised");
  return recognition.alert;
}

function subscriptionOf(team: number): string {
  return `00000000-0000-4000-8000-${String(team).padStart(12, "0")}`;
}

function routesOf(match: (team: number) => object): readonly Route[] {
  const routes = Array.from({ length: ruleCount - 1 }, (_, team) => ({
    name: `team-${team}`,
    match: match(team),
  }));
  const parsed = parseBridgeConfig({ routes: [...routes, { name: "everything-else" }] });
  if (parsed.kind === "invalid") throw new Error(parsed.problems.join("\n"));
  return parsed.config.routes;
}
