import type { Command } from "commander";

import { auditText } from "../render/auditText.ts";
import { examples, sessionOf } from "./commandContext.ts";
import { addPaging, collectPages, type PagingOptions } from "./paging.ts";

/** `bridge audit`: who did what by hand. */
export function addAudit(program: Command): void {
  addPaging(
    program
      .command("audit")
      .summary("show who did what by hand, when and why")
      .description("Replays, discards and whatever else people did by hand, newest first.")
      .option("--subject <id>", "what was done to one thing, such as a dead letter"),
  )
    .addHelpText("after", examples("audit", "audit --subject dl-0mm7p6yo0…", "audit --limit 500 --json"))
    .action(async ({ limit, subject }: PagingOptions & { readonly subject?: string }, command: Command) => {
      const session = sessionOf(command);
      const { rows, hasMore } = await collectPages(limit, async (page) => {
        const answer = await session.client.audit({ ...page, ...(subject === undefined ? {} : { subject }) });
        return { rows: answer.entries, continuation: answer.continuation };
      });
      if (session.isJson) session.sayJson({ entries: rows, hasMore });
      else session.say(auditText(rows, hasMore, session.colours));
    });
}
