import { existsSync } from "node:fs";
import { flushCompileCache } from "node:module";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { HostError, messageOf } from "./hostError.ts";
import { formatLogLine } from "./hostLog.ts";
import type { ListedFunction } from "./httpTargets.ts";
import { readLocalSettings, type Settings } from "./settings.ts";
import { startFunctionsHost, type FunctionsHost } from "./startFunctionsHost.ts";

const help = `Runs an Azure Functions app (Node, v4 model) on this machine, on loopback only.

  node local/host/main.ts [options]

  --app <folder>            the app: where host.json and package.json are (default: here)
  --entry <file>            load this instead of "main" of package.json
  --port <number>           default 7071, or FUNCTIONS_PORT; 0: any free port
  --settings <file>         default local.settings.json in the app, if there is one;
                            environment variables win over it
  --require-keys            ask for function keys (settings FUNCTIONS_HOST_KEY, FUNCTIONS_MASTER_KEY)
  --min-polling-ms <n>      first pause after an empty look into a queue (default 100)
  --message-lease-ms <n>    how long a queue message is hidden once handed out (default 600000)
  --idle-timeout-ms <n>     cut connections without traffic after this long (default 230000)
  --state <folder>          where timers remember their runs (default .local/functions-host in the app)
  --json-logs               log lines as JSON
  --help                    this text`;

const { values: flags } = readFlags();
let host: FunctionsHost | undefined;
let isShuttingDown = false;

if (flags.help === true) {
  console.log(help);
} else {
  process.on("disconnect", () => void shutDown());
  process.on("SIGTERM", () => void shutDown());
  process.on("SIGINT", () => void shutDown());
  await run();
}

async function run(): Promise<void> {
  try {
    const appDirectory = resolve(flags.app ?? ".");
    if (!existsSync(appDirectory)) throw new HostError(`${appDirectory} does not exist.`);
    // Apps read files relative to where the worker starts them, their own folder.
    process.chdir(appDirectory);
    const settingsFile = flags.settings ?? join(appDirectory, "local.settings.json");
    const port = numberOf("port", flags.port ?? process.env["FUNCTIONS_PORT"]);
    const messageLeaseMs = numberOf("message-lease-ms", flags["message-lease-ms"]);
    const minPollingIntervalMs = numberOf("min-polling-ms", flags["min-polling-ms"]);
    const frontEndIdleTimeoutMs = numberOf("idle-timeout-ms", flags["idle-timeout-ms"]);
    host = await startFunctionsHost({
      appDirectory,
      settings: settingsWithEnvironment(
        flags.settings !== undefined || existsSync(settingsFile) ? readLocalSettings(settingsFile) : {},
      ),
      requireKeys: flags["require-keys"] === true,
      log: (line) => {
        process.stdout.write(`${flags["json-logs"] === true ? JSON.stringify(line) : formatLogLine(line)}\n`);
      },
      ...(flags.entry !== undefined && { entry: flags.entry }),
      ...(flags.state !== undefined && { stateDirectory: resolve(flags.state) }),
      ...(port !== undefined && { port }),
      ...(messageLeaseMs !== undefined && { messageLeaseMs }),
      ...(minPollingIntervalMs !== undefined && { minPollingIntervalMs }),
      ...(frontEndIdleTimeoutMs !== undefined && { frontEndIdleTimeoutMs }),
    });
    console.log(describeFunctions(host.functions));
    console.log(`Functions ready at ${host.url}`);
    // For the next start, where there is such a cache: this process may be killed, and then leaves nothing there.
    flushCompileCache();
  } catch (error) {
    fail(error);
  }
}

function fail(error: unknown): never {
  if (error instanceof HostError) console.error(error.message);
  else console.error("The functions host failed:", error);
  process.exit(1);
}

async function shutDown(): Promise<void> {
  // The second signal is a person who does not want to wait.
  if (isShuttingDown || host === undefined) process.exit(isShuttingDown ? 1 : 0);
  isShuttingDown = true;
  try {
    await host.close();
    process.exit(0);
  } catch (error) {
    fail(error);
  }
}

/** The environment wins, and only the settings of the file are handed on: the rest is in the environment already. */
function settingsWithEnvironment(fromFile: Settings): Settings {
  const environment = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return { ...fromFile, ...Object.fromEntries(environment) };
}

function numberOf(flag: string, text: string | undefined): number | undefined {
  if (text === undefined || text === "") return undefined;
  if (/^\d+$/.test(text)) return Number(text);
  throw new HostError(`--${flag} takes a whole number, not "${text}".`);
}

function describeFunctions(functions: readonly ListedFunction[]): string {
  const width = Math.max(...functions.map(({ name }) => name.length));
  const lines = functions.map((listed) => {
    const { name, type, methods, url, schedule, queueName } = listed;
    const what =
      url === undefined ? `${type} ${schedule ?? queueName ?? ""}` : `${methods?.join(",") ?? ""} ${url}`;
    return `  ${name.padEnd(width)}  ${what}`;
  });
  return ["Functions:", ...lines].join("\n");
}

function readFlags() {
  try {
    return parseArgs({
      options: {
        app: { type: "string" },
        entry: { type: "string" },
        port: { type: "string" },
        settings: { type: "string" },
        state: { type: "string" },
        "require-keys": { type: "boolean" },
        "min-polling-ms": { type: "string" },
        "message-lease-ms": { type: "string" },
        "idle-timeout-ms": { type: "string" },
        "json-logs": { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (error) {
    console.error(`${messageOf(error)}\n\n${help}`);
    process.exit(1);
  }
}
