import type { Command } from "commander";

import { CliError } from "../../cliError.ts";
import { examples, sessionOf } from "../commandContext.ts";

/** `bridge connections resume`: ends the rest of a paused connection by hand. */
export function addResume(connections: Command): void {
  connections
    .command("resume")
    .summary("end the rest of a connection, once its cause is gone")
    .description(
      "Ends the rest of a paused or parked connection: the next message tries it. If that goes well, everything that " +
        "waits follows within five minutes; if not, it rests again. The audit trail keeps who did it, and why.",
    )
    .argument("<name>", "as bridge status shows it")
    .option("--reason <text>", "for the audit trail")
    .addHelpText("after", examples('connections resume servicenow --reason "the password is renewed"'))
    .action(async (name: string, { reason }: { readonly reason?: string }, command: Command) => {
      const { client, isJson, say, sayJson } = sessionOf(command);
      const resumed = await client.resumeConnection(name, reason);
      if (resumed === undefined) {
        throw new CliError(`Nothing was ever sent to a connection ${name}.`, {
          hint: "npm run bridge -- status lists the connections.",
        });
      }
      if (isJson) sayJson(resumed);
      else say(resumedText(resumed.connection, resumed.outcome));
    });
}

function resumedText(connection: string, outcome: string): string {
  if (outcome === "notPaused") return `${connection} did not rest; nothing was changed.`;
  return [
    `✓ ${connection} is tried by the next message; if that goes well, what waits follows within five minutes.`,
    `  npm run bridge -- status ${connection} --watch`,
  ].join("\n");
}
