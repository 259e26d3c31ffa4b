import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { buildApp } from "../../local/build.ts";
import { recogniseAlert } from "../../shared/alerts/recogniseAlert.ts";
import { defaultBridgeConfig } from "../../shared/config/bridgeConfig.ts";
import { acceptAlert } from "../../shared/delivery/acceptAlert.ts";
import type { Envelope } from "../../shared/delivery/envelope.ts";
import type { Figure } from "../figure.ts";
import { alertBodies } from "../load/alertBodies.ts";
import { alternate, median, medianRatio } from "../measuring/rounds.ts";
import type { StartCost } from "../processes/coldStart.ts";
import { startChild } from "../processes/startChild.ts";
import { startAzuriteOnDisk, startSink } from "../processes/surroundings.ts";

export const figure: Figure = {
  name: "start",
  title: "Start of the bundle, its size, and its first message against a hello-world function",
  async measure(context) {
    const { isQuick, folder } = context;
    const bridge = await buildApp({ outDir: join(folder, "bridge") });
    const hello = await buildApp({
      outDir: join(folder, "hello"),
      entry: join(import.meta.dirname, "../references/helloWorld.ts"),
    });
    const atStart = await codeAtStart(bridge.entry);
    const entryBytes = atStart.get(bridge.entry)?.length ?? 0;
    const startBytes = [...atStart.values()].reduce((sum, { length }) => sum + length, 0);
    const azurite = await startAzuriteOnDisk(context);
    const sink = await startSink(context);
    const environment = {
      BRIDGE_STORAGE: azurite.connectionString,
      SERVICENOW_INSTANCE_URL: sink.url,
      SERVICENOW_GRANT: "basic",
      SERVICENOW_USERNAME: "bench",
      SERVICENOW_PASSWORD: "bench",
    };
    // As JavaScript, so that nothing of a process's start is spent on TypeScript.
    const starter = await buildApp({
      outDir: join(folder, "starter"),
      entry: join(import.meta.dirname, "../processes/coldStart.ts"),
    });
    const costOf = (args: readonly string[], settings?: Readonly<Record<string, string>>) =>
      costOfStart(starter.entry, args, folder, settings);
    const imports: Record<"hello" | "ready", number[]> = { hello: [], ready: [] };
    const measured = await alternate(
      {
        hello: async () => {
          const cost = await costOf(["--entry", hello.entry]);
          imports.hello.push(cost.readyMs - cost.beginMs);
          return cost.readyMs;
        },
        ready: async () => {
          const cost = await costOf(["--entry", bridge.entry], environment);
          imports.ready.push(cost.readyMs - cost.beginMs);
          return cost.readyMs;
        },
        first: async () => {
          const message = ["--function", "deliverWork", "--message", await aMessage()];
          return (await costOf(["--entry", bridge.entry, ...message], environment)).firstMessageMs;
        },
      },
      isQuick ? 7 : 15,
    );
    const row = (name: string, ours: readonly number[], atMost: number) => ({
      name,
      ours: median(ours),
      reference: median(measured.hello),
      unit: "ms CPU",
      ratio: medianRatio(ours, measured.hello),
      goal: { of: "ratio", atMost } as const,
    });
    return {
      rows: [
        row("entry ready", measured.ready, 1.3),
        {
          name: "of which import of the entry",
          ours: median(imports.ready.slice(1)),
          reference: median(imports.hello.slice(1)),
          unit: "ms CPU",
          ratio: medianRatio(imports.ready.slice(1), imports.hello.slice(1)),
        },
        { name: "entry chunk", ours: entryBytes / 1024, unit: "KiB", goal: { of: "ours", atMost: 200 } },
        { name: "entry chunk and what it imports at once", ours: startBytes / 1024, unit: "KiB" },
        row("first message delivered, every client loaded", measured.first, 2.5),
      ],
      ran:
        "A fresh process each time, CPU from its beginning, Node's own start included. Ready: the entry is imported and its " +
        "functions are registered. First message: the appStart hook, then deliverWork with a metric alert, until its outcome is recorded in Azurite " +
        "and the incident is there: queue, table and HTTP clients are loaded and have been used. The reference is " +
        "references/helloWorld.ts, bundled by the same build, when it is ready.",
    };
  },
};

async function costOfStart(
  starter: string,
  args: readonly string[],
  folder: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<StartCost> {
  const child = await startChild(starter, { args, folder, environment });
  await child.close();
  return child.ready as StartCost;
}

/** The entry and everything that it imports statically, by file. */
async function codeAtStart(
  file: string,
  read = new Map<string, Buffer>(),
): Promise<ReadonlyMap<string, Buffer>> {
  if (read.has(file)) return read;
  const code = await readFile(file);
  read.set(file, code);
  for (const [, imported = ""] of code.toString().matchAll(/(?:\bfrom|\bimport)\s*"(\.[^"]+\.js)"/g)) {
    await codeAtStart(join(dirname(file), imported), read);
  }
  return read;
}

/** A message of the work queue as the webhook makes it. */
async function aMessage(): Promise<string> {
  const sent: Envelope[] = [];
  const queue = {
    send: (envelope: Envelope) => Promise.resolve(void sent.push(envelope)),
    open: () => Promise.reject(new Error("Nothing is taken out here")),
  };
  await acceptAlert(
    {
      queue,
      routes: defaultBridgeConfig().routes,
      recognise: recogniseAlert,
      clock: { nowMs: Date.now },
      randomHex: () => "0123456789abcdef0123",
      log: () => undefined,
    },
    alertBodies("metric", 1)[0] ?? "",
    null,
  );
  return JSON.stringify(sent[0]);
}
