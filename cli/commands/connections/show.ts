import type { Command } from "commander";

import { connectionText } from "../../render/connectionText.ts";
import { examples, sessionOf } from "../commandContext.ts";

/** `bridge connections show`: what describes a connection, and where its secrets are. */
export function addShow(connections: Command): void {
  connections
    .command("show")
    .summary("show what describes a connection, and where its secrets are")
    .argument("<name>", "as bridge connections shows it")
    .addHelpText("after", examples("connections show contoso", "connections show contoso --json"))
    .action(async (name: string, _options: unknown, command: Command) => {
      const session = sessionOf(command);
      const view = await session.client.connectionView(name);
      if (session.isJson) session.sayJson(view);
      else session.say(connectionText(view));
    });
}
