import { setTimeout as waitMs } from "node:timers/promises";

import { type Command, InvalidArgumentError } from "commander";

import type { Ready } from "../bridgeAnswers.ts";
import { NothingAnswers } from "../refusals.ts";
import { exitCodes } from "../cliError.ts";
import { readyText } from "../render/readyText.ts";
import type { Session } from "../session.ts";
import { examples, sessionOf } from "./commandContext.ts";

/** `bridge ready`: whether the bridge can work, and which part cannot. */
export function addReady(program: Command): void {
  program
    .command("ready")
    .summary("say whether the bridge and what it needs are ready")
    .description("Asks the bridge about its parts. Ends with 0 only if it is ready.")
    .option("--wait <seconds>", "ask again until it is ready, so long at most", seconds, 0)
    .addHelpText("after", examples("ready", "ready --wait 60"))
    .action(async (options: { readonly wait: number }, command: Command) => {
      const session = sessionOf(command);
      const ready = await askUntilReady(session, options.wait * 1_000);
      if (session.isJson) session.sayJson(ready);
      else session.say(readyText(ready, session.client.url, session.colours));
      if (ready.status !== "ready") process.exitCode = exitCodes.failed;
    });
}

async function askUntilReady({ client }: Session, patienceMs: number): Promise<Ready> {
  const deadlineMs = Date.now() + patienceMs;
  for (;;) {
    const isLast = Date.now() >= deadlineMs;
    try {
      const ready = await client.ready();
      if (ready.status === "ready" || isLast) return ready;
    } catch (error) {
      if (!(error instanceof NothingAnswers) || isLast) throw error;
    }
    await waitMs(250);
  }
}

function seconds(text: string): number {
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text);
  throw new InvalidArgumentError("It must be a number of seconds.");
}
