import { type Command, Option } from "commander";

import { CliError, usageError } from "../cliError.ts";
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
      const said = await session.client.erase({
        ...(subscription === undefined ? {} : { subscription }),
        ...(text === undefined ? {} : { text }),
        ...(reason === undefined ? {} : { reason }),
        dryRun,
      });
      if (session.isJson) {
        session.sayJson(said);
        return;
      }
      const { journalEntries, tickets, deadLetters, indexRows } = said;
      const counts = `${journalEntries} journal entries, ${tickets} tickets' titles, ${deadLetters} dead letters, ${indexRows} index rows`;
      session.say(dryRun ? `It would be ${counts}.` : `Erased: ${counts}.`);
      session.say(["Not reached:", ...said.notReached.map((one) => `  ${one}`)].join("\n"));
    });
}
