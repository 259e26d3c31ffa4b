import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inject } from "vitest";

import { type Azurite, startAzurite } from "../../../local/azurite/startAzurite.ts";
import {
  type ServiceNowSandbox,
  type ServiceNowSandboxOptions,
  startServiceNowSandbox,
} from "../../../local/servicenow/startServiceNowSandbox.ts";
import { startStorageProxy, type StorageProxy } from "../storageProxy.ts";
import { type BridgeApi, bridgeApi } from "./bridgeApi.ts";
import { type FunctionsProcess, startFunctionsProcess } from "./functionsProcess.ts";

export type WorldOptions = {
  /** Settings beside, or instead of, those that make the parts meet. */
  readonly settings?: Readonly<Record<string, string>>;
  /** The contents of bridge.json; without them the bridge has none. */
  readonly config?: unknown;
  /** For how long a message is hidden whose function failed, instead of what host.json says: "00:00:01". */
  readonly failedMessageHiddenFor?: string;
  /** Flags of the functions host. */
  readonly hostFlags?: readonly string[];
  readonly sandbox?: Partial<ServiceNowSandboxOptions>;
  /** Puts a proxy between the functions and their tables. */
  readonly hasTableProxy?: boolean;
};

/** The whole app with everything around it, on this machine, on ports that were free. */
export type World = {
  /** Where the functions are now: another address after each start. */
  readonly bridgeUrl: string;
  readonly bridge: BridgeApi;
  readonly sandbox: ServiceNowSandbox;
  /** Connection string of the storage itself, for whoever meddles with what the bridge keeps there. */
  readonly storage: string;
  /** What stands between the functions and their tables, if the world was asked for it. */
  readonly tables: StorageProxy | undefined;
  /** Everything the functions' processes have printed. */
  readonly log: readonly string[];
  /** SIGKILL, in the midst of whatever they do. */
  killFunctions(): Promise<void>;
  /** SIGTERM; resolves to the exit code. */
  stopFunctions(): Promise<number | null>;
  /** Resolves when the functions have ended, for whatever reason; at once if they do not run. */
  functionsEnded(): Promise<void>;
  /** With settings beside, or instead of, the world's; for this start only. */
  startFunctions(settings?: Readonly<Record<string, string>>): Promise<void>;
  /** One more process beside the first, as when Azure scales out; it ends with the world. */
  startMoreFunctions(): Promise<void>;
  /** Ends Azurite with everything on disk; nothing answers at its addresses then. */
  stopStorage(): Promise<void>;
  /** Starts it again, with the same addresses and data. */
  startStorage(): Promise<void>;
  /** Raw values of the incidents with this correlation id. */
  incidents(correlationId: string | null): Record<string, string>[];
  close(): Promise<void>;
};

/** The account as which the bridge works. */
export const integrationUser = { name: "bridge.integration", password: "Contoso-integration-1" };
const client = { id: "contoso-client", secret: "contoso-client-secret" };

/** Times that suit tests. A busy machine must not look like a partner that does not answer. */
const timings = {
  SERVICENOW_TIMEOUT_SECONDS: "5",
  BRIDGE_CLAIM_SECONDS: "10",
  BRIDGE_PARTNER_WORKING_SECONDS: "10",
  BRIDGE_PUT_BACK_SECONDS: "1",
  BRIDGE_DEAD_AFTER_SECONDS: "15",
  BRIDGE_RETRY_SECONDS: "0.2,0.5,1,2,2,2,2,2,2,2",
  BRIDGE_PAUSE_SECONDS: "0.5,1,2,2,2,2,5",
  BRIDGE_SWEEP_SCHEDULE: "*/2 * * * * *",
  // Incidents of the bridge about itself only where a test is about them.
  BRIDGE_WATCH_SCHEDULE: "0 0 0 1 1 *",
  // Nor calls that no alert has caused.
  BRIDGE_REFRESH_SCHEDULE: "0 0 0 1 1 *",
};

