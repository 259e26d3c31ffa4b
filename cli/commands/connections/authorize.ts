import { setTimeout as waitMs } from "node:timers/promises";

import type { Command } from "commander";

import { CliError, exitCodes } from "../../cliError.ts";
import { askSecret } from "../../terminal/askSecret.ts";
import type {
  Access,
  AuthorisationLink,
  AuthorisationState,
} from "../../connections/authorisationAnswers.ts";
import { followAuthorisation } from "../../connections/followAuthorisation.ts";
import { openInBrowser } from "../../connections/openInBrowser.ts";
import { accessText, failedText, linkText, progressText } from "../../render/authorisationText.ts";
import type { Session } from "../../session.ts";
import { examples, sessionOf } from "../commandContext.ts";
import { readIfNew } from "./readIfNew.ts";

type Options = {
  readonly user?: string;
  readonly passwordStdin?: boolean;
  readonly open?: boolean;
  readonly wait: boolean;
};

/** `bridge connections authorize`: gets the bridge into an instance, as the integration user. */
export function addAuthorize(connections: Command): void {
  connections
    .command("authorize")
    .summary("let the bridge into an instance, once or anew")
    .description(
      "Gets the bridge access to an instance. With the authorization code grant it prints a link, which somebody opens to sign " +
        "in as the integration user, and waits for it. With --user it asks for a password instead, which is used once and " +
        "kept nowhere. Other grants need nobody, and are tried. Whose access it is, is checked before it is kept.",
    )
    .argument("<name>", "as bridge connections shows it")
    .option("--user <name>", "no browser: sign in with this user name and a password")
    .option("--password-stdin", "read the password from standard input")
    .option("--open", "open the link here, in the system's browser")
    .option("--no-wait", "print the link and end")
    .addHelpText(
      "after",
      examples(
        "connections authorize servicenow",
        "connections authorize servicenow --user bridge.integration",
        "connections authorize servicenow --user bridge.integration --password-stdin < password.txt",
      ),
    )
    .action(async (name: string, options: Options, command: Command) => {
      const session = sessionOf(command);
      if (options.user !== undefined) {
        await withPassword(session, name, options.user, options);
        return;
      }
      const begun = await session.client.beginAuthorisation(name);
      switch (begun.way) {
        case "done":
          await finish(session, begun);
          return;
        case "password":
          if (begun.integrationUser === null || begun.integrationUser === undefined) {
            throw new CliError("Its grant wants a user name and a password.", { hint: "Add --user <name>." });
          }
          await withPassword(session, name, begun.integrationUser, options);
          return;
        case "link":
          await withLink(session, begun, options);
          return;
        default:
          begun satisfies never;
      }
    });
}

async function withPassword(
  session: Session,
  name: string,
  userName: string,
  options: Options,
): Promise<void> {
  const password = await askSecret(`Password of ${userName}:`, options.passwordStdin === true);
  const done = await session.client.authoriseWithPassword(name, userName, password);
  await finish(session, done);
}

async function withLink(session: Session, begun: AuthorisationLink, options: Options): Promise<void> {
  if (session.isJson && !options.wait) {
    session.sayJson(begun);
    return;
  }
  // The link is needed by whoever sits here, whatever else a machine reads.
  if (session.isJson) process.stderr.write(`${begun.link}\n`);
  else session.say(linkText(begun));
  if (options.open === true && !(await openInBrowser(begun.link))) {
    session.note("There is no browser here that could be opened.");
  }
  if (!options.wait) return;
  const stop = (): void => {
    session.note(
      `\nNot waited for any longer. The link counts until ${begun.endsUtc}; bridge status tells what came of it.`,
    );
    process.exit(exitCodes.interrupted);
  };
  process.once("SIGINT", stop);
  const followed = followAuthorisation({
    ask: () => session.client.authorisation(begun.connection, begun.id),
    onChange: (state) => session.note(progressText(state)),
    waitMs: (delayMs) => waitMs(delayMs),
  });
  const last = await followed.finally(() => process.off("SIGINT", stop));
  if (last.state === "authorised") await finish(session, last);
  else fail(session, last);
}

async function finish(session: Session, access: Access): Promise<void> {
  if (session.isJson) {
    session.sayJson(access);
    return;
  }
  session.say(accessText(access));
  await readIfNew(session, access.connection);
}

function fail(session: Session, last: AuthorisationState): void {
  if (session.isJson) session.sayJson(last);
  else session.say(failedText(last));
  process.exitCode = exitCodes.failed;
}
