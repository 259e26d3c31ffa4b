import { join } from "node:path";
import type { Figure, FigureContext } from "../figure.ts";
import { alertBodies } from "../load/alertBodies.ts";
import { openSender, type Answer, type Sender } from "../load/sender.ts";
import { alternate, median, medianRatio } from "../measuring/rounds.ts";
import type { Usage } from "../processes/parentChannel.ts";
import type { SinkRecords, SinkState } from "../processes/sink.ts";
import type { Child } from "../processes/startChild.ts";
import { startAzuriteOnDisk, startHost, startSink } from "../processes/surroundings.ts";
import { startBridge, type RunningBridge } from "../subjects/runningBridge.ts";

const perSecond = 50;
const slowMs = 300;
const longestRoundSeconds = 4;

/** What one round says of one contender. */
type Observed = {
  readonly answerMs: number;
  readonly cpuMs: number;
  readonly residentMiB: number;
  /** From sending until the POST arrives at ServiceNow. */
  readonly toTicketMs: number;
};

export const figure: Figure = {
  name: "steady",
  title: "Fifty alerts a second: answer, latency, CPU and memory against the first handler",
  async measure(context) {
    const { isQuick } = context;
    const { sink, bridge, first } = await startContenders(context);
    const count = perSecond * (isQuick ? 3 : longestRoundSeconds);
    const seen = { first: [], fast: [], slow: [], down: [] } satisfies Record<string, Observed[]> as Record<
      "first" | "fast" | "slow" | "down",
      Observed[]
    >;
    const keep = (name: keyof typeof seen, state: SinkState, run: () => Promise<Observed>) => async () => {
      await sink.ask("become", state);
      await sink.ask("forget");
      const observed = await run();
      seen[name].push(observed);
      return observed.answerMs;
    };
    const ours = () => observeBridge(bridge, sink, count);
    await alternate(
      {
        first: keep("first", { delayMs: 0, isDown: false }, () => observeFirst(first, count)),
        fast: keep("fast", { delayMs: 0, isDown: false }, ours),
        slow: keep("slow", { delayMs: slowMs, isDown: false }, ours),
        down: keep("down", { delayMs: 0, isDown: true }, () =>
          observeBridge(bridge, sink, count, "comes back"),
        ),
      },
      isQuick ? 2 : 4,
    );
    // The first round of each warmed up.
    const of = (name: keyof typeof seen, what: keyof Observed) =>
      seen[name].slice(1).map((round) => round[what]);
    const against = (
      name: string,
      unit: string,
      our: readonly number[],
      reference: readonly number[],
      goal: { readonly atLeast?: number; readonly atMost: number },
    ) => ({
      name,
      unit,
      ours: median(our),
      reference: median(reference),
      ratio: medianRatio(our, reference),
      goal: { of: "ratio", ...goal } as const,
    });
    return {
      rows: [
        against("50/s: answer p50", "ms", of("fast", "answerMs"), of("first", "answerMs"), { atMost: 2 }),
        against(
          `50/s: answer p50 while ServiceNow takes ${slowMs} ms`,
          "ms",
          of("slow", "answerMs"),
          of("fast", "answerMs"),
          {
            atLeast: 0.8,
            atMost: 1.2,
          },
        ),
        against(
          "50/s: answer p50 while ServiceNow is down",
          "ms",
          of("down", "answerMs"),
          of("fast", "answerMs"),
          {
            atLeast: 0.8,
            atMost: 1.2,
          },
        ),
        {
          name: "50/s: alert to ticket p50",
          ours: median(of("fast", "toTicketMs")),
          unit: "ms",
          goal: { of: "ours", atMost: 25 },
        },
        against("50/s: CPU per alert", "ms", of("fast", "cpuMs"), of("first", "cpuMs"), { atMost: 3 }),
        against("50/s: memory", "MiB", of("fast", "residentMiB"), of("first", "residentMiB"), {
          atMost: 1.5,
        }),
      ],
      ran:
        `${count} metric alerts a round at 50/s through the local functions host (queues looked at every 10 ms at the least), ` +
        "Azurite on disk, ServiceNow's imitation answering at once, after 300 ms (32 calls at a time), or refusing connections " +
        "(each round ends when every ticket is there). The reference is references/firstHandler.ts in the same host: one fetch to " +
        "ServiceNow, then the answer; it keeps nothing. The rows with a slow or absent ServiceNow are against ours with a " +
        "quick one. Alert to ticket: from sending until ServiceNow has the POST. CPU and memory of the whole host process.",
    };
  },
};

type Contender = { readonly host: Child; readonly sender: Sender };

async function startContenders(context: FigureContext) {
  const azurite = await startAzuriteOnDisk(context);
  const sink = await startSink(context);
  const host = await startHost(context, join(import.meta.dirname, "../references/firstHandler.ts"), {
    SINK_URL: sink.url,
  });
  const sender = openSender(host.url);
  context.closeAtEnd(() => sender.close());
  const bridge = await startBridge(context, {
    storage: azurite.connectionString,
    instanceUrl: sink.url,
    // Enough places for a slow ServiceNow at this rate, and one attempt for each alert of a round without ServiceNow.
    environment: {
      SERVICENOW_CONCURRENCY: "32",
      BRIDGE_RETRY_SECONDS: Array<number>(20)
        .fill(longestRoundSeconds + 1)
        .join(","),
    },
  });
  return { sink, bridge, first: { host, sender } satisfies Contender };
}

async function observeFirst({ host, sender }: Contender, count: number): Promise<Observed> {
  const before = await host.usage();
  const answers = await sender.sendAtRate(alertBodies("metric", count), perSecond);
  return { ...observedOf(before, await host.usage(), answers), toTicketMs: Number.NaN };
}

async function observeBridge(
  { host, sender, recorded, whenRecorded }: RunningBridge,
  sink: Child,
  count: number,
  afterwards?: "comes back",
): Promise<Observed> {
  const all = recorded() + count;
  const before = await host.usage();
  const answers = await sender.sendAtRate(alertBodies("metric", count), perSecond);
  if (afterwards === "comes back")
    await sink.ask("become", { delayMs: 0, isDown: false } satisfies SinkState);
  await whenRecorded(all);
  const after = await host.usage();
  const { arrivedAtMs } = (await sink.ask("records")) as SinkRecords;
  const latencies = answers.map(({ body, sentAtMs }) => {
    const { deliveries } = JSON.parse(body) as {
      readonly deliveries: readonly { readonly correlationId: string }[];
    };
    return (arrivedAtMs[deliveries[0]?.correlationId ?? ""] ?? Number.NaN) - sentAtMs;
  });
  return { ...observedOf(before, after, answers), toTicketMs: median(latencies) };
}

function observedOf(before: Usage, after: Usage, answers: readonly Answer[]): Omit<Observed, "toTicketMs"> {
  return {
    answerMs: median(answers.map(({ latencyMs }) => latencyMs)),
    cpuMs: (after.cpuMs - before.cpuMs) / answers.length,
    residentMiB: after.residentMiB,
  };
}
