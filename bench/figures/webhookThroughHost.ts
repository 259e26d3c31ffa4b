import { join } from "node:path";
import type { Figure, FigureContext } from "../figure.ts";
import { alertBodies } from "../load/alertBodies.ts";
import { openSender } from "../load/sender.ts";
import { alternate, median, medianRatio } from "../measuring/rounds.ts";
import { startHost } from "../processes/surroundings.ts";

export const figure: Figure = {
  name: "host",
  title: "The webhook as a function against a hello-world function",
  async measure(context) {
    const { isQuick } = context;
    const bodies = alertBodies("log", isQuick ? 1_000 : 2_000);
    const measured = await alternate(
      {
        hello: await hostCpu(context, "../references/helloWorld.ts", bodies),
        ours: await hostCpu(context, "../subjects/webhookApp.ts", bodies),
      },
      isQuick ? 5 : 9,
    );
    return {
      rows: [
        {
          name: "webhook through @azure/functions",
          ours: median(measured.ours),
          reference: median(measured.hello),
          unit: "µs CPU",
          ratio: medianRatio(measured.hello, measured.ours),
          goal: { of: "ratio", atLeast: 0.7 },
        },
      ],
      ran:
        "Both as function apps with HTTP streaming in the local functions host, a process each, 32 connections, a 5 KB log " +
        "alert; the hello world reads the body and answers, ours has a WorkQueue.send that does nothing. CPU of the host.",
    };
  },
};

async function hostCpu(context: FigureContext, entry: string, bodies: readonly string[]) {
  const host = await startHost(context, join(import.meta.dirname, entry));
  const sender = openSender(host.url);
  context.closeAtEnd(() => sender.close());
  return async () => {
    const before = await host.usage();
    await sender.sendAll(bodies, 32);
    return ((await host.usage()).cpuMs - before.cpuMs) * (1000 / bodies.length);
  };
}
