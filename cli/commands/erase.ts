import { type Command, Option } from "commander";

import type { Erasure } from "../bridgeAnswers.ts";
import { CliError, exitCodes, usageError } from "../cliError.ts";
import { onInterrupt } from "../deadLetters/onInterrupt.ts";
import type { Session } from "../session.ts";
import { examples, sessionOf } from "./commandContext.ts";

type EraseOptions = {
  readonly subscription?: string;
  readonly text?: string;
  readonly dryRun?: boolean;
  readonly reason?: string;
  readonly yes?: boolean;
};

/** `bridge erase`: removes personal data on request. */
export function addErase(program: Command): void {
  program
    .command("erase")
    .summary("remove what belongs to a subscription or contains a text")
    .description(
      "Removes what belongs to a subscription, or contains a text, from everything the bridge keeps. Nobody can bring it back.",
    )
    .addOption(new Option("--subscription <id>", "everything of this subscription").conflicts("text"))
    .option("--text <text>", "this text, whatever its case, wherever it stands")
    .option("--dry-run", "only say how much it would be")
    .option("--reason <text>", "for the audit trail")
    .option("--yes", "do it")
    .addHelpText(
      "after",
      examples('erase --text "jo.doe@contoso.com" --dry-run', "erase --subscription 6f1d… --yes"),
    )
    .action(async (options: EraseOptions, command: Command) => {
      const { subscription, text, dryRun = false, reason, yes = false } = options;
      if (subscription === undefined && text === undefined) {
        throw usageError("Say what: --subscription or --text.");
      }
      if (!dryRun && !yes)
        throw new CliError("Nothing was erased.", { hint: "--dry-run shows how much it is; --yes does it." });
      const session = sessionOf(command);
      const said = await erasedStepByStep(session, {
        ...(subscription === undefined ? {} : { subscription }),
        ...(text === undefined ? {} : { text }),
        ...(reason === undefined ? {} : { reason }),
        dryRun,
      });
      const isCutOff = said.continuation != null;
      if (isCutOff) process.exitCode = exitCodes.failed;
      if (session.isJson) {
        session.sayJson(said);
        return;
      }
      const counts = countsOf(said);
      session.say(dryRun ? `It would be ${counts}.` : `Erased: ${counts}.`);
      if (isCutOff)
        session.say("That is not all: it was ended before it was through. Do it again for the rest.");
      session.say(["Not reached:", ...said.notReached.map((one) => `  ${one}`)].join("\n"));
    });
}

/** The bridge does a little with each call; Ctrl-C ends after one. */
async function erasedStepByStep(
  { client, note, showLive }: Session,
  wish: Readonly<Record<string, string | boolean>>,
): Promise<Erasure> {
  const interruption = onInterrupt(() => note("Ends after this step."));
  let said = await client.erase(wish);
  while (said.continuation != null && !interruption.isAsked) {
    showLive(`so far ${countsOf(said)}`);
    said = await client.erase({ ...wish, continuation: said.continuation });
  }
  showLive("");
  interruption.end();
  return said;
}

function countsOf({
  journalEntries,
  tickets,
  deadLetters,
  indexRows,
  connections,
  warnings,
}: Erasure): string {
  const more = [
    ...(connections === 0 ? [] : [`${connections} connections' failures`]),
    ...(warnings === 0 ? [] : [`${warnings} warnings`]),
  ];
  return [
    `${journalEntries} journal entries`,
    `${tickets} tickets' titles`,
    `${deadLetters} dead letters`,
    `${indexRows} index rows`,
    ...more,
  ].join(", ");
}
