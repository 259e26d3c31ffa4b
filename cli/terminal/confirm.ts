import { createInterface } from "node:readline/promises";

import { CliError, usageError } from "../cliError.ts";
import type { Session } from "../session.ts";
import { askPerson, isSomebodyThere } from "./askPerson.ts";

/** Asks the person at the terminal; where nobody can answer, `--yes` has to. Throws CliError unless it is a yes. */
export async function confirm(
  session: Session,
  question: string,
  isSure: boolean,
  hint = "Add --yes.",
): Promise<void> {
  if (isSure) return;
  if (session.isJson || !isSomebodyThere()) {
    throw usageError(`${question} Nobody is here to say yes.`, hint);
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await askPerson(terminal)(`${question} [y/N] `);
    if (!/^y(es)?$/i.test(answer.trim())) throw new CliError("Nothing was done.");
  } finally {
    terminal.close();
  }
}
