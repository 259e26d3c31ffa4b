import type { Command } from "commander";

import { sessionOf } from "../commandContext.ts";
import { showStatus } from "../status.ts";

/** `bridge connections list`, which `bridge connections` alone means, too. */
export function addList(connections: Command): void {
  connections
    .command("list", { isDefault: true })
    .summary("say how the connections are doing, as bridge status does")
    .action(async (_options: unknown, command: Command) => showStatus(sessionOf(command), undefined));
}
