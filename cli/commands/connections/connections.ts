import type { Command } from "commander";

import { examples } from "../commandContext.ts";
import { addAuthorize } from "./authorize.ts";
import { addList } from "./list.ts";
import { addResume } from "./resume.ts";
import { addSync } from "./sync.ts";

/** `bridge connections`: which there are, how they are doing, and what can be done about one. */
export function addConnections(program: Command): void {
  const connections = program
    .command("connections")
    .summary("list the connections, authorise one, or let one that rests be tried at once")
    .description("Lists the connections, as bridge status does; authorises one; ends the rest of one.")
    .addHelpText(
      "after",
      examples(
        "connections list",
        "connections authorize servicenow",
        'connections resume servicenow --reason "the password is renewed"',
      ),
    );
  for (const add of [addList, addAuthorize, addResume, addSync]) add(connections);
}
