import { Command, InvalidArgumentError, Option } from "commander";

export type StartOptions = {
  readonly functionsPort: number;
  readonly sandboxPort: number;
  readonly azuriteBlobPort: number;
  readonly azuriteQueuePort: number;
  readonly azuriteTablePort: number;
  /** Where data and logs are, relative to the project's folder. */
  readonly data: string;
  readonly settings: string;
  readonly fresh: boolean;
  readonly verbose: boolean;
  readonly minPollingMs: number | undefined;
};

/** Reads flags and their variables; a flag wins. Prints help or a complaint and ends the process if that is due. */
export function parseStartOptions(args: readonly string[]): StartOptions {
  const port = (flag: string, variable: string, what: string, standard: number): Option =>
    new Option(`--${flag} <port>`, `${what} (0: any free one)`)
      .default(standard)
      .env(variable)
      .argParser(parsePort);

  const command = new Command("npm start --")
    .description(
      "Starts everything the bridge needs on this machine: storage, a ServiceNow sandbox, the functions.",
    )
    .addOption(port("functions-port", "FUNCTIONS_PORT", "the functions' HTTP port", 7071))
    .addOption(port("sandbox-port", "SANDBOX_PORT", "the ServiceNow sandbox's port", 8089))
    .addOption(port("azurite-blob-port", "AZURITE_BLOB_PORT", "Azurite's blob port", 10000))
    .addOption(port("azurite-queue-port", "AZURITE_QUEUE_PORT", "Azurite's queue port", 10001))
    .addOption(port("azurite-table-port", "AZURITE_TABLE_PORT", "Azurite's table port", 10002))
    .option("--data <folder>", "where data and logs are kept", ".local")
    .option("--settings <file>", "the settings; made from the sample if missing", "local.settings.json")
    .option("--fresh", "begin anew: delete data and logs first (settings are kept)", false)
    .option("--verbose", "show what every process logs", false)
    .addOption(
      new Option("--min-polling-ms <ms>", "how soon an empty queue is looked at again")
        .argParser(parseMilliseconds)
        .hideHelp(),
    )
    .addHelpText("after", examples)
    .configureHelp({ helpWidth: 110 });
  command.parse(args, { from: "user" });
  const options = command.opts<Omit<StartOptions, "minPollingMs"> & { minPollingMs?: number }>();
  return { ...options, minPollingMs: options.minPollingMs };
}

const examples = `
Examples:
  npm start
  npm start -- --fresh
  npm start -- --functions-port 7072 --verbose

Ctrl-C ends everything that was started; a second Ctrl-C ends it at once.`;

function parsePort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port <= 65_535) return port;
  throw new InvalidArgumentError("A port is a number from 0 to 65535.");
}

function parseMilliseconds(text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw new InvalidArgumentError(`"${text}" is no number of milliseconds.`);
  return Number(text);
}
