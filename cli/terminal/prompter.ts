import { createInterface } from "node:readline/promises";

import { usageError } from "../cliError.ts";
import { askPerson, isSomebodyThere } from "./askPerson.ts";

/** A person who can be asked. */
export type Prompter = {
  /** One line, as it was typed. Throws CliError when they leave (Ctrl-C, Ctrl-D). */
  readonly question: (text: string) => Promise<string>;
  readonly say: (line: string) => void;
  readonly close: () => void;
};

/** The person at the terminal. Throws CliError if there is none. */
export function openPrompter(hint: string): Prompter {
  if (!isSomebodyThere()) throw usageError("Nobody is here to be asked for what is missing.", hint);
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  return {
    question: askPerson(terminal),
    say: (line) => process.stderr.write(`${line}\n`),
    close: () => terminal.close(),
  };
}
