import type { Command } from "commander";

import type { DiscardedMany } from "../deadLetters/deadLetterAnswers.ts";
import { exitCodes, usageError } from "../cliError.ts";
import { confirm } from "../terminal/confirm.ts";
import { countLetters, describeFilter } from "../deadLetters/countLetters.ts";
import { addFilter, filterOf, type FilterOptions } from "../deadLetters/filterOptions.ts";
import { onInterrupt } from "../deadLetters/onInterrupt.ts";
import { discardedText } from "../render/replayedText.ts";
import { examples, sessionOf } from "./commandContext.ts";

type DiscardOptions = FilterOptions & { readonly reason: string; readonly yes?: boolean };

/** `bridge dead-letters discard`: messages that nobody needs. */
export function addDiscard(deadLetters: Command): void {
  addFilter(
    deadLetters
      .command("discard")
      .summary("put messages aside that nobody needs")
      .description(
        "Puts a dead letter, or all that a filter finds, aside. They can still be seen (--status discarded) and replayed; " +
          "the audit trail keeps who did it, and why.",
      )
      .argument("[id]", "one dead letter, as the list shows it"),
  )
    .requiredOption("--reason <text>", "why nobody needs it")
    .option("--yes", "of many, do not ask")
    .addHelpText(
      "after",
      examples(
        'dead-letters discard dl-0mm7p6yo0… --reason "A test of the night shift"',
        'dead-letters discard --code ALERT_SHAPE_UNKNOWN --until 7d --reason "Sent by a script that is gone" --yes',
      ),
    )
    .action(async (id: string | undefined, options: DiscardOptions, command: Command) => {
      const session = sessionOf(command);
      const { client, isJson, colours } = session;
      const { reason } = options;
      const filter = filterOf(options);
      if (id !== undefined && filter !== undefined)
        throw usageError("Name one dead letter or a filter, not both.");
      const letters: DiscardedMany["letters"] = [];
      let isCutOff = false;
      if (id !== undefined) letters.push(await client.discard(id, reason));
      else if (filter === undefined) {
        throw usageError(
          "Which dead letters?",
          "Name one by its id, or some with --code, --connection, --route, --until.",
        );
      } else {
        const { count, text } = await countLetters(client, filter);
        if (count > 0)
          await confirm(session, `Discard ${text} (${describeFilter(filter)})?`, options.yes === true);
        const interruption = onInterrupt(() => session.note("Ends after this step."));
        let continuation: string | undefined;
        do {
          const page = await client.discardMany({
            filter,
            reason,
            ...(continuation === undefined ? {} : { continuation }),
          });
          letters.push(...page.letters);
          continuation = page.continuation ?? undefined;
          session.showLive(`${letters.length} of ${text} discarded`);
        } while (continuation !== undefined && !interruption.isAsked);
        session.showLive("");
        interruption.end();
        isCutOff = continuation !== undefined;
      }
      if (isJson) session.sayJson({ letters, isCutOff });
      else session.say(discardedText({ letters, isCutOff }, colours));
      if (isCutOff || letters.some(({ outcome }) => outcome === "refused"))
        process.exitCode = exitCodes.failed;
    });
}
