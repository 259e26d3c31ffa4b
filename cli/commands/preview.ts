import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";

import type { Command } from "commander";

import { coloursFor } from "../../local/start/colours.ts";
import { CliError, exitCodes } from "../cliError.ts";
import { findAlertFiles } from "../preview/findAlertFiles.ts";
import { loadRoutes } from "../preview/loadRoutes.ts";
import { previewAlert } from "../preview/previewAlert.ts";
import { cleanValue, safeJson } from "../render/cleanText.ts";
import { previewText } from "../render/previewText.ts";
import { plural } from "../render/table.ts";
import { examples } from "./commandContext.ts";

type PreviewOptions = {
  readonly config?: string;
  readonly route?: string;
  readonly full?: boolean;
  readonly json?: boolean;
};

/** `bridge preview`: what the bridge makes of alert bodies. Needs no running bridge and sends nothing. */
export function addPreview(program: Command): void {
  program
    .command("preview")
    .summary("show what the bridge would make of alert bodies, without sending anything")
    .description(
      "Reads alert bodies from files and shows how they are recognised and which work item they would become. " +
        "Needs no running bridge and sends nothing. Ends with 0 only if every body was recognised.",
    )
    .argument("<file...>", "files, or folders whose *.json files are read; - for standard input")
    .option("--config <file>", "use the routes of this bridge.json; otherwise the default routes")
    .option("--route <name>", "as if it were posted to this route's address")
    .option("--full", "show the whole description")
    .addHelpText(
      "after",
      examples("preview alert.json --full", "preview captured/ --config bridge.json --json"),
    )
    .action(async (paths: string[], _: unknown, command: Command) => {
      const options = command.optsWithGlobals<PreviewOptions>();
      const routes = await loadRoutes(options.config);
      const colours = coloursFor(process.stdout, process.env);
      const receivedAtUtc = new Date().toISOString();
      const previews = [];
      for (const source of await findAlertFiles(paths)) {
        const body = await read(source);
        const preview = previewAlert({
          source,
          body,
          routes,
          requestedRoute: options.route ?? null,
          receivedAtUtc,
        });
        previews.push(preview);
        if (options.json !== true) {
          const shown = previewText(cleanValue(preview), { isFull: options.full === true }, colours);
          process.stdout.write(`${shown}\n\n`);
        }
      }
      const unknown = previews.filter(({ kind }) => kind === "unknown").length;
      if (options.json === true) process.stdout.write(`${safeJson(previews)}\n`);
      else if (previews.length > 1) {
        process.stdout.write(
          `${plural(previews.length, "body", "bodies")}, ${unknown === 0 ? "all" : previews.length - unknown} recognised\n`,
        );
      }
      if (unknown > 0) process.exitCode = exitCodes.failed;
    });
}

async function read(source: string): Promise<string> {
  if (source === "-") return text(process.stdin);
  return readFile(source, "utf8").catch((error: unknown) => {
    throw new CliError(`${source} cannot be read (${(error as NodeJS.ErrnoException).code ?? "?"}).`);
  });
}
