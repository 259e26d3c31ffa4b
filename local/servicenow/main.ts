import { Command, InvalidArgumentError } from "commander";
import { startServiceNowSandbox } from "./startServiceNowSandbox.ts";

type Flags = {
  readonly port: number;
  readonly data?: string;
  readonly instanceUrl?: string;
  readonly processingDelay: number;
  readonly adminApi: boolean;
  readonly verbose: boolean;
};

const wholeNumber = (text: string): number => {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError("Not a whole number.");
  return Number(text);
};

const env = process.env;
const program = new Command("servicenow-sandbox")
  .description("An imitation of one ServiceNow instance, on this machine only.")
  .option(
    "--port <port>",
    "port to listen on; SANDBOX_PORT",
    wholeNumber,
    wholeNumber(env["SANDBOX_PORT"] ?? "8089"),
  )
  .option("--data <file>", "keep the records in this file; SANDBOX_DATA", env["SANDBOX_DATA"])
  .option(
    "--instance-url <url>",
    "as links name the instance; SANDBOX_INSTANCE_URL",
    env["SANDBOX_INSTANCE_URL"],
  )
  .option("--processing-delay <ms>", "time taken for every call", wholeNumber, 0)
  .option("--no-admin-api", "without /sandbox/api and the page of faults")
  .option("--verbose", "one line for every call", false)
  .addHelpText(
    "after",
    `
Secrets come from the environment, so that they show in no list of processes:
  SANDBOX_INTEGRATION_PASSWORD   password of bridge.integration (required)
  SANDBOX_ADMIN_PASSWORD         password of admin
  SANDBOX_OAUTH_CLIENT_ID, SANDBOX_OAUTH_CLIENT_SECRET
  SANDBOX_OAUTH_REDIRECT_URLS    where that client's codes may be sent to, separated by commas`,
  );

/** One line says what is wrong; a stack would say less. */
function fail(message: string): never {
  console.error(message);
  process.exit(1);
}

const flags = program.parse().opts<Flags>();
const integrationPassword =
  env["SANDBOX_INTEGRATION_PASSWORD"] ??
  fail("SANDBOX_INTEGRATION_PASSWORD is not set: bridge.integration needs a password.");
const clientId = env["SANDBOX_OAUTH_CLIENT_ID"];
const clientSecret = env["SANDBOX_OAUTH_CLIENT_SECRET"];

try {
  const sandbox = await startServiceNowSandbox({
    port: flags.port,
    dataFile: flags.data,
    instanceUrl: flags.instanceUrl,
    processingDelayMs: flags.processingDelay,
    adminApi: flags.adminApi,
    integrationPassword,
    adminPassword: env["SANDBOX_ADMIN_PASSWORD"],
    oauthClient:
      clientId === undefined || clientSecret === undefined
        ? undefined
        : {
            id: clientId,
            secret: clientSecret,
            redirectUrls: env["SANDBOX_OAUTH_REDIRECT_URLS"]?.split(","),
          },
    log: flags.verbose ? (line) => console.error(line) : undefined,
  });
  console.log(`ServiceNow sandbox ready at ${sandbox.url}`);
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => void sandbox.close().then(() => process.exit(0)));
  }
} catch (error) {
  const isTaken = error instanceof Error && "code" in error && error.code === "EADDRINUSE";
  if (isTaken) fail(`Port ${flags.port} is in use: stop what listens there, or choose another with --port.`);
  fail(error instanceof Error ? error.message : String(error));
}
