import type { Command } from "commander";

import { examples } from "../commandContext.ts";
import { addAdd } from "./add.ts";
import { addAuthorize } from "./authorize.ts";
import { addChange } from "./change.ts";
import { addCheck } from "./check.ts";
import { addCredentials } from "./credentials.ts";
import { addList } from "./list.ts";
import { addRemove } from "./remove.ts";
import { addResume } from "./resume.ts";
import { addSync } from "./sync.ts";
import { addShow } from "./show.ts";

const verbs = [
  addList,
  addShow,
  addAdd,
  addAuthorize,
  addChange,
  addCheck,
  addCredentials,
  addRemove,
  addResume,
  addSync,
];

/** `bridge connections`: which there are, how they are doing, and what can be done about one. */
export function addConnections(program: Command): void {
  const connections = program
    .command("connections")
    .summary("list, add, authorise, check, change and remove connections")
    .description(
      "Lists the connections; adds, authorises, checks, changes and removes them; ends the rest of one.",
    )
    .addHelpText(
      "after",
      examples(
        "connections list",
        "connections add",
        "connections authorize servicenow",
        "connections check servicenow",
        'connections resume servicenow --reason "the password is renewed"',
      ),
    );
  for (const add of verbs) add(connections);
}
