import type { Command } from "commander";

import { connectionListText } from "../../render/connectionListText.ts";
import { examples, sessionOf } from "../commandContext.ts";
import { defaultVerb } from "../defaultVerb.ts";

/** `bridge connections list`, which `bridge connections` alone means, too. */
export function addList(connections: Command): void {
  defaultVerb(connections, "list")
    .summary("list the connections: instance, grant, state, and when their access ends")
    .description(
      "Every connection on a line, then what somebody should see to. bridge status says more of each.",
    )
    .addHelpText("after", examples("connections list", "connections list --json"))
    .action(async (_options: unknown, command: Command) => {
      const { client, isJson, say, sayJson, colours } = sessionOf(command);
      const { connections: all } = await client.connections();
      if (isJson) sayJson({ connections: all });
      else say(connectionListText(all, new Date(), colours));
    });
}
