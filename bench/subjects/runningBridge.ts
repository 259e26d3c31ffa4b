import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { buildApp } from "../../local/build.ts";
import type { FigureContext } from "../figure.ts";
import { openSender, type Sender } from "../load/sender.ts";
import { startChild, type Child } from "../processes/startChild.ts";

export type RunningBridge = {
  readonly host: Child;
  readonly sender: Sender;
  /** How many deliveries have ended in a ticket that is recorded. */
  readonly recorded: () => number;
  /** Resolves when so many have. Rejects when none has come for a long time. */
  readonly whenRecorded: (count: number) => Promise<void>;
};

const longestSilenceMs = 60_000;

/**
 * The bridge as it is deployed, bundle and host.json, in the local functions host. Queues are looked at every 10 ms at
 * the least (Azure's own host: 100), so that a latency is the bridge's and not the polling's.
 */
export async function startBridge(
  { folder, closeAtEnd }: FigureContext,
  parts: {
    readonly storage: string;
    readonly instanceUrl: string;
    readonly environment?: Readonly<Record<string, string>>;
  },
): Promise<RunningBridge> {
  const { entry } = await buildApp({ outDir: join(folder, "bridge") });
  let recorded = 0;
  let lastMs = performance.now();
  const waiting = new Set<{ readonly count: number; readonly resolve: () => void }>();

  const host = await startChild("functionsHost.ts", {
    args: ["--entry", entry, "--state", join(folder, "timers"), "--min-polling-ms", "10"],
    folder,
    environment: {
      BENCH_HOST_JSON: await readFile(join(import.meta.dirname, "../../host.json"), "utf8"),
      BRIDGE_STORAGE: parts.storage,
      SERVICENOW_INSTANCE_URL: parts.instanceUrl,
      SERVICENOW_GRANT: "basic",
      SERVICENOW_USERNAME: "bench",
      SERVICENOW_PASSWORD: "bench",
      ...parts.environment,
    },
    onLine(line) {
      // The line that is written after an attempt has been recorded; its fields are an API.
      if (!line.startsWith('{"event":"delivery.attempted"')) return;
      if ((JSON.parse(line) as { outcome: string }).outcome !== "delivered") return;
      recorded += 1;
      lastMs = performance.now();
      for (const one of waiting) if (recorded >= one.count) one.resolve();
    },
  });
  closeAtEnd(() => host.close());
  const sender = openSender(String(host.ready));
  closeAtEnd(() => sender.close());

  return {
    host,
    sender,
    recorded: () => recorded,
    async whenRecorded(count) {
      if (recorded >= count) return;
      lastMs = performance.now();
      await new Promise<void>((resolve, reject) => {
        const silence = setInterval(() => {
          if (performance.now() - lastMs < longestSilenceMs) return;
          end();
          reject(new Error(`${recorded} of ${count} tickets, and then none for a minute`));
        }, 1_000);
        const one = {
          count,
          resolve() {
            end();
            resolve();
          },
        };
        function end(): void {
          clearInterval(silence);
          waiting.delete(one);
        }
        waiting.add(one);
      });
    },
  };
}
