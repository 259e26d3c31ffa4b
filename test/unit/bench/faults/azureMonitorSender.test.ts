import { describe, expect, it } from "vitest";

import { azureMonitorSender } from "../../../../bench/faults/azureMonitorSender.ts";
import { virtualTime } from "../../../../bench/faults/benchTime.ts";
import type { PlannedAlert } from "../../../../bench/faults/plannedAlerts.ts";
import { settableClock } from "../../../support/contracts/storageBuilders.ts";

const minuteMs = 60_000;
const alertAt = (atMs: number): PlannedAlert => ({
  alertId: `alert ${atMs}`,
  condition: "fired",
  body: "{}",
  atMs,
});

/** Sends alerts to an endpoint that answers as told; at which second it was called. */
async function send(alerts: readonly PlannedAlert[], answer: (second: number) => number | "broken") {
  const clock = settableClock();
  const startMs = clock.nowMs();
  const time = virtualTime({ ...clock, dueWork: undefined, endMs: Infinity });
  const calledAtSecond: number[] = [];
  const post = async () => {
    const second = (clock.nowMs() - startMs) / 1000;
    calledAtSecond.push(second);
    const status = answer(second);
    if (status === "broken") throw new Error("The connection broke");
    return status;
  };
  const sender = azureMonitorSender(alerts, startMs, { post, time });
  await time.all(sender.tasks);
  return { calledAtSecond, ...sender.result() };
}

describe("the sender of the fault bench, which does what action groups do", () => {
  it.each([408, 429, 503, 504, "broken"] as const)(
    "repeats after %s, at growing distances",
    async (status) => {
      const { calledAtSecond, acknowledged } = await send([alertAt(0)], (second) =>
        second < 75 ? status : 202,
      );
      expect(calledAtSecond).toEqual([0, 5, 25, 30, 70, 75]);
      expect(acknowledged.size).toBe(1);
    },
  );

  it.each([400, 404, 500, 502])("never repeats after %i", async (status) => {
    const { calledAtSecond, lost } = await send([alertAt(0)], () => status);
    expect(calledAtSecond).toEqual([0]);
    expect(lost).toMatchObject({ refused: 1 });
  });

  it("leaves an endpoint alone for a quarter of an hour after all was in vain", async () => {
    const alerts = [0, 1, 2, 17, 18].map((minute) => alertAt(minute * minuteMs));
    const { acknowledged, lost } = await send(alerts, (second) => (second < 600 ? 503 : 202));
    // The second one was under way when the first had failed for good; it failed 135 s after the start.
    expect(lost).toEqual({ refused: 0, inVain: 2, inBlackout: 2 });
    expect([...acknowledged]).toEqual(alerts.slice(4));
  });
});
