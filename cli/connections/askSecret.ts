import { createInterface } from "node:readline/promises";
import { text } from "node:stream/consumers";
import { Writable } from "node:stream";

import { CliError, usageError } from "../cliError.ts";

/**
 * A secret from the person at the terminal, typed without echo; or all of standard input, without the line's end.
 * `otherwise`: what to do where nobody can type. It never comes as an argument: arguments stand in the shell's history and in the list of processes. Throws CliError.
 */
export async function askSecret(
  question: string,
  isFromStdin: boolean,
  otherwise = "Pipe it in, with --password-stdin.",
): Promise<string> {
  const secret = isFromStdin
    ? (await text(process.stdin)).replace(/\r?\n$/, "")
    : await typed(question, otherwise);
  if (secret === "") throw usageError("It is empty.");
  return secret;
}

async function typed(question: string, otherwise: string): Promise<string> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) {
    throw usageError(`${question} Nobody is here to type it.`, otherwise);
  }
  process.stderr.write(`${question} `);
  // What is typed is written back by readline, and goes nowhere.
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: process.stdin, output: nowhere, terminal: true });
  const gone = new AbortController();
  // After Ctrl-D no answer ever comes.
  terminal.once("close", () => gone.abort());
  try {
    return await terminal.question("", { signal: gone.signal });
  } catch (error) {
    if (error instanceof Error && error.name === "AbortError") throw new CliError("Nothing was done.");
    throw error;
  } finally {
    terminal.close();
    process.stderr.write("\n");
  }
}
