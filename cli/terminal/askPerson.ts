import type { Interface } from "node:readline/promises";

import { CliError, exitCodes } from "../cliError.ts";

/**
 * Asks whoever sits at this terminal. Throws CliError when they leave in place of an answer: Ctrl-C ends as a shell expects it,
 * Ctrl-D is no answer. Ctrl-C between two questions ends the process: nothing waits for it then.
 */
export function askPerson(terminal: Interface): (question: string) => Promise<string> {
  const gone = new AbortController();
  let exitCode: CliError["exitCode"] = exitCodes.failed;
  let isAsked = false;
  terminal.once("SIGINT", () => {
    exitCode = exitCodes.interrupted;
    // Also gives the terminal its own echo back.
    terminal.close();
    if (!isAsked) process.exit(exitCode);
  });
  // After Ctrl-D no answer ever comes.
  terminal.once("close", () => gone.abort());
  return async (question) => {
    isAsked = true;
    try {
      return await terminal.question(question, { signal: gone.signal });
    } catch (error) {
      if (!(error instanceof Error && error.name === "AbortError")) throw error;
      process.stderr.write("\n");
      throw new CliError("Nothing was done.", { exitCode });
    } finally {
      isAsked = false;
    }
  };
}

/** Whether somebody can be asked: what is asked goes to stderr, so that results stay by themselves. */
export function isSomebodyThere(): boolean {
  return process.stdin.isTTY && process.stderr.isTTY;
}
