import { createInterface } from "node:readline/promises";

import { CliError, usageError } from "../cliError.ts";

/** A person who can be asked. */
export type Prompter = {
  /** One line, as it was typed. Throws CliError when they leave (Ctrl-C, Ctrl-D). */
  readonly question: (text: string) => Promise<string>;
  readonly say: (line: string) => void;
  readonly close: () => void;
};

/** The person at the terminal. Throws CliError if there is none. */
export function openPrompter(hint: string): Prompter {
  if (!process.stdin.isTTY || !process.stderr.isTTY) {
    throw usageError("Nobody is here to be asked for what is missing.", hint);
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const gone = new AbortController();
  // After Ctrl-D no answer ever comes.
  terminal.once("close", () => gone.abort());
  return {
    async question(text) {
      try {
        return await terminal.question(text, { signal: gone.signal });
      } catch (error) {
        if (!(error instanceof Error && error.name === "AbortError")) throw error;
        process.stderr.write("\n");
        throw new CliError("Nothing was done.");
      }
    },
    say: (line) => process.stderr.write(`${line}\n`),
    close: () => terminal.close(),
  };
}
