import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, inject, it } from "vitest";

import { bridge } from "../../bench/faults/contenders/bridge.ts";
import { runScenario } from "../../bench/faults/runScenario.ts";
import { scenarios } from "../../bench/faults/scenarios.ts";

/** Short, because this is a test; in the bench they are what they are in Azure. */
const shortTimes = {
  SERVICENOW_TIMEOUT_SECONDS: "3",
  BRIDGE_CLAIM_SECONDS: "6",
  BRIDGE_PARTNER_WORKING_SECONDS: "6",
  BRIDGE_PUT_BACK_SECONDS: "1",
  BRIDGE_DEAD_AFTER_SECONDS: "6",
  BRIDGE_RETRY_SECONDS: `0.5,${Array<number>(30).fill(1).join(",")}`,
  BRIDGE_SWEEP_SCHEDULE: "*/2 * * * * *",
};

const closings: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (let close = closings.pop(); close !== undefined; close = closings.pop()) await close();
});

describe("whatever goes wrong, each alert has exactly one ticket, open or resolved as it ought to be", () => {
  it.each(scenarios)("($letter) $name", { timeout: 240_000 }, async (scenario) => {
    const folder = await mkdtemp(join(tmpdir(), "bridge-faults-"));
    closings.push(() => rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }));
    const contender = bridge({
      appFolder: inject("appFolder"),
      settings: shortTimes,
      messageLeaseMs: 3_000,
    });
    const closeAtEnd = (close: () => Promise<unknown>) => void closings.push(close);

    const { verdict, log } = await runScenario(scenario, contender, {
      size: "test",
      folder,
      closeAtEnd,
      sendersHurry: 4,
    });
    const { alerts } = verdict;
    const everyOneRight = {
      alerts,
      right: alerts,
      missing: 0,
      acknowledgedMissing: 0,
      twice: 0,
      wrongState: 0,
    };
    expect(verdict, log.slice(-40).join("\n")).toEqual(everyOneRight);
  });
});
