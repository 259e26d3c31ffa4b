import { createInterface } from "node:readline/promises";
import { text } from "node:stream/consumers";
import { Writable } from "node:stream";

import { usageError } from "../cliError.ts";
import { askPerson, isSomebodyThere } from "./askPerson.ts";

/**
 * A secret from the person at the terminal, typed without echo; or all of standard input, without the line's end. It never
 * comes as an argument: arguments stand in the shell's history and in the list of processes. Throws CliError.
 *
 * @param otherwise what to do where nobody can type
 */
export async function askSecret(
  question: string,
  isFromStdin: boolean,
  otherwise = "Pipe it in, with --password-stdin.",
): Promise<string> {
  if (!isFromStdin) return typed(question, otherwise);
  const secret = (await text(process.stdin)).replace(/\r?\n$/, "");
  if (secret === "") throw usageError("Standard input is empty.");
  return secret;
}

async function typed(question: string, otherwise: string): Promise<string> {
  if (!isSomebodyThere()) throw usageError(`${question} Nobody is here to type it.`, otherwise);
  // What is typed is written back by readline, and goes nowhere.
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: process.stdin, output: nowhere, terminal: true });
  const ask = askPerson(terminal);
  try {
    for (;;) {
      process.stderr.write(`${question} `);
      const secret = await ask("");
      process.stderr.write("\n");
      if (secret !== "") return secret;
      process.stderr.write("  It is needed.\n");
    }
  } finally {
    terminal.close();
  }
}
