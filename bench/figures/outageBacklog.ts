import type { Figure } from "../figure.ts";
import { alertBodies } from "../load/alertBodies.ts";
import type { SinkState } from "../processes/sink.ts";
import { startAzuriteOnDisk, startSink } from "../processes/surroundings.ts";
import { startBridge } from "../subjects/runningBridge.ts";

const perSecond = 20;

export const figure: Figure = {
  name: "outage",
  title: "How long after an outage until every alert has its ticket",
  async measure(context) {
    const { isQuick } = context;
    const seconds = isQuick ? 8 : 20;
    const azurite = await startAzuriteOnDisk(context);
    const sink = await startSink(context);
    const bridge = await startBridge(context, {
      storage: azurite.connectionString,
      instanceUrl: sink.url,
    });
    await bridge.sender.sendAll(alertBodies("metric", 20), 4);
    await bridge.whenRecorded(20);

    await sink.ask("become", { delayMs: 0, isDown: true } satisfies SinkState);
    const count = perSecond * seconds;
    await bridge.sender.sendAtRate(alertBodies("metric", count), perSecond);
    await sink.ask("become", { delayMs: 0, isDown: false } satisfies SinkState);
    const backMs = performance.now();
    await bridge.whenRecorded(20 + count);
    return {
      rows: [
        {
          name: `backlog gone after ${seconds} s of outage at 20/s`,
          ours: (performance.now() - backMs) / 1000,
          unit: "s",
          goal: { of: "ours", atMost: 10 },
        },
      ],
      ran:
        `Connections to ServiceNow's imitation are refused for ${seconds} s while ${count} alerts come; then the time until every one ` +
        "has its ticket, with the bridge's own waits between attempts (5 s, 7 s, 7 s…), concurrency 4, and Azurite on disk, " +
        "which is slower the more waits in a queue. Measured once.",
    };
  },
};