/** Starts Azurite on disk, the ServiceNow sandbox and the bundled functions, and connects them. */
export async function startWorld(options: WorldOptions = {}): Promise<World> {
  const folder = await mkdtemp(join(tmpdir(), "bridge-world-"));
  const location = join(folder, "azurite");
  await mkdir(location);
  const [storage, sandbox] = await Promise.all([
    startAzurite({ location }),
    startServiceNowSandbox({
      integrationPassword: integrationUser.password,
      oauthClient: client,
      ...options.sandbox,
    }),
  ]);
  const tables =
    options.hasTableProxy === true ? await startStorageProxy(storage.connectionString, "Table") : undefined;
  const configFile = join(folder, "bridge.json");
  if (options.config !== undefined) await writeFile(configFile, JSON.stringify(options.config));

  const appFolder = await appFolderFor(folder, options.failedMessageHiddenFor);
  const environment = {
    AzureWebJobsStorage: storage.connectionString,
    BRIDGE_STORAGE: tables?.connectionString ?? storage.connectionString,
    BRIDGE_CONFIG: configFile,
    SERVICENOW_INSTANCE_URL: sandbox.url,
    SERVICENOW_GRANT: "password",
    SERVICENOW_USERNAME: integrationUser.name,
    SERVICENOW_PASSWORD: integrationUser.password,
    SERVICENOW_CLIENT_ID: client.id,
    SERVICENOW_CLIENT_SECRET: client.secret,
    ...timings,
    ...options.settings,
  };
  const log: string[] = [];
  let functions: FunctionsProcess | undefined;
  const more: FunctionsProcess[] = [];
  const start = (settings: Readonly<Record<string, string>>, stateFolder: string) =>
    startFunctionsProcess({
      appFolder,
      environment: { ...environment, ...settings },
      flags: [
        ...["--min-polling-ms", "50", "--state", join(folder, stateFolder)],
        ...(options.hostFlags ?? []),
      ],
      onLine: (line) => log.push(line),
    });
  let azurite: Azurite = storage;

  const world: World = {
    get bridgeUrl() {
      // Between a kill and the next start nothing answers here, and that is what a sender sees.
      return functions?.url ?? "http://127.0.0.1:9";
    },
    bridge: bridgeApi(() => world.bridgeUrl),
    sandbox,
    storage: storage.connectionString,
    tables,
    log,
    async killFunctions() {
      await functions?.kill();
    },
    async stopFunctions() {
      return (await functions?.stop()) ?? null;
    },
    async startFunctions(settings = {}) {
      functions = await start(settings, "functions-host");
    },
    async startMoreFunctions() {
      more.push(await start({}, `functions-host-${more.length + 2}`));
    },
    async functionsEnded() {
      await functions?.ended;
    },
    async stopStorage() {
      await azurite.close();
    },
    async startStorage() {
      const { blob: blobPort, queue: queuePort, table: tablePort } = storage.ports;
      azurite = await startAzurite({ location, blobPort, queuePort, tablePort });
    },
    incidents: (correlationId) =>
      sandbox.records("incident").filter((row) => row["correlation_id"] === correlationId),
    async close() {
      await Promise.all([functions?.kill(), ...more.map((one) => one.kill())]);
      await Promise.all([sandbox.close(), azurite.kill(), tables?.close()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
  try {
    await world.startFunctions();
    return world;
  } catch (error) {
    await world.close();
    throw error;
  }
}

type HostJson = { readonly extensions: { readonly queues: object } };

/** The bundled app as it is, or with one setting of its host.json changed. */
async function appFolderFor(folder: string, visibilityTimeout: string | undefined): Promise<string> {
  const original = inject("appFolder");
  if (visibilityTimeout === undefined) return original;
  const changed = join(folder, "app");
  await mkdir(changed);
  for (const name of ["dist", "package.json"]) await symlink(join(original, name), join(changed, name));
  const hostJson = JSON.parse(await readFile(join(original, "host.json"), "utf8")) as HostJson;
  const { extensions } = hostJson;
  const queues = { ...extensions.queues, visibilityTimeout };
  await writeFile(
    join(changed, "host.json"),
    JSON.stringify({ ...hostJson, extensions: { ...extensions, queues } }),
  );
  return changed;
}
