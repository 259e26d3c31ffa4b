import { TableClient } from "@azure/data-tables";

import { type AlertSeries, anAlertSeries } from "../../support/world/alerts.ts";
import { aTerminal, type CommandResult } from "../../integration/cli/runBridge.ts";
import type { World } from "../../support/world/world.ts";

type Settings = Readonly<Record<string, string>>;

/** The world in which failures are provoked one after the other, and what has to be undone after each. */
export type Stage = {
  readonly world: World;
  /** Posts an alert that nobody has seen yet, to one route; resolves to its delivery's id. */
  readonly fire: (route?: string) => Promise<string>;
  /** Posts one alert of a series to one route; resolves to its delivery's id. */
  readonly send: (alert: unknown, route?: string) => Promise<string>;
  readonly series: () => AlertSeries;
  /** Runs `bridge …` against the functions. */
  readonly terminal: (...args: readonly string[]) => Promise<CommandResult>;
  /** Runs the functions with these settings beside the usual ones, until the case is over. */
  readonly runWith: (settings: Settings) => Promise<void>;
  /** Run when the case has been looked at, last one first. */
  readonly undo: (step: () => unknown) => void;
};

/** With what only the runner of the cases does. */
export type StageDirection = {
  readonly stage: Stage;
  /**
   * Has the functions run with these settings beside the usual ones; with `isFresh`, in a process that has not
   * asked ServiceNow for anything yet, and that nobody else is left with.
   */
  readonly setUp: (settings: Settings, isFresh?: boolean) => Promise<void>;
  /** Takes the causes away: faults, and whatever the case has changed. */
  readonly mend: () => Promise<void>;
};

/** Of the sandbox's administrator. */
export const adminPassword = "Contoso-admin-1";

/** Every case posts to a route of its own, so that no other route makes a second delivery. */
const usualRoute = "default";

export const stageConfig = {
  routes: [
    { name: usualRoute },
    { name: "elsewhere", connection: "fabrikam" },
    { name: "named", workItem: { callerId: "maria.keller", assignmentGroup: "Database" } },
    {
      name: "drifting",
      workItem: { category: "clouds", callerId: "nobody.known", fallbacks: { category: "software" } },
    },
    { name: "closing", policy: { closeCode: "Contoso closed it" } },
  ],
};

export function directStage(world: () => World): StageDirection {
  const undoSteps: (() => unknown)[] = [];
  let current: string | undefined = "{}";
  async function setUp(settings: Settings, isFresh = false): Promise<void> {
    const wanted = JSON.stringify(settings);
    if (wanted === current && !isFresh) return;
    await world().stopFunctions();
    await world().startFunctions(settings);
    current = isFresh ? undefined : wanted;
  }

  const stage: Stage = {
    get world() {
      return world();
    },
    series: anAlertSeries,
    fire: (route) => stage.send(anAlertSeries().fired(), route),
    async send(alert, route = usualRoute) {
      const [{ id }] = await stage.world.bridge.send(alert, `/api/alerts/${route}`);
      return id;
    },
    terminal: (...args) => aTerminal({ BRIDGE_URL: stage.world.bridgeUrl })(args),
    runWith: (settings) => setUp(settings, true),
    undo: (step) => void undoSteps.push(step),
  };
  return {
    stage,
    setUp,
    async mend() {
      world().sandbox.faults.clear();
      for (const step of undoSteps.splice(0).reverse()) await step();
      await forgetPause(world().storage);
    },
  };
}

/** What has just failed may have paused the connection, for minutes where credentials were refused. */
async function forgetPause(storage: string): Promise<void> {
  const table = TableClient.fromConnectionString(storage, "BridgeConnections", {
    allowInsecureConnection: true,
  });
  await table.deleteEntity("servicenow", "state").catch((error: unknown) => {
    if (!(error instanceof Error && "statusCode" in error && error.statusCode === 404)) throw error;
  });
}
