import type { Command } from "commander";

import { confirm } from "../../terminal/confirm.ts";
import { removedText } from "../../render/connectionText.ts";
import { examples, sessionOf } from "../commandContext.ts";

/** `bridge connections remove`: a connection with its tokens and secrets; its tickets stay. */
export function addRemove(connections: Command): void {
  connections
    .command("remove")
    .summary("remove a connection that was added by command")
    .description(
      "Revokes a connection's tokens at ServiceNow, deletes its secrets, and removes it. Tickets and journals stay. What " +
        "routes still send there becomes dead letters with CONNECTION_MISSING, which can be replayed.",
    )
    .argument("<name>", "as bridge connections shows it")
    .option("--reason <text>", "for the audit trail")
    .option("--yes", "do not ask")
    .addHelpText("after", examples('connections remove contoso --reason "the instance is gone"'))
    .action(
      async (
        name: string,
        options: { readonly reason?: string; readonly yes?: boolean },
        command: Command,
      ) => {
        const session = sessionOf(command);
        const { routes, instanceUrl } = await session.client.connectionView(name);
        const leading = routes.length === 0 ? "" : ` Routes that lead to it: ${routes.join(", ")}.`;
        await confirm(
          session,
          `Remove ${name} (${instanceUrl})?${leading}`,
          options.yes === true,
          "Add --yes.",
        );
        const removed = await session.client.removeConnection(name, options.reason);
        if (session.isJson) session.sayJson(removed);
        else session.say(removedText(removed));
      },
    );
}
