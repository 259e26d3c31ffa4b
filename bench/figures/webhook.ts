import { join } from "node:path";
import type { Figure, FigureContext } from "../figure.ts";
import { alertBodies } from "../load/alertBodies.ts";
import { openSender } from "../load/sender.ts";
import { alternate, median, medianRatio } from "../measuring/rounds.ts";
import { startChild } from "../processes/startChild.ts";

export const figure: Figure = {
  name: "webhook",
  title: "The webhook's handler against the least that Node can do",
  async measure(context) {
    const { isQuick } = context;
    const bodies = alertBodies("log", isQuick ? 2_000 : 4_000);
    const measured = await alternate(
      {
        raw: await serverCpu(context, "../references/rawWebhook.ts", bodies),
        ours: await serverCpu(context, "../subjects/webhookDirect.ts", bodies),
      },
      isQuick ? 5 : 9,
    );
    return {
      rows: [
        {
          name: "webhook handler, called directly",
          ours: median(measured.ours),
          reference: median(measured.raw),
          unit: "µs CPU",
          ratio: medianRatio(measured.raw, measured.ours),
          goal: { of: "ratio", atLeast: 0.6 },
        },
      ],
      ran:
        "functions/receiveAlert.ts under node:http with a request object that has only what the handler asks for " +
        "(no HttpRequest of @azure/functions), recognition and routing real, WorkQueue.send empty; the reference reads the " +
        "body, parses it and answers 202. A server process each, 32 connections, a 5 KB log alert, CPU of the server.",
    };
  },
};

async function serverCpu(context: FigureContext, module: string, bodies: readonly string[]) {
  const server = await startChild("httpServer.ts", { args: [join(import.meta.dirname, module)] });
  context.closeAtEnd(() => server.close());
  const sender = openSender(String(server.ready));
  context.closeAtEnd(() => sender.close());
  return async () => {
    const before = await server.usage();
    await sender.sendAll(bodies, 32);
    return ((await server.usage()).cpuMs - before.cpuMs) * (1000 / bodies.length);
  };
}
