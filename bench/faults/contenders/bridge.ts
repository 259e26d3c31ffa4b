import { copyFile, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { QueueServiceClient } from "@azure/storage-queue";
import { startAzurite } from "../../../local/azurite/startAzurite.ts";
import { buildApp } from "../../../local/build.ts";
import {
  startFunctionsProcess,
  type FunctionsProcess,
} from "../../../test/support/world/functionsProcess.ts";
import type { Contender, Ground, RunningContender } from "../contender.ts";
import { startTcpGate, type TcpGate } from "../processes/tcpGate.ts";
import { postJson } from "./postJson.ts";

export type BridgeOptions = {
  /** Where the bundle and host.json are; built for the run if not given. */
  readonly appFolder?: string;
  /** Settings that are not the defaults. */
  readonly settings?: Readonly<Record<string, string>>;
  /** How long the host hides a message that was handed out to a process which is then killed. */
  readonly messageLeaseMs?: number;
};

const root = join(import.meta.dirname, "../../..");
const rememberedLines = 2_000;

/** The bridge as it is deployed, in the local functions host, over Azurite on disk. */
export function bridge(options: BridgeOptions = {}): Contender {
  return {
    name: "ours",
    title: "Azure Ticket Bridge",
    missing: async () => undefined,
    start: (ground) => startBridge(ground, options),
  };
}

async function startBridge(ground: Ground, options: BridgeOptions): Promise<RunningContender> {
  const { folder, partner, closeAtEnd } = ground;
  const location = join(folder, "azurite");
  await mkdir(location);
  const azurite = await startAzurite({ location });
  closeAtEnd(() => azurite.kill());
  const appFolder = options.appFolder ?? (await buildInto(join(folder, "app")));
  const gates: TcpGate[] = [];
  let { connectionString } = azurite;
  for (const port of Object.values(azurite.ports)) {
    const gate = await startTcpGate(port);
    closeAtEnd(() => gate.close());
    connectionString = connectionString.replace(`127.0.0.1:${port}/`, `127.0.0.1:${gate.port}/`);
    gates.push(gate);
  }
  const queues = QueueServiceClient.fromConnectionString(azurite.connectionString);
  const lines: string[] = [];
  let functions: FunctionsProcess | undefined;

  const running: RunningContender = {
    post: (body, signal) => postJson(`${functions?.url ?? ""}/api/alerts`, body, signal),
    async kill() {
      await functions?.kill();
    },
    async restart() {
      functions = await startFunctionsProcess({
        appFolder,
        environment: {
          AzureWebJobsStorage: connectionString,
          BRIDGE_STORAGE: connectionString,
          BRIDGE_CONFIG: join(folder, "bridge.json"),
          SERVICENOW_INSTANCE_URL: partner.url,
          SERVICENOW_GRANT: "basic",
          SERVICENOW_USERNAME: partner.userName,
          SERVICENOW_PASSWORD: partner.password,
          ...options.settings,
        },
        flags: [
          ...["--state", join(folder, "functions-host")],
          ...["--message-lease-ms", String(options.messageLeaseMs ?? 60_000)],
        ],
        onLine(line) {
          lines.push(line);
          if (lines.length > rememberedLines) lines.shift();
        },
      });
    },
    storage: {
      cut: () => gates.forEach((gate) => gate.shut()),
      mend: () => gates.forEach((gate) => gate.open()),
    },
    async isIdle() {
      // Also what is hidden counts: it is somebody's, or comes back.
      for await (const { name } of queues.listQueues({ prefix: "bridge-" })) {
        const { approximateMessagesCount = 0 } = await queues.getQueueClient(name).getProperties();
        if (approximateMessagesCount > 0) return false;
      }
      return true;
    },
    log: () => lines,
  };
  closeAtEnd(() => running.kill());
  await running.restart();
  return running;
}

async function buildInto(folder: string): Promise<string> {
  await mkdir(folder);
  await buildApp({ outDir: join(folder, "dist"), entry: join(root, "functions/main.ts") });
  for (const file of ["host.json", "package.json"]) await copyFile(join(root, file), join(folder, file));
  return folder;
}
