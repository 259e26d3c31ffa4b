import { setTimeout as waitMs } from "node:timers/promises";

import type { Command } from "commander";

import type { SyncedConnection } from "../../connections/statusAnswers.ts";
import { CliError } from "../../cliError.ts";
import { readText, stepText } from "../../render/setupText.ts";
import { oneLine } from "../../render/cleanText.ts";
import type { Session } from "../../session.ts";
import { examples, sessionOf } from "../commandContext.ts";

const lookEveryMs = 500;

/** `bridge connections sync`: reads what an instance is configured with, and says how far it is. */
export function addSync(connections: Command): void {
  connections
    .command("sync")
    .summary("get access anew where needed, and read templates, choices and groups")
    .description(
      "Sees that the connection has access (a token is renewed where that needs no person), and reads the instance's " +
        "templates, choices and groups. A new connection may be used once this has ended well. The bridge does the " +
        "same by itself after a connection was added or authorised, and then once a day.",
    )
    .argument("<name>", "as bridge status shows it")
    .addHelpText("after", examples("connections sync servicenow", "connections sync servicenow --json"))
    .action(async (name: string, _options: unknown, command: Command) => {
      const session = sessionOf(command);
      const synced = await syncAndTell(session, name);
      if (session.isJson) session.sayJson(synced);
      else session.say(syncedText(synced, session));
    });
}

/** Throws CliError. Tells each step on a terminal of its own line, as it begins. */
export async function syncAndTell(session: Session, name: string): Promise<SyncedConnection> {
  const { client, isJson } = session;
  const over = new AbortController();
  const telling = isJson ? Promise.resolve() : tellSteps(session, name, over.signal);
  try {
    const synced = await client.syncConnection(name);
    if (synced !== undefined) return synced;
  } finally {
    over.abort();
    await telling;
  }
  throw new CliError(`There is no connection ${name}.`, { hint: "npm run bridge -- status lists them." });
}

/** For as long as the synchronisation takes; that nothing can be told is no failure of it. */
async function tellSteps({ client }: Session, name: string, over: AbortSignal): Promise<void> {
  let told: string | undefined;
  while (!over.aborted) {
    try {
      await waitMs(lookEveryMs, undefined, { signal: over });
      const step = (await client.connection(name))?.setup?.sync.running?.step;
      if (step === undefined || step === told) continue;
      told = step;
      process.stderr.write(`… ${stepText(step)}\n`);
    } catch {
      // The synchronisation itself says what is wrong.
    }
  }
}

/** What was read, and what could not be. */
export function syncedText(
  { connection, setup }: SyncedConnection,
  { colours: { green, yellow } }: Session,
): string {
  const { read, problem } = setup.sync;
  const lines = [
    `${green("✓")} ${connection} is synchronised${read == null ? "." : `: ${readText(read)}.`}`,
    ...(problem == null
      ? []
      : [
          yellow(`! ${problem.code}: ${oneLine(problem.title)}`),
          oneLine(problem.detail),
          oneLine(problem.resolution),
        ]),
  ];
  return lines.join("\n  ");
}
