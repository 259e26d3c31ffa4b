import { setTimeout as waitMs } from "node:timers/promises";

import type { Command } from "commander";

import { CliError } from "../cliError.ts";
import { goneText, statusText } from "../render/statusText.ts";
import type { Session } from "../session.ts";
import { examples, sessionOf } from "./commandContext.ts";

const watchEveryMs = 2_000;

/** `bridge status`: how the connections are doing, and what waits. */
export function addStatus(program: Command): void {
  program
    .command("status")
    .summary("say how the connections are doing, and what waits")
    .description("Shows each connection: healthy, slowed, paused or parked, why, until when, and what waits.")
    .argument("[name]", "one connection")
    .option("--watch", "show it anew every two seconds, until Ctrl-C")
    .addHelpText("after", examples("status", "status servicenow --watch", "status --json"))
    .action(async (name: string | undefined, options: { readonly watch?: boolean }, command: Command) => {
      const session = sessionOf(command);
      await showStatus(session, name);
      while (options.watch === true) {
        await waitMs(watchEveryMs);
        // Home, and clear what is below: what stands there is replaced without flicker.
        if (process.stdout.isTTY && !session.isJson) process.stdout.write("\u001b[H\u001b[J");
        await showStatus(session, name);
      }
    });
}

/** One connection, or all. Throws CliError. */
export async function showStatus(
  { client, isJson, say, sayJson, colours }: Session,
  name: string | undefined,
): Promise<void> {
  if (name === undefined) {
    const { connections, gone } = await client.connections();
    if (isJson) sayJson({ connections, gone });
    else {
      const removed = gone.length === 0 ? "" : `\n\n${goneText(gone, colours)}`;
      say(`${statusText(connections, new Date(), colours)}${removed}`);
    }
    return;
  }
  const status = await client.connection(name);
  if (status === undefined) {
    throw new CliError(`There is no connection ${name}.`, { hint: "npm run bridge -- status lists them." });
  }
  if (isJson) sayJson(status);
  else say(statusText([status], new Date(), colours));
}
