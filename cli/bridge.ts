import { Command, CommanderError, Option } from "commander";

import { CliError, exitCodes } from "./cliError.ts";
import { addAudit } from "./commands/audit.ts";
import { addConnections } from "./commands/connections/connections.ts";
import { addDeadLetters } from "./commands/deadLetters.ts";
import { addErase } from "./commands/erase.ts";
import { addErrors } from "./commands/errors.ts";
import { addPreview } from "./commands/preview.ts";
import { addReady } from "./commands/ready.ts";
import { addSend } from "./commands/send.ts";
import { addStatus } from "./commands/status.ts";
import { addTickets } from "./commands/tickets.ts";
import { addWhy } from "./commands/why.ts";
import { cleanText } from "./render/cleanText.ts";

const program = new Command("bridge")
  .usage("<command> [options]")
  .description("Sends alerts to the bridge, and tells what became of them.")
  .addOption(
    new Option("--url <url>", "the bridge (default: the one that npm start runs here)").env("BRIDGE_URL"),
  )
  .addOption(new Option("--key <key>", "a function key").env("BRIDGE_KEY"))
  .option("--json", "results as JSON, for machines")
  .addOption(new Option("--data <folder>", "the data folder of npm start").default(".local").hideHelp())
  .addHelpText(
    "after",
    `
Examples:
  npm run bridge -- send metric
  npm run bridge -- why INC0010001
  npm run --silent bridge -- tickets --json

Ends with 0 if all went well, 1 if something failed, 2 if the command line is wrong.`,
  )
  .showHelpAfterError("(--help says more)")
  .configureHelp({ showGlobalOptions: true, helpWidth: 100 })
  .exitOverride();

for (const add of [
  addSend,
  addPreview,
  addWhy,
  addTickets,
  addDeadLetters,
  addAudit,
  addErrors,
  addReady,
  addStatus,
  addConnections,
  addErase,
])
  add(program);

// A reader that has seen enough (`| head`) is no failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(exitCodes.ok);
  throw error;
});

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = report(error);
}

function report(error: unknown): number {
  // Commander has already said what is wrong, or shown the help that was asked for.
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
  if (error instanceof CliError) {
    process.stderr.write(`${cleanText(error.message)}\n`);
    if (error.hint !== undefined) process.stderr.write(`${cleanText(error.hint)}\n`);
    return error.exitCode;
  }
  console.error(error);
  return exitCodes.failed;
}
