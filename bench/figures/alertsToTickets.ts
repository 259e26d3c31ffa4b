import type { Figure } from "../figure.ts";
import { alertBodies } from "../load/alertBodies.ts";
import { alternate, median, medianRatio } from "../measuring/rounds.ts";
import { startChild } from "../processes/startChild.ts";
import { startAzuriteOnDisk, startSink } from "../processes/surroundings.ts";
import { startBridge } from "../subjects/runningBridge.ts";

const mostWaiting = 64;
const atOnce = 16;

export const figure: Figure = {
  name: "throughput",
  title: "Alerts to recorded tickets against a bare storage loop",
  async measure(context) {
    const { isQuick, closeAtEnd } = context;
    const azurite = await startAzuriteOnDisk(context);
    const sink = await startSink(context);
    const bare = await startChild("../references/bareStorageLoop.ts", {
      environment: { STORAGE: azurite.connectionString },
    });
    closeAtEnd(() => bare.close());
    const bridge = await startBridge(context, {
      storage: azurite.connectionString,
      instanceUrl: sink.url,
    });

    const count = isQuick ? 200 : 400;
    const measured = await alternate(
      {
        bare: async () => count / Number(await bare.ask("run", { bodies: alertBodies("metric", count) })),
        ours: async () => {
          const bodies = alertBodies("metric", count);
          const before = bridge.recorded();
          let sent = 0;
          const startedMs = performance.now();
          await bridge.sender.sendAll(bodies, atOnce, async () => {
            sent += 1;
            await bridge.whenRecorded(before + sent - mostWaiting);
          });
          await bridge.whenRecorded(before + count);
          return count / ((performance.now() - startedMs) / 1000);
        },
      },
      isQuick ? 3 : 7,
    );
    return {
      rows: [
        {
          name: "alerts to recorded tickets",
          ours: median(measured.ours),
          reference: median(measured.bare),
          unit: "alerts/s",
          ratio: medianRatio(measured.ours, measured.bare),
          goal: { of: "ratio", atLeast: 0.5 },
        },
      ],
      ran:
        `The bundle in the local functions host, Azurite on disk, an empty imitation of ServiceNow; ${count} metric alerts a ` +
        `round, at most ${mostWaiting} unfinished, until all outcomes are recorded. The reference does send, receive(32), one row and ` +
        "delete for as many bodies on the same Azurite, whose one core is the limit of both.",
    };
  },
};
