import type { Command } from "commander";

import { exitCodes } from "../../cliError.ts";
import { confirm } from "../../terminal/confirm.ts";
import { checkText } from "../../render/checkText.ts";
import type { Session } from "../../session.ts";
import { examples, sessionOf } from "../commandContext.ts";

type Options = { readonly write?: boolean; readonly yes?: boolean };

const wouldWrite =
  "--write makes one incident there that says it may be ignored, adds a note to it, and resolves it.";

/** `bridge connections check`: whether a connection is as the bridge needs it, thing by thing. */
export function addCheck(connections: Command): void {
  connections
    .command("check")
    .summary("look at a connection from end to end, and say what is wrong and what to do")
    .description(
      "Looks at everything that a connection needs, from the address to the last role, and says of each thing whether " +
        "it is right: ✓ ok, ! a warning, ✗ failed, ? cannot be told, – skipped. Reads only, unless --write is given. " +
        "Credentials that were refused are not shown again: accounts lock after five wrong attempts. Ends with 1 if " +
        "something failed.",
    )
    .argument("<name>", "as bridge status shows it")
    .option("--write", `also try it by writing: ${wouldWrite}`)
    .option("--yes", "do not ask before writing")
    .addHelpText("after", examples("connections check servicenow", "connections check servicenow --write"))
    .action(async (name: string, { write = false, yes = false }: Options, command: Command) => {
      const session = sessionOf(command);
      if (write) await confirm(session, `${wouldWrite} Go on?`, yes);
      const report = await whileShowing(
        session,
        `Checking ${name}`,
        session.client.checkConnection(name, write),
      );
      if (session.isJson) session.sayJson(report);
      else session.say(checkText(report, session.colours));
      if (report.status === "failed") process.exitCode = exitCodes.failed;
    });
}

const tickMs = 1_000;

/** Says that it goes on, and for how long already; only where a person watches. */
async function whileShowing<T>({ showLive }: Session, what: string, work: Promise<T>): Promise<T> {
  const startedMs = Date.now();
  const show = (): void => showLive(`${what} … ${Math.round((Date.now() - startedMs) / 1000)} s`);
  show();
  const ticking = setInterval(show, tickMs);
  try {
    return await work;
  } finally {
    clearInterval(ticking);
    showLive("");
  }
}
