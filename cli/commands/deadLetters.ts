import type { Command } from "commander";

import { CliError } from "../cliError.ts";
import { deadLettersText } from "../render/deadLettersText.ts";
import { deadLetterText } from "../render/deadLetterText.ts";
import { examples, sessionOf } from "./commandContext.ts";
import { addPaging, collectPages, type PagingOptions } from "./paging.ts";

/** `bridge dead-letters`: messages that wait for a person. */
export function addDeadLetters(program: Command): void {
  const deadLetters = program
    .command("dead-letters")
    .summary("list or show messages that wait for a person")
    .description("Messages that wait for a person: what failed, why, and what to do.");

  addPaging(deadLetters.command("list", { isDefault: true }).description("Lists dead letters, newest first."))
    .addHelpText("after", examples("dead-letters", "dead-letters list --limit 100 --json"))
    .action(async ({ limit }: PagingOptions, command: Command) => {
      const session = sessionOf(command);
      const { rows, hasMore } = await collectPages(limit, async (page) => {
        const answer = await session.client.deadLetters(page);
        return { rows: answer.deadLetters, continuation: answer.continuation };
      });
      if (session.isJson) session.sayJson({ deadLetters: rows, hasMore });
      else session.say(deadLettersText(rows, hasMore, session.colours));
    });

  deadLetters
    .command("show")
    .description("Shows one dead letter with its cause, what to do, and the message itself.")
    .argument("<id>", "as the list shows it")
    .addHelpText("after", examples("dead-letters show 2519…"))
    .action(async (id: string, _: unknown, command: Command) => {
      const session = sessionOf(command);
      const letter = await session.client.deadLetter(id);
      if (letter === undefined) {
        throw new CliError(`There is no dead letter ${id}.`, {
          hint: "npm run bridge -- dead-letters lists them.",
        });
      }
      if (session.isJson) session.sayJson(letter);
      else session.say(deadLetterText(letter, session.colours));
    });
}
