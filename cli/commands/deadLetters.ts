import type { Command } from "commander";

import { CliError } from "../cliError.ts";
import { deadLettersText } from "../render/deadLettersText.ts";
import { deadLetterText } from "../render/deadLetterText.ts";
import { examples, sessionOf } from "./commandContext.ts";
import { defaultVerb } from "./defaultVerb.ts";
import { addFilter, filterOf, type FilterOptions } from "../deadLetters/filterOptions.ts";
import { addDiscard } from "./discardDeadLetters.ts";
import { addPaging, collectPages, type PagingOptions } from "./paging.ts";
import { addReplay } from "./replayDeadLetters.ts";

/** `bridge dead-letters`: messages that wait for a person. */
export function addDeadLetters(program: Command): void {
  const deadLetters = program
    .command("dead-letters")
    .summary("list, show, replay or discard messages that wait for a person")
    .description("Messages that wait for a person: what failed, why, and what to do.");

  addPaging(
    addFilter(
      defaultVerb(deadLetters, "list").description(
        "Lists dead letters that wait, newest first; --status shows the others.",
      ),
    ),
  )
    .addHelpText(
      "after",
      examples(
        "dead-letters",
        "dead-letters list --code SERVICENOW_ACL_DENIED --since 2h",
        "dead-letters list --status replayed --limit 100 --json",
      ),
    )
    .action(async ({ limit, ...options }: PagingOptions & FilterOptions, command: Command) => {
      const session = sessionOf(command);
      const { rows, hasMore } = await collectPages(limit, async (page) => {
        const answer = await session.client.deadLetters({ ...filterOf(options), ...page });
        return { rows: answer.deadLetters, continuation: answer.continuation };
      });
      if (session.isJson) session.sayJson({ deadLetters: rows, hasMore });
      else session.say(deadLettersText(rows, hasMore, session.colours));
    });

  deadLetters
    .command("show")
    .description("Shows one dead letter with its cause, what to do, and the message itself.")
    .argument("<id>", "as the list shows it")
    .addHelpText("after", examples("dead-letters show dl-0mm7p6yo0…"))
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

  addReplay(deadLetters);
  addDiscard(deadLetters);
}
