import type { Figure } from "../figure.ts";
import { alertBodies } from "../load/alertBodies.ts";
import { startAzuriteOnDisk, startSink } from "../processes/surroundings.ts";
import { startStorageCounter } from "../measuring/storageCounter.ts";
import { startBridge } from "../subjects/runningBridge.ts";
import type { SinkRecords } from "../processes/sink.ts";

export const figure: Figure = {
  name: "calls",
  title: "What one new alert asks of ServiceNow and of storage",
  async measure(context) {
    const { isQuick, closeAtEnd } = context;
    const azurite = await startAzuriteOnDisk(context);
    const counter = await startStorageCounter(azurite.connectionString);
    closeAtEnd(() => counter.close());
    const sink = await startSink(context);
    const bridge = await startBridge(context, {
      storage: counter.connectionString,
      instanceUrl: sink.url,
    });
    // What is asked once in the life of a process is not what an alert costs.
    await bridge.sender.sendAll(alertBodies("metric", 5), 1);
    await bridge.whenRecorded(5);

    const count = isQuick ? 60 : 200;
    await sink.ask("forget");
    counter.forget();
    await bridge.sender.sendAtRate(alertBodies("metric", count), 20);
    await bridge.whenRecorded(5 + count);
    const { calls } = (await sink.ask("records")) as SinkRecords;
    const counted = counter.counts();
    const row = (name: string, total: number) => ({ name, ours: total / count, unit: "" });
    return {
      rows: [
        {
          ...row("ServiceNow calls per new alert", calls.length),
          goal: { of: "ours", atLeast: 1, atMost: 1 } as const,
        },
        row("queue calls per new alert, without empty looks", counted.queue),
        row("table calls per new alert", counted.table),
        row("blob calls per new alert", counted.blob),
      ],
      ran:
        `${count} new metric alerts at 20/s to the bundle in the local functions host, counted by proxies before Azurite's three ` +
        `services and by the imitation of ServiceNow. Of storage, each: ${describe(counted.kinds, count)}. Empty looks into queues ` +
        `(${counted.emptyLooks} in all) depend on the polling.`,
    };
  },
};

function describe(kinds: ReadonlyMap<string, number>, count: number): string {
  return [...kinds]
    .toSorted(([, a], [, b]) => b - a)
    .map(([kind, times]) => `${kind} ${Number((times / count).toFixed(2))}`)
    .join(", ");
}
